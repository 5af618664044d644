package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.bounce.BounceSubType;
import org.posthorn.engine.bounce.BounceType;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.testing.TestRelay;

class MailboxSimulatorTest {
    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();
    private final List<Parcel> relayed = new ArrayList<>();
    private final Relay inner = TestRelay.to("mx", parcel -> {
        relayed.add(parcel);
        return parcel.recipients().stream()
                .collect(Collectors.toMap(
                        address -> address,
                        address -> new Outcome.Delivered(SmtpReply.of(250, "2.0.0 Ok"), Peer.of("mx"))));
    });
    private final MailboxSimulator simulator =
            new MailboxSimulator(inner, outbox.queue(), receiver::receive, Outbox.CLOCK);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "success@simulator.amazonses.com",
                "SUCCESS@Simulator.AmazonSES.com",
                "success+label@simulator.amazonses.com"
            })
    void successIsDelivered(String address) throws Exception {
        Outcome outcome = deliver(outbox.send(address)).get(address);

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcome.reply()).hasToString("250 ok:  Message 64111812 accepted");
        assertThat(relayed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bounce@simulator.amazonses.com", "bounce+x+y@simulator.amazonses.com"})
    void bounceIsRefusedInTheDialogue(String address) throws Exception {
        Outcome outcome = deliver(outbox.send(address)).get(address);

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.reply()).hasToString("550 5.1.1 user unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"suppressionlist@simulator.amazonses.com", "hi@simulator.amazonses.com"})
    void theSuppressionListAndUnknownMailboxesAreSuppressed(String address) throws Exception {
        Outcome outcome = deliver(outbox.send(address)).get(address);

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.peer().host()).isEqualTo("amazonses.com");
        assertThat(BounceClass.of(outcome.reply()))
                .isEqualTo(new BounceClass(BounceType.Permanent, BounceSubType.Suppressed));
    }

    @Test
    void otherRecipientsGoToTheRelayInOneCall() throws Exception {
        Mail mail = outbox.send("ann@example.com", "bounce@simulator.amazonses.com", "bob@amazonses.com");

        Map<String, Outcome> outcomes = deliver(mail);

        assertThat(outcomes).containsOnlyKeys(mail.envelope().recipients());
        assertThat(relayed)
                .singleElement()
                .satisfies(parcel ->
                        assertThat(parcel.recipients()).containsExactly("ann@example.com", "bob@amazonses.com"));
    }

    @Test
    void mailWithoutSimulatorAddressesPassesThrough() throws Exception {
        Mail mail = outbox.send("ann@example.com");

        deliver(mail);

        assertThat(relayed).singleElement().satisfies(parcel -> {
            assertThat(parcel.mail()).isEqualTo(mail);
            assertThat(parcel.recipients()).containsExactly("ann@example.com");
        });
    }

    @Test
    void aComplaintComesInAsAReportOnceTheDeliveryIsSettled() throws Exception {
        Mail mail = outbox.send("complaint+me@simulator.amazonses.com", "ann@example.com");

        assertThat(deliver(mail))
                .allSatisfy((address, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Delivered.class));

        await().during(Duration.ofMillis(100))
                .until(() -> outbox.feedbackEvents().isEmpty());
        outbox.settle(mail, RecipientState.Status.DELIVERED);
        await().until(() -> !outbox.feedbackEvents().isEmpty());
        assertThat(outbox.feedbackEvents()).singleElement().isInstanceOfSatisfying(Complaint.class, complaint -> {
            assertThat(complaint.recipients()).containsExactly("complaint+me@simulator.amazonses.com");
            assertThat(complaint.feedbackType()).contains("abuse");
            assertThat(complaint.userAgent()).contains("Amazon SES Mailbox Simulator");
            assertThat(complaint.originalHeaders()).contains("Subject: Hello\r\n");
        });
    }

    @Test
    void anOutOfOfficeAnswerGoesOnToTheSender() throws Exception {
        Mail mail = outbox.send("ooto@simulator.amazonses.com");

        deliver(mail);
        outbox.settle(mail, RecipientState.Status.DELIVERED);

        await().untilAsserted(() -> assertThat(outbox.feedbackMail()).hasSize(1));
        assertThat(outbox.content(outbox.feedbackMail().getFirst()))
                .contains("Auto-Submitted: auto-replied\r\n", "From: ooto@simulator.amazonses.com\r\n");
        assertThat(receiver.count(Verdict.AUTO_REPLY)).isEqualTo(1);
        assertThat(outbox.feedbackEvents()).isEmpty();
    }

    @Test
    void feedbackMailMakesNoAnswers() throws Exception {
        Mail mail = outbox.submit(MailKind.FEEDBACK, Optional.empty(), "ooto@simulator.amazonses.com");

        assertThat(deliver(mail)).hasSize(1);
        outbox.settle(mail, RecipientState.Status.DELIVERED);

        assertThat(receiver.count(Verdict.AUTO_REPLY) + receiver.count(Verdict.UNKNOWN))
                .isZero();
    }

    @Test
    void anAnswerThatIsDeferredComesAgain() throws Exception {
        List<SmtpReply> replies = new CopyOnWriteArrayList<>();
        MailboxSimulator patient = new MailboxSimulator(
                inner,
                outbox.queue(),
                received -> {
                    SmtpReply reply = replies.isEmpty() ? SmtpReply.of(451, "4.3.0 later") : receiver.receive(received);
                    replies.add(reply);
                    return reply;
                },
                Outbox.CLOCK);
        Mail mail = outbox.send("complaint@simulator.amazonses.com");

        deliver(patient, mail);
        outbox.settle(mail, RecipientState.Status.DELIVERED);

        await().until(() -> replies.size() == 2
                && outbox.feedbackEvents().stream().anyMatch(MailEvent.Complaint.class::isInstance));
    }

    private Map<String, Outcome> deliver(Mail mail) throws InterruptedException {
        return deliver(simulator, mail);
    }

    private Map<String, Outcome> deliver(Relay relay, Mail mail) throws InterruptedException {
        Lease lease = outbox.lease(mail);
        Plan plan = relay.plan(mail, lease.addresses());
        Map<String, Outcome> outcomes = new HashMap<>(plan.decided());
        plan.legs()
                .forEach(leg -> outcomes.putAll(
                        leg.deliver(new Parcel(mail, leg.addresses(), lease.content(), UnaryOperator.identity()))));
        return outcomes;
    }
}
