package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.NextHopContract;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestHop;
import org.posthorn.engine.testing.TestMail;
import org.posthorn.engine.testing.TestRelay;

/// What stands before the next hop keeps what every relay does.
class RelaysTest {
    private static final String SUCCESS = "success@simulator.amazonses.com";
    private static final String BOUNCE = "bounce@simulator.amazonses.com";
    private static final String LISTED = "listed@d0.example";

    @Nested
    class Simulating implements NextHopContract {
        @Override
        public List<String> special() {
            return List.of(SUCCESS, BOUNCE, "nobody@simulator.amazonses.com");
        }

        @Override
        public HopRig open(Manner manner) {
            TestHop hop = new TestHop(manner);
            return hop.behind(simulating(hop.relay()));
        }
    }

    @Nested
    class Suppressing implements NextHopContract {
        @Override
        public List<String> special() {
            return List.of(LISTED, "listed@D0.Example");
        }

        @Override
        public HopRig open(Manner manner) {
            TestHop hop = new TestHop(manner);
            return hop.behind(suppressing(hop.relay()));
        }
    }

    /// As the program puts them together.
    @Nested
    class Both implements NextHopContract {
        @Override
        public List<String> special() {
            return List.of(LISTED, SUCCESS, BOUNCE);
        }

        @Override
        public HopRig open(Manner manner) {
            TestHop hop = new TestHop(manner);
            return hop.behind(suppressing(simulating(hop.relay())));
        }
    }

    @Test
    void aFaultOfTheNextHopIsOfItsLegOnly() {
        Relay relay = suppressing(simulating(TestRelay.to("mx", parcel -> {
            throw new IllegalStateException("a fault of ours");
        })));
        Submission message = TestMail.sent(TestClock.START, "ann@d0.example", SUCCESS, LISTED);
        Plan plan = relay.plan(message.mail(), message.mail().envelope().recipients());

        assertThat(plan.decided()).containsOnlyKeys(LISTED);
        assertThat(plan.legs()).hasSize(2);
        for (Leg leg : plan.legs()) {
            Parcel parcel = new Parcel(message.mail(), leg.addresses(), message.content(), UnaryOperator.identity());
            if (leg.addresses().contains(SUCCESS)) {
                assertThat(leg.deliver(parcel).get(SUCCESS)).isInstanceOf(Outcome.Delivered.class);
            } else {
                assertThatThrownBy(() -> leg.deliver(parcel)).hasMessage("a fault of ours");
            }
        }
    }

    private static Relay simulating(Relay inner) {
        Outbox outbox = new Outbox();
        return new MailboxSimulator(inner, outbox.queue(), outbox.receiver()::receive, Outbox.CLOCK);
    }

    private static Relay suppressing(Relay inner) {
        TestClock clock = new TestClock();
        MemoryStore store = new MemoryStore(clock);
        SuppressionList list = new SuppressionList(store.settings(), clock);
        list.add(TestMail.TENANT, LISTED, Suppressed.Reason.BOUNCE, Optional.empty());
        return new SuppressingRelay(
                inner,
                list,
                new Unsubscription(
                        new ContactLists(store.settings(), new Tags(store.settings()), clock),
                        new byte[32],
                        new PublicUrl(URI.create("http://localhost/"), true),
                        store.queue(),
                        store.events(),
                        clock));
    }
}
