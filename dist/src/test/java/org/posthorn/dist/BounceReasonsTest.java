package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// What follows from a refusal in our own dialogue with the recipient's exchanger: what the sender and the operator are
/// told, who is suppressed, and what counts.
class BounceReasonsTest {
    private static final String ACCOUNT = "123456789012";
    private static final String OTHER = "222222222222";

    /// @param type and sub-type of the bounce
    private record Case(String step, String reply, String reason, String type, boolean suppressed) {}

    private static final List<Case> CASES = List.of(
            new Case("MAIL", "501 5.1.8 Sender address rejected", "SENDER_REFUSED", "Transient/General", false),
            new Case("MAIL", "550 Unauthenticated senders not allowed", "RELAY_REFUSED", "Transient/General", false),
            new Case("MAIL", "550 5.1.0 Authentication required", "RELAY_REFUSED", "Transient/General", false),
            new Case(
                    "RCPT",
                    "553 5.1.8 Domain of sender address does not exist",
                    "SENDER_REFUSED",
                    "Transient/General",
                    false),
            new Case("RCPT", "550 relay not permitted", "RELAY_REFUSED", "Transient/General", false),
            new Case("RCPT", "550 Administrative prohibition", "POLICY", "Transient/General", false),
            new Case("RCPT", "504 5.5.2 Helo command rejected", "PROTOCOL", "Transient/General", false),
            new Case("END", "550 This message has been identified as spam", "SPAM", "Transient/ContentRejected", false),
            new Case("END", "550 Bad SPF records", "AUTHENTICATION", "Transient/General", false),
            new Case("END", "550 Protocol violation", "PROTOCOL", "Transient/General", false),
            new Case("END", "552 Message size exceeds fixed limit", "TOO_LARGE", "Transient/MessageTooLarge", false),
            new Case("RCPT", "550 Mailbox full", "MAILBOX_FULL", "Transient/MailboxFull", false),
            new Case(
                    "RCPT",
                    "550 5.2.1 The user you are trying to contact is receiving mail at a rate that is too high",
                    "RATE",
                    "Transient/General",
                    false),
            new Case("RCPT", "550 5.7.1 No such user", "NO_SUCH_ADDRESS", "Permanent/General", true),
            new Case("RCPT", "550 5.1.1 User unknown", "NO_SUCH_ADDRESS", "Permanent/General", true));

    @TempDir
    private static Path directory;

    private static final List<ScriptedPeer> PEERS = new ArrayList<>();
    private static LoopbackDns dns;
    private static TestServer posthorn;
    private static SesClient ses;
    private static SesClient other;

    @BeforeAll
    static void start() throws Exception {
        dns = LoopbackDns.start();
        ScriptedPeer busy = ScriptedPeer.start(new PeerScript().reply("RCPT", "450 4.2.0 busy"));
        PEERS.add(busy);
        dns.a("busy.example", "127.0.0.1");
        for (int i = 0; i < CASES.size(); i++) {
            String host = "127.0.0." + (10 + i);
            PeerScript script =
                    new PeerScript().reply(CASES.get(i).step(), CASES.get(i).reply());
            PEERS.add(ScriptedPeer.startAt(host, busy.port(), script));
            dns.a(domain(i), host);
        }
        posthorn = TestServer.start(
                directory,
                false,
                "account.sandbox=false",
                "relay.mode=mx",
                "relay.tls=off",
                "retry.schedule=1h",
                "relay.mx_port=" + busy.port(),
                "dns.servers=127.0.0.1:" + dns.address().getPort());
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "shop.example");
        ses = posthorn.client(key.accessKeyId(), key.secretAccessKey());
        Credential otherKey = posthorn.tenant(new Tenant(OTHER, "us-east-1"), "shop.example");
        other = posthorn.client(otherKey.accessKeyId(), otherKey.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        other.close();
        posthorn.close();
        PEERS.forEach(ScriptedPeer::close);
        dns.close();
    }

    private static String domain(int index) {
        return "case" + index + ".example";
    }

    private static String send(String to) {
        return sendAs(ses, to);
    }

    private static String sendAs(SesClient client, String to) {
        return client.sendEmail(mail -> mail.source("shop@shop.example")
                        .destination(all -> all.toAddresses(to))
                        .message(message -> message.subject(text -> text.data("Hello"))
                                .body(body -> body.text(text -> text.data("How do you do?")))))
                .messageId();
    }

