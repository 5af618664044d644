package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ActiveRuleSet;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;

/// From SMTP to the end of the rules, through the queue.
class ReceivingTest {
    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static LoopbackDns dns;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Test
    void mailForADomainIsQueuedAndHandledByItsRules() throws Exception {
        Settings settings = posthorn.server.settings();
        ReceiptRule rule = new ReceiptRule(
                "end",
                true,
                false,
                List.of("ann@example.com"),
                List.of(new ReceiptAction.Stop(Optional.empty())),
                false);
        settings.table(Tables.RECEIPT_RULE_SETS)
                .put(Installation.TENANT, "main", new ReceiptRuleSet("main", Instant.now(), List.of(rule)));
        settings.table(Tables.ACTIVE_RULE_SETS).put(Installation.TENANT, "active", new ActiveRuleSet("main"));
        String inbound = posthorn.server.endpoints().inbound();
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(
                                SmtpText.send(inbound, "x@example.net", "bob@example.com", "Subject: s\r\n\r\nt\r\n"))
                        .isEqualTo("550 5.1.1 Requested action not taken: mailbox unavailable"));
        assertThat(SmtpText.send(inbound, "x@example.net", "ann@other.example", "Subject: s\r\n\r\nt\r\n"))
                .isEqualTo("550 5.1.1 <ann@other.example> No such recipient here");
        String reply = SmtpText.send(inbound, "x@example.net", "Ann+tag@Example.com", "Subject: s\r\n\r\nt\r\n");
        assertThat(reply).startsWith("250 2.0.0 Ok ");
        String id = ReceivedId.parse(reply.substring(13)).orElseThrow().toString();
        QueuedMessage ended = posthorn.ended(id);
        assertThat(ended.mail().kind()).isEqualTo(MailKind.RECEIVED);
        RecipientState state = ended.recipients().getFirst();
        assertThat(state.status()).isEqualTo(RecipientState.Status.DELIVERED);
        assertThat(state.lastReply().orElseThrow()).hasToString("250 2.0.0 Handled by end");
    }
}
