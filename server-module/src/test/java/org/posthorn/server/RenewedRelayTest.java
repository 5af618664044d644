package org.posthorn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.testing.NextHopContract;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestHop;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.engine.testing.TestRelay;
import org.posthorn.smtp.client.NextHops;

final class RenewedRelayTest implements NextHopContract {
    private static final Mail MAIL =
            TestMail.sent(TestClock.START, "ann@d0.example").mail();

    @Override
    public HopRig open(Manner manner) {
        TestHop hop = new TestHop(manner);
        RenewedRelay relay = renewed(hop::relay);
        relay.renew();
        return hop.behind(relay);
    }

    @Test
    void aNewOneTakesOverAndTheOldOneStaysWhenItCannotBeMade() {
        AtomicReference<Supplier<Relay>> next = new AtomicReference<>(() -> TestRelay.to("first", parcel -> {
            throw new IllegalStateException("nothing is sent here");
        }));
        RenewedRelay relay = renewed(() -> next.get().get());
        assertThat(ways(relay)).containsExactly("first");

        next.set(() -> {
            throw new IllegalArgumentException("no password");
        });
        assertThatThrownBy(relay::renew).hasMessage("no password");
        assertThat(ways(relay)).containsExactly("first");

        TestHop second = new TestHop(Manner.WILLING);
        next.set(second::relay);
        relay.renew();
        assertThat(ways(relay)).containsExactly("hop");
    }

    private static List<String> ways(Relay relay) {
        Plan plan = relay.plan(MAIL, MAIL.envelope().recipients());
        return plan.legs().stream().map(Leg::destination).toList();
    }

    private static RenewedRelay renewed(Supplier<Relay> maker) {
        NextHops none = new NextHops(new TestClock());
        none.close();
        return new RenewedRelay(maker, none);
    }
}
