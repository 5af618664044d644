package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Submission;

/// What every [Relay] does, whatever it hands mail to: a host, a table, the actions of a rule.
///
/// Those that hand it to somebody who may refuse, be away or fall silent keep [NextHopContract] as well.
public interface RelayContract {
    int DOMAINS = 40;
    Instant NOW = TestClock.START;

    /// A relay with what is behind it.
    interface Rig extends AutoCloseable {
        Relay relay();

        /// What arrived behind the relay, one character per byte.
        List<String> taken();

        @Override
        void close();
    }

    /// A relay that has a way to the domains `d0.example` to `d39.example`, behind which everything is taken.
    Rig open();

    /// Recipients that the relay has ways of its own for: they are part of every message.
    default List<String> special() {
        return List.of();
    }

    @Test
    default void everyRecipientHasOnePlaceInThePlan() {
        try (Rig rig = open()) {
            Submission message = message("a@d0.example", "b@d1.example", "c@d0.example", "D@D0.Example");
            Plan plan = plan(rig.relay(), message);

            assertThat(plan.legs()).allSatisfy(leg -> {
                assertThat(leg.destination()).isNotBlank();
                assertThat(leg.addresses())
                        .as("in the order of the request")
                        .isNotEmpty()
                        .isSubsetOf(message.mail().envelope().recipients());
            });
        }
    }

    @Test
    default void everyRecipientGetsOneOutcome() {
        try (Rig rig = open()) {
            Map<String, Outcome> outcomes = send(rig.relay(), message("a@d0.example", "b@d1.example"));

            assertThat(outcomes.get("a@d0.example")).isInstanceOf(Outcome.Delivered.class);
            assertThat(outcomes.get("b@d1.example")).isInstanceOf(Outcome.Delivered.class);
            assertThat(rig.taken()).isNotEmpty();
        }
    }

    @Test
    default void aLegAnswersForThoseItIsGivenAndForNobodyElse() {
        try (Rig rig = open()) {
            Submission message = message("a@d0.example", "b@d0.example", "c@d0.example");
            for (Leg leg : plan(rig.relay(), message).legs()) {
                for (String one : leg.addresses()) {
                    assertThat(deliver(leg, message, List.of(one), UnaryOperator.identity()))
                            .containsOnlyKeys(one);
                }
            }
        }
    }

    @Test
    default void aPlanHandsNothingOver() {
        try (Rig rig = open()) {
            plan(rig.relay(), message("a@d0.example", "b@d1.example"));
            assertThat(rig.taken()).isEmpty();
        }
    }

    @Test
    default void theSameRecipientsGoTheSameWayAgain() {
        try (Rig rig = open()) {
            Submission message = message("a@d0.example", "b@d1.example", "c@d0.example");
            assertThat(ways(plan(rig.relay(), message))).isEqualTo(ways(plan(rig.relay(), message)));
        }
    }

    @Test
    default void aMessageIsPlannedAgainForThoseWhoStillWait() {
        try (Rig rig = open()) {
            Mail mail = message("a@d0.example", "b@d1.example", "c@d0.example").mail();
            Plan plan = rig.relay().plan(mail, List.of("c@d0.example"));

            assertThat(plan.decided()).isEmpty();
            assertThat(plan.legs())
                    .singleElement()
                    .satisfies(leg -> assertThat(leg.addresses()).containsExactly("c@d0.example"));
        }
    }

    @Test
    default void hundredsOfRecipientsAreServed() {
        try (Rig rig = open()) {
            String[] many = IntStream.range(0, 500)
                    .mapToObj(i -> "r" + i + "@d" + i % DOMAINS + ".example")
                    .toArray(String[]::new);
            Map<String, Outcome> outcomes = send(rig.relay(), message(many));

            assertThat(Stream.of(many).map(outcomes::get)).hasOnlyElementsOfType(Outcome.Delivered.class);
        }
    }

    @Test
    default void addressesThatLeadNowhereAreAnsweredToo() {
        try (Rig rig = open()) {
            send(
                    rig.relay(),
                    message(
                            "a@d0.example",
                            "x@nowhere.invalid",
                            "postmaster",
                            "x@",
                            "@",
                            "x@.",
                            "x@d0..example",
                            "x@-",
                            "x@[127.0.0.9]",
                            "x@[no literal]",
                            "x@[",
                            "x@b\u00fccher.example",
                            "j\u00f6rg@d0.example",
                            "\"a b\"@d0.example",
                            "\"a@b\"@d1.example",
                            "x@" + "l".repeat(64) + ".example",
                            "x@" + "long.".repeat(60) + "example"));
        }
    }

