package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// From SMTP to the end of the rules, through the queue.
class ReceivingTest {
    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static Path directory;

    @Given
    private static LoopbackDns dns;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @Test
    void mailForADomainIsQueuedAndHandledByItsRules() throws Exception {
        activate(rule("end", true, false, List.of("ann@example.com"), new ReceiptAction.Stop(Optional.empty())));
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

    @Test
    void rulesAreTriedWithoutActing() throws Exception {
        ReceiptAction bounce =
                new ReceiptAction.Bounce("550", Optional.of("5.1.1"), "no", "shop@example.com", Optional.empty());
        activate(
                rule("off", false, false, List.of(), new ReceiptAction.Stop(Optional.empty())),
                rule("others", true, false, List.of("carl@example.com"), bounce),
                rule("secure", true, true, List.of(), bounce),
                rule(
                        "first",
                        true,
                        false,
                        List.of("example.com"),
                        new ReceiptAction.AddHeader("X-Team", "mail"),
                        new ReceiptAction.Sns("arn:aws:sns:us-east-1:123456789012:t", ReceiptAction.Encoding.UTF_8),
                        new ReceiptAction.Stop(Optional.empty())),
                rule("behind", true, false, List.of(), bounce));
        Path file = Files.writeString(directory.resolve("mail.eml"), "From: bob@example.net\nSubject: s\n\ntext\n");
        JsonNode answer = CommandLineRun.json(
                directory, "receipt", "test", file.toString(), "--to", "ann@example.com", "--plain");
        assertThat(answer.get("taken").asBoolean()).isTrue();
        assertThat(answer.get("steps")
                        .valueStream()
                        .map(step -> step.get("rule").asString() + " | "
                                + step.get("acts").asBoolean() + " | "
                                + step.get("action").asString() + " | "
                                + step.get("why").asString()))
                .containsExactly(
                        "off | false |  | it is disabled",
                        "others | false |  | none of its recipients stands for ann@example.com",
                        "secure | false |  | it wants mail under TLS only",
                        "first | true | add X-Team: mail | example.com stands for ann@example.com",
                        "first | true | publish to arn:aws:sns:us-east-1:123456789012:t | example.com stands for ann@example.com",
                        "first | true | stop the rule set | example.com stands for ann@example.com",
                        "behind | false |  | rule first stopped the rule set");
        assertThat(posthorn.server.queue().depth().queued()).isZero();

        JsonNode elsewhere =
                CommandLineRun.json(directory, "receipt", "test", file.toString(), "--to", "ann@other.example");
        assertThat(elsewhere.get("taken").asBoolean()).isFalse();
        assertThat(elsewhere.get("why").asString())
                .isEqualTo("no account with an active rule set or a forward has verified other.example");
        CommandLineRun wrong = CommandLineRun.of(
                directory,
                List.of("data.dir=" + directory.resolve("data")),
                "receipt",
                "test",
                file.toString(),
                "--to",
                "ann");
        assertThat(wrong.err()).contains("to is no address: ann");
    }

    @Test
    void theRecordThatBringsMailHereIsAmongThoseOfTheDomain() {
        activate(rule("end", true, false, List.of(), new ReceiptAction.Stop(Optional.empty())));
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(CommandLineRun.json(
                                        directory, "identity", "dns", "example.com", "--account", "123456789012")
                                .valueStream()
                                .filter(record -> record.get("type").asString().equals("MX"))
                                .map(record -> record.get("name").asString() + " "
                                        + record.get("value").asString() + ", "
                                        + record.get("state").asString()))
                        .containsExactly("example.com 10 mail.test, to receive mail"));
    }

    private static ReceiptRule rule(
            String name, boolean enabled, boolean requiresTls, List<String> recipients, ReceiptAction... actions) {
        return new ReceiptRule(name, enabled, requiresTls, recipients, List.of(actions), false);
    }

    private static void activate(ReceiptRule... rules) {
        ReceiptSetup.activate(posthorn.server.settings(), Installation.TENANT, rules);
    }
}
