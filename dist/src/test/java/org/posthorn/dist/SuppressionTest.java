package org.posthorn.dist;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import tools.jackson.databind.JsonNode;

/// Addresses that get no more mail: how they come to the lists, what senders are told, and the commands.
class SuppressionTest {
    private static final String ACCOUNT = "123456789012";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final Installation installation = Installation.behindRelay(new PeerScript()
            .reply("RCPT", "<gone@x.test>", "550 5.1.1 no such user\n")
            .reply("RCPT", "<\"a b\"@x.test>", "550 5.1.1 no such user\n")
            .reply("RCPT", "<third@x.test>", "550 5.1.1 no such user\n"));

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                .eventDestination(d -> d.name("file")
                        .enabled(true)
                        .matchingEventTypes(EventType.BOUNCE, EventType.COMPLAINT)
                        .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/r")
                                .deliveryStreamARN("arn:aws:firehose:us-east-1:123456789012:deliverystream/file"))));
    }

    @Test
    void anAddressThatBouncedForGoodGetsNoMoreMail() throws Exception {
        String first = send("gone@x.test");
        assertThat(bounce(first).get("bounceSubType").asString()).isEqualTo("General");
        await("the entry").atMost(PATIENCE).until(() -> list().toString().contains("gone@x.test"));

        long before = bounces();
        String second = send("gone@X.test", "stays@x.test");
        JsonNode bounce = bounce(second);
        assertThat(bounce.get("bounceType").asString()).isEqualTo("Permanent");
        assertThat(bounce.get("bounceSubType").asString()).isEqualTo("OnAccountSuppressionList");
        assertThat(bounce.get("reportingMTA").asString()).isEqualTo("dns; amazonses.com");
        assertThat(bounce.get("bouncedRecipients").get(0).get("diagnosticCode").asString())
                .startsWith("smtp; 550 5.1.1 Amazon SES did not send the message to this address because it is on the"
                        + " suppression list for your account.");
        assertThat(TestServer.arrived(relay, "stays@x.test").recipients())
                .as("the others are delivered")
                .containsExactly("stays@x.test");
        assertThat(posthorn.ended(second).recipients())
                .extracting(RecipientState::status)
                .containsExactlyInAnyOrder(RecipientState.Status.BOUNCED, RecipientState.Status.DELIVERED);
        assertThat(bounces())
                .as("what the account's list ended is no bounce of its statistics")
                .isEqualTo(before);

        run("suppression", "remove", "gone@x.test", "--account", ACCOUNT);
        assertThat(bounce(send("gone@x.test")).get("bounceSubType").asString()).isEqualTo("General");
    }

    @Test
    void anAddressWithABlankIsSuppressedAndHoldsUpNoOther() throws Exception {
        String odd = "\"a b\"@x.test";
        bounce(send(odd));
        bounce(send("third@x.test"));
        await("both entries").atMost(PATIENCE).until(() -> {
            List<String> listed = list().findValuesAsString("address");
            return listed.contains(odd) && listed.contains("third@x.test");
        });
        assertThat(bounce(send(odd)).get("bounceSubType").asString()).isEqualTo("OnAccountSuppressionList");

        String exported = command("suppression", "export", "--account", ACCOUNT).out();
        assertThat(exported).contains(odd + ",bounce\n");
        run("suppression", "remove", odd, "--account", ACCOUNT);
        assertThat(list().findValuesAsString("address")).doesNotContain(odd);
        Path file = Files.writeString(directory.resolve("odd.txt"), odd + ",bounce\n\"c, d\"@x.test\n");
        assertThat(command("suppression", "import", file.toString(), "--account", ACCOUNT)
                        .out())
                .isEqualTo("added 2\n");
        assertThat(list().findValuesAsString("address")).contains(odd, "\"c, d\"@x.test");
        assertThat(run("events", "aside", "list")).isEmpty();
    }

    @Test
    void whoComplainedIsToldAsComplaint() throws Exception {
        run("suppression", "add", "angry@x.test", "--reason", "complaint", "--account", ACCOUNT);
        JsonNode complaint = event("Complaint", send("angry@x.test")).get("complaint");
        assertThat(complaint.get("complaintSubType").asString()).isEqualTo("OnAccountSuppressionList");
        assertThat(complaint.get("complainedRecipients").toString()).isEqualTo("[{\"emailAddress\":\"angry@x.test\"}]");
    }

    @Test
    void theGlobalListHoldsForEveryAccount() throws Exception {
        run("suppression", "add", "nobody@x.test");
        JsonNode bounce = bounce(send("nobody@x.test"));
        assertThat(bounce.get("bounceSubType").asString()).isEqualTo("Suppressed");
        run("suppression", "remove", "nobody@x.test");
        send("nobody@x.test");
        TestServer.arrived(relay, "nobody@x.test");
    }

    @Test
    void listsAreImportedAndExported() throws Exception {
        posthorn.server.accounts().create(Optional.of("222222222222"), "two");
        Path file = Files.writeString(
                directory.resolve("list.txt"), "b@x.test, complaint\n\na@X.test\n  c@x.test,bounce\n");
        assertThat(command("suppression", "import", file.toString(), "--account", "222222222222")
                        .out())
                .isEqualTo("added 3\n");
        assertThat(command("suppression", "export", "--account", "222222222222").out())
                .isEqualTo("a@x.test,bounce\nb@x.test,complaint\nc@x.test,bounce\n");
        assertThat(run("suppression", "export", "--account", "222222222222")).hasSize(3);
        CommandLineRun unknown = command("suppression", "remove", "d@x.test", "--account", "222222222222");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("Email address d@x.test does not exist on your suppression list.");
        assertThat(command("suppression", "add", "no address", "--account", "222222222222")
                        .err())
                .contains("Invalid email address<no address>.");
    }

    @Test
    void aFileWithABadLineIsImportedAsAWholeOrNotAtAll() throws Exception {
        posthorn.server.accounts().create(Optional.of("444444444444"), "four");
        Path file = directory.resolve("bad.txt");
        Files.write(
                file,
                ("\ufeffgood1@x.test\ngood2@x.test,complaint\nbroken\u001b[2J line\n\ngood3@x.test,spam\n"
                                + "@x.test\nüm@x.test\n")
                        .getBytes(StandardCharsets.UTF_8));
        Files.write(file, new byte[] {'a', (byte) 0xfc, '@', 'x', '.', 't', 'e', 's', 't', '\n'}, APPEND);
        CommandLineRun refused = command("suppression", "import", file.toString(), "--account", "444444444444");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines())
                .contains(
                        "posthorn: " + file + ":3: it is no e-mail address: broken?[2J line",
                        "posthorn: " + file + ":5: behind the comma stands bounce or complaint: good3@x.test,spam",
                        "posthorn: " + file + ":6: it is no e-mail address: @x.test",
                        "posthorn: nothing was added; mend them, or leave them out with --skip-bad")
                .anyMatch(line -> line.startsWith("posthorn: " + file + ":8: it is not UTF-8: a"));
        assertThat(run("suppression", "export", "--account", "444444444444")).isEmpty();

        JsonNode skipped = run("suppression", "import", file.toString(), "--skip-bad", "--account", "444444444444");
        assertThat(skipped.path("skippedLines").findValuesAsString("line"))
                .startsWith("3", "5", "6")
                .endsWith("8");
        assertThat(skipped.path("skipped").asInt())
                .isEqualTo(skipped.path("skippedLines").size());
        CommandLineRun again =
                command("suppression", "import", file.toString(), "--skip-bad", "--account", "444444444444");
        assertThat(again.out()).startsWith("added " + skipped.path("added").asInt() + ", skipped ");
        assertThat(again.err()).contains(file + ":3: it is no e-mail address: broken?[2J line");
        assertThat(command("suppression", "export", "--account", "444444444444").out())
                .contains("good1@x.test,bounce\n", "good2@x.test,complaint\n")
                .doesNotContain("good3");
    }

    @Test
    void ofManyBadLinesSomeAreToldAndLongAddressesFitTheirRequests() throws Exception {
        posthorn.server.accounts().create(Optional.of("555555555555"), "five");
        Path many = Files.writeString(directory.resolve("many.txt"), "no address\n".repeat(50));
        CommandLineRun refused = command("suppression", "import", many.toString(), "--account", "555555555555");
        assertThat(refused.err().lines()).hasSize(22).contains("posthorn: and 30 more bad lines");

        String rest = "x".repeat(60) + "@" + "y".repeat(60) + "." + "z".repeat(60) + ".test\n";
        StringBuilder lines = new StringBuilder();
        for (int i = 1_000; i < 2_200; i++) {
            lines.append(i).append(rest);
        }
        Path big = Files.writeString(directory.resolve("long.txt"), lines);
        assertThat(command("suppression", "import", big.toString(), "--account", "555555555555")
                        .out())
                .isEqualTo("added 1200\n");
        assertThat(run("suppression", "export", "--account", "555555555555")).hasSize(1_200);
    }

    @Test
    void theRatesOfAnAccountAreShown() {
        send("bounce@simulator.amazonses.com", "success@simulator.amazonses.com");
        await("the bounce in the rate")
                .atMost(PATIENCE)
                .until(() -> run("account", "reputation")
                        .valueStream()
                        .filter(account -> account.get("id").asString().equals(ACCOUNT))
                        .anyMatch(account -> account.get("bounceRate").asDouble() > 0));
    }

    @Test
    void theGlobalListTakesWhatRefusedTwoAccountsToUsAndNoReports(@TempDir Path own) throws Exception {
        try (TestServer global = TestServer.start(
                own,
                false,
                "relay.hosts=" + relay.address(),
                "account.sandbox=false",
                "suppression.global_expire=14d")) {
            List<SesClient> accounts = Stream.of("111111111111", "222222222222")
                    .map(id -> global.tenant(new Tenant(id, "us-east-1"), "example.com"))
                    .map(key -> global.client(key.accessKeyId(), key.secretAccessKey()))
                    .toList();
            for (SesClient account : accounts) {
                // Accepted, and then reported: a report may be forged.
                report(global, sendBy(global, account, "reported@x.test"), "reported@x.test");
            }
            awaitListed(own, "111111111111", "reported@x.test");
            awaitListed(own, "222222222222", "reported@x.test");

            sendBy(global, accounts.getFirst(), "gone@x.test");
            sendBy(global, accounts.getFirst(), "third@x.test");
            awaitListed(own, "111111111111", "third@x.test");
            assertThat(CommandLineRun.json(own, "suppression", "list"))
                    .as("one account does not decide for all")
                    .isEmpty();

            sendBy(global, accounts.getLast(), "gone@x.test");
            awaitListed(own, "222222222222", "gone@x.test");
            await("the global entry")
                    .atMost(PATIENCE)
                    .until(
                            () -> CommandLineRun.json(own, "suppression", "list")
                                    .findValuesAsString("address"),
                            List.of("gone@x.test")::equals);
            accounts.forEach(SesClient::close);
        }
    }

    private static String sendBy(TestServer server, SesClient account, String to) {
        String id = account.sendEmail(r -> r.source("a@example.com")
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();
        server.ended(id);
        return id;
    }

    private static void awaitListed(Path own, String account, String address) {
        await(address + " on the list of " + account)
                .atMost(PATIENCE)
                .until(() -> CommandLineRun.json(own, "suppression", "list", "--account", account)
                        .findValuesAsString("address")
                        .contains(address));
    }

    /// A DSN to the return path that the message went out with.
    private static void report(TestServer server, String id, String recipient) throws Exception {
        String returnPath = server.server
                .queue()
                .find(MessageId.parse(id).orElseThrow())
                .orElseThrow()
                .mail()
                .envelope()
                .sender();
        String dsn =
                "From: <mailer-daemon@x.test>\r\nTo: <" + returnPath + ">\r\nSubject: failure\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nno\r\n--b\r\n"
                        + "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.x.test\r\n\r\nFinal-Recipient: rfc822; "
                        + recipient + "\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n";
        assertThat(SmtpText.send(server.server.endpoints().inbound(), "", returnPath, dsn))
                .startsWith("250");
    }

    @Test
    void entriesMayExpire(@TempDir Path own) throws Exception {
        try (TestServer brief = TestServer.start(
                own, false, "relay.hosts=" + relay.address(), "account.sandbox=false", "suppression.expire=500ms")) {
            Credential key = brief.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
            try (SesClient client = brief.client(key.accessKeyId(), key.secretAccessKey())) {
                for (int i = 0; i < 2; i++) {
                    if (i > 0) {
                        // Longer than an entry lasts.
                        Thread.sleep(1_000);
                    }
                    String id = client.sendEmail(r -> r.source("a@example.com")
                                    .destination(d -> d.toAddresses("gone@x.test"))
                                    .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                            .messageId();
                    assertThat(brief.ended(id)
                                    .recipients()
                                    .getFirst()
                                    .lastReply()
                                    .orElseThrow()
                                    .toString())
                            .contains("no such user");
                }
            }
        }
    }

    private static long bounces() {
        return ses.getSendStatistics().sendDataPoints().stream()
                .mapToLong(point -> point.bounces())
                .sum();
    }

    private static String send(String... to) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName("set"))
                .messageId();
    }

    private static JsonNode bounce(String id) {
        return event("Bounce", id).get("bounce");
    }

    private static JsonNode event(String type, String id) {
        return StreamFiles.event(directory, "file", type, id);
    }

    private static JsonNode list() {
        return run("suppression", "list", "--account", ACCOUNT);
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }

    private static CommandLineRun command(String... words) {
        return CommandLineRun.on(directory, words);
    }
}