    private static JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }

    private static JsonNode bounce(String id) {
        List<JsonNode> bounces = new ArrayList<>();
        run("events", "--message", id).forEach(event -> {
            if (event.path("event").asString().equals("Bounce")) {
                bounces.add(event);
            }
        });
        assertThat(bounces).hasSize(1);
        return bounces.getFirst();
    }

    private static List<String> suppressed(String account) {
        return run("suppression", "list", "--account", account).findValuesAsString("address");
    }

    @Test
    void aRefusalIsJudgedByItsReasonAndOnlyADeadAddressIsSuppressedAndCounted() throws Exception {
        String waiting = send("ann@busy.example");
        List<String> dead = new ArrayList<>();
        for (int i = 0; i < CASES.size(); i++) {
            Case one = CASES.get(i);
            String address = "ann@" + domain(i);
            String id = send(address);
            QueuedMessage ended = posthorn.ended(id);
            assertThat(ended.recipients().getFirst().lastReply().orElseThrow()).hasToString(one.reply());

            JsonNode bounce = bounce(id);
            assertThat(bounce.path("reason").asString()).as(one.reply()).isEqualTo(one.reason());
            assertThat(bounce.path("detail").asString()).isEqualTo(one.type() + " smtp; " + one.reply());
            assertThat(bounce.path("remedy").asString()).endsWith(".");
            if (one.suppressed()) {
                dead.add(address);
            }
        }
        await("it waits")
                .atMost(TestServer.PATIENCE)
                .until(() -> run("queue", "show", waiting)
                        .at("/recipients/0/reason")
                        .asString("")
                        .equals("TEMPORARY"));
        JsonNode dropped = run("queue", "drop", waiting);
        assertThat(dropped.at("/recipients/0/reason").asString()).isEqualTo("OPERATOR");
        assertThat(dropped.at("/recipients/0/remedy").asString())
                .isEqualTo("Nothing: the operator took the message out of the queue.");
        assertThat(bounce(waiting).path("reason").asString()).isEqualTo("OPERATOR");

        // The last of the events that the follower reads.
        String last = "bob@" + domain(CASES.size() - 1);
        posthorn.ended(send(last));
        dead.add(last);
        await("the dead are suppressed")
                .atMost(TestServer.PATIENCE)
                .until(() -> suppressed(ACCOUNT).contains(last));
        assertThat(suppressed(ACCOUNT)).containsExactlyInAnyOrderElementsOf(dead);
        assertThat(ses.getSendStatistics().sendDataPoints().stream()
                        .mapToLong(point -> point.bounces())
                        .sum())
                .as("hard bounces")
                .isEqualTo(dead.size());
    }

    @Test
    void aReviewFindsWhatIsSuppressedForNoFaultOfTheAddressAndTakesItOff() throws Exception {
        int spf = 8;
        int gone = CASES.size() - 1;
        String good = "review@" + domain(spf);
        String dead = "review@" + domain(gone);
        posthorn.ended(sendAs(other, good));
        posthorn.ended(sendAs(other, dead));
        await("it is suppressed")
                .atMost(TestServer.PATIENCE)
                .until(() -> suppressed(OTHER).contains(dead));
        // As an earlier version did.
        run("suppression", "add", good, "--account", OTHER);
        run("suppression", "add", "byhand@nowhere.example", "--account", OTHER);

        JsonNode found = run("suppression", "review", "--account", OTHER);
        assertThat(found.findValuesAsString("address")).containsExactly(good);
        assertThat(found.path(0).path("reason").asString()).isEqualTo("AUTHENTICATION");
        assertThat(found.path(0).path("said").asString()).isEqualTo("smtp; 550 Bad SPF records");
        assertThat(found.path(0).path("removed").asBoolean()).isFalse();
        assertThat(suppressed(OTHER)).contains(good, dead, "byhand@nowhere.example");

        JsonNode removed = run("suppression", "review", "--remove");
        assertThat(removed.path(0).path("account").asString()).isEqualTo(OTHER);
        assertThat(removed.path(0).path("removed").asBoolean()).isTrue();
        assertThat(suppressed(OTHER)).doesNotContain(good).contains(dead, "byhand@nowhere.example");
        assertThat(run("suppression", "review")).isEmpty();
    }
}