    @Test
    default void mailOfTheNullSenderIsTaken() {
        try (Rig rig = open()) {
            Submission bounce = TestMail.feedback(NOW, "a@d0.example");
            assertThat(send(rig.relay(), bounce).values()).hasOnlyElementsOfType(Outcome.Delivered.class);
            assertThat(rig.taken()).singleElement().isEqualTo(text(bounce.content()));
        }
    }

    @Test
    default void whatGoesOutIsSignedAndSignedOnce() {
        try (Rig rig = open()) {
            Submission message = message("a@d0.example", "b@d0.example");
            for (Leg leg : plan(rig.relay(), message).legs()) {
                AtomicInteger signed = new AtomicInteger();
                deliver(leg, message, leg.addresses(), unsigned -> {
                    signed.incrementAndGet();
                    return signed(unsigned);
                });
                assertThat(signed).hasValueLessThanOrEqualTo(1);
            }
            assertThat(rig.taken())
                    .isNotEmpty()
                    .allSatisfy(content -> assertThat(content).isEqualTo(text(signed(message.content()))));
        }
    }

    @Test
    default void manyMessagesGoAtATime() throws Exception {
        try (Rig rig = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Submission> messages = IntStream.range(0, 30)
                    .mapToObj(i -> message("m" + i + "@d0.example", "m" + i + "@d1.example"))
                    .toList();
            List<Future<Map<String, Outcome>>> sent = messages.stream()
                    .map(message -> threads.submit(() -> send(rig.relay(), message)))
                    .toList();
            for (int i = 0; i < messages.size(); i++) {
                assertThat(sent.get(i).get().get("m" + i + "@d0.example")).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(rig.taken())
                    .as("what each of them says")
                    .containsAll(messages.stream()
                            .map(message -> text(message.content()))
                            .toList());
        }
    }

    /// A message to these, and to the relay's own.
    default Submission message(String... recipients) {
        return TestMail.sent(
                NOW,
                Content.of("Subject: hello\r\n\r\nHello " + recipients[0] + "\r\n"),
                Stream.concat(Stream.of(recipients), special().stream()).toArray(String[]::new));
    }

    /// The plan for all recipients, in which each of them has exactly one place.
    static Plan plan(Relay relay, Submission message) {
        Mail mail = message.mail();
        Plan plan = relay.plan(mail, mail.envelope().recipients());
        List<String> places = new ArrayList<>(plan.decided().keySet());
        plan.legs().forEach(leg -> places.addAll(leg.addresses()));
        assertThat(places).containsExactlyInAnyOrderElementsOf(mail.envelope().recipients());
        return plan;
    }

    /// One attempt for all recipients; each gets exactly one outcome, and of one way.
    static Map<String, Outcome> send(Relay relay, Submission message) {
        Plan plan = plan(relay, message);
        Map<String, Outcome> outcomes = new HashMap<>(plan.decided());
        plan.legs().forEach(leg -> outcomes.putAll(deliver(leg, message, leg.addresses(), UnaryOperator.identity())));
        return outcomes;
    }

    private static Map<String, Outcome> deliver(
            Leg leg, Submission message, List<String> recipients, UnaryOperator<Content> signer) {
        Map<String, Outcome> outcomes = leg.deliver(new Parcel(message.mail(), recipients, message.content(), signer));
        assertThat(outcomes).as(leg.destination()).containsOnlyKeys(recipients);
        return outcomes;
    }

    private static Content signed(Content unsigned) {
        return Content.of("DKIM-Signature: by the test\r\n" + text(unsigned));
    }

    /// One character per byte.
    static String text(Content content) {
        return new String(content.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> ways(Plan plan) {
        Map<String, String> ways = new HashMap<>();
        plan.decided().forEach((address, outcome) -> ways.put(address, outcome.toString()));
        plan.legs().forEach(leg -> leg.addresses().forEach(address -> ways.put(address, leg.destination())));
        return ways;
    }
}
