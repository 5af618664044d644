package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.delivery.RecipientState.Status;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;

/// Mail that is sent to a domain whose exchanger is this server itself.
class MailToOurselvesTest {
    private static final Tenant RECEIVER = new Tenant("210987654321", "us-east-1");

    @RegisterExtension
    static final Installation installation = Installation.capturing().with("relay.mode=mx", "relay.tls=required");

    @Given
    private static LoopbackDns dns;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void receive() throws Exception {
        for (String domain : List.of("here.example", "sender-only.example")) {
            dns.mx(domain, 10, "mail.test");
        }
        posthorn.tenant(RECEIVER, "here.example");
        ReceiptSetup.activate(
                posthorn.server.settings(), RECEIVER, ReceiptSetup.rule("bob", false, "bob@here.example"));
        // Who begins to receive is seen within a second.
        await().atMost(TestServer.PATIENCE)
                .until(() -> SmtpText.send(
                                posthorn.server.endpoints().inbound(), "", "bob@here.example", "Subject: x\r\n\r\n")
                        .startsWith("250"));
    }

    private static List<RecipientState> sent(String... recipients) {
        String id = ses.sendEmail(mail -> mail.source("shop@example.com")
                        .destination(to -> to.toAddresses(recipients))
                        .message(message -> message.subject(text -> text.data("Hello"))
                                .body(body -> body.text(text -> text.data("How do you do?")))))
                .messageId();
        return posthorn.ended(id).recipients();
    }

    @Test
    void itComesInByOurOwnDoorForWhomSomebodyWantsIt() {
        RecipientState bob = sent("bob@here.example").getFirst();
        assertThat(bob.status()).isEqualTo(Status.DELIVERED);
        String reply = bob.lastReply().orElseThrow().toString();
        assertThat(reply).startsWith("250 2.0.0 Ok ");
        QueuedMessage received = posthorn.server
                .queue()
                .find(ReceivedId.parse(reply.substring("250 2.0.0 Ok ".length()))
                        .orElseThrow())
                .orElseThrow();
        assertThat(received.mail().kind()).isEqualTo(MailKind.RECEIVED);
        assertThat(received.mail().tenant()).isEqualTo(RECEIVER);
        assertThat(received.mail().receipt().orElseThrow().client().helo()).isEqualTo("mail.test");
    }

    @Test
    void whomNobodyWantsIsToldSoAndADomainThatNobodyReceivesForIsALoop() {
        List<RecipientState> states = sent("nobody@here.example", "bob@here.example", "x@sender-only.example");
        assertThat(states)
                .extracting(state -> state.lastReply().orElseThrow().toString())
                .satisfiesExactly(
                        nobody -> assertThat(nobody)
                                .isEqualTo("550 5.1.1 Requested action not taken: mailbox unavailable"),
                        bob -> assertThat(bob).startsWith("250 2.0.0 Ok "),
                        loop -> assertThat(loop).isEqualTo("554 5.4.6 mail for sender-only.example loops back to us"));
        assertThat(states)
                .extracting(RecipientState::status)
                .containsExactly(Status.BOUNCED, Status.DELIVERED, Status.BOUNCED);
    }

    /// A return path of ours is known here, and forged ones are not.
    @Test
    void aForgedReturnPathIsRefusedAsFromAnybody() {
        RecipientState state = sent("b-forged@mail.test").getFirst();
        assertThat(state.status()).isEqualTo(Status.BOUNCED);
        assertThat(state.lastReply().orElseThrow().toString())
                .isEqualTo("554 5.4.6 mail for mail.test loops back to us");
    }
}
