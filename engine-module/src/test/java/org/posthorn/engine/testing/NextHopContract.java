package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Outcome;

/// What every relay does whose next hop may refuse, be busy, away, or die: nobody is lost, and nobody bounces on doubt.
public interface NextHopContract extends RelayContract {
    /// How the next hop behaves.
    enum Manner {
        WILLING,
        /// Refuses those called `gone@` for good, and takes the others.
        REFUSING,
        /// Takes nobody now.
        BUSY,
        /// Can't be reached.
        AWAY,
        /// Ends without a word when it is given the content.
        DYING,
        /// Answers only when it is hung up on.
        SILENT
    }

    /// A relay with a next hop behind it.
    interface HopRig extends Rig {
        /// Those whose mail the next hop has taken.
        List<String> reached();

        /// Whether the next hop was spoken to.
        boolean isAsked();

        /// What a server does again and again while it stops: ends what waits for those who say nothing.
        void hangUp();
    }

    HopRig open(Manner manner);

    @Override
    default HopRig open() {
        return open(Manner.WILLING);
    }

    @Test
    default void whoTookItIsSaid() {
        try (HopRig rig = open()) {
            Outcome outcome = of(send(rig, "a@d0.example"), "a@d0.example");
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            assertThat(outcome.peer().host()).isNotEmpty();
            assertThat(outcome.reply().isPositive()).isTrue();
            assertThat(rig.reached()).containsExactly("a@d0.example");
        }
    }

    @Test
    default void aRefusalIsOfTheOneWhoWasRefused() {
        try (HopRig rig = open(Manner.REFUSING)) {
            Map<String, Outcome> outcomes = send(rig, "a@d0.example", "gone@d0.example", "b@d0.example");
            Outcome refused = of(outcomes, "gone@d0.example");

            assertThat(of(outcomes, "a@d0.example")).isInstanceOf(Outcome.Delivered.class);
            assertThat(of(outcomes, "b@d0.example")).isInstanceOf(Outcome.Delivered.class);
            assertThat(refused).isInstanceOf(Outcome.Failed.class);
            assertThat(refused.reply()).hasToString("550 5.1.1 User unknown");
            assertThat(refused.peer().host()).isNotEmpty();
            assertThat(rig.reached()).containsExactly("a@d0.example", "b@d0.example");
        }
    }

    @Test
    default void whenAllAreRefusedNothingIsSent() {
        try (HopRig rig = open(Manner.REFUSING)) {
            assertThat(of(send(rig, "gone@d0.example"), "gone@d0.example")).isInstanceOf(Outcome.Failed.class);
            assertThat(rig.taken()).isEmpty();
        }
    }

    @Test
    default void whoIsBusyIsAskedAgain() {
        try (HopRig rig = open(Manner.BUSY)) {
            deferred(send(rig, "a@d0.example", "b@d0.example"), false, "a@d0.example", "b@d0.example");
            assertThat(rig.reached()).isEmpty();
        }
    }

    @Test
    default void whoIsAwayIsAskedAgainAndOthersNeedNotTry() {
        try (HopRig rig = open(Manner.AWAY)) {
            deferred(send(rig, "a@d0.example", "b@d0.example"), true, "a@d0.example", "b@d0.example");
        }
    }

    @Test
    default void aNextHopThatDiesInTheMiddleLosesNobody() {
        try (HopRig rig = open(Manner.DYING)) {
            Map<String, Outcome> outcomes = send(rig, "a@d0.example", "b@d0.example");
            assertThat(Stream.of("a@d0.example", "b@d0.example").map(address -> of(outcomes, address)))
                    .hasOnlyElementsOfType(Outcome.Deferred.class);
            assertThat(rig.reached()).isEmpty();
        }
    }

    @Test
    default void whoSaysNothingIsNotWaitedForWhenTheServerStops() throws Exception {
        try (HopRig rig = open(Manner.SILENT);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Map<String, Outcome>> sent = threads.submit(() -> send(rig, "a@d0.example", "b@d0.example"));
            await().atMost(Duration.ofSeconds(60)).until(rig::isAsked);
            await().atMost(Duration.ofSeconds(15)).until(() -> {
                rig.hangUp();
                return sent.isDone();
            });
            assertThat(Stream.of("a@d0.example", "b@d0.example").map(address -> of(sent.resultNow(), address)))
                    .hasOnlyElementsOfType(Outcome.Deferred.class);
        }
    }

    private Map<String, Outcome> send(HopRig rig, String... recipients) {
        return RelayContract.send(rig.relay(), message(recipients));
    }

    private static Outcome of(Map<String, Outcome> outcomes, String address) {
        assertThat(outcomes).containsKey(address);
        return Objects.requireNonNull(outcomes.get(address));
    }

    private static void deferred(Map<String, Outcome> outcomes, boolean unreachable, String... addresses) {
        assertThat(Stream.of(addresses).map(address -> of(outcomes, address)))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                    assertThat(deferred.unreachable()).isEqualTo(unreachable);
                    assertThat(deferred.reply().isPositive()).isFalse();
                    assertThat(deferred.reply().isPermanent()).isFalse();
                }));
    }
}
