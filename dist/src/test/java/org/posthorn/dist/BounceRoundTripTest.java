package org.posthorn.dist;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// Mail that a real relay takes and can't deliver: its report comes to the return path and ends as the right event.
class BounceRoundTripTest {
    private static final String ACCOUNT = "123456789012";
    private static final Path PLACE = Path.of(System.getProperty("postfix.dir", "/tmp"));
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LARGE = 60_000;
    private static final String FINE = "fine@far.example";

    @TempDir
    private Path directory;

    private final int inbound = Postfix.freePort();

    BounceRoundTripTest() throws Exception {}

    /// @param size of the message
    /// @param detail how the event begins that is right
    private record Case(String recipient, int size, String event, String detail) {}

    /// What the hosts behind the relay refuse.
    private static final List<Case> REFUSED_BEHIND = List.of(
            new Case("gone@far.example", 10, "Bounce", "Permanent/General"),
            new Case("full@far.example", 10, "Bounce", "Transient/MailboxFull"),
            new Case("large@far.example", LARGE, "Bounce", "Transient/MessageTooLarge"),
            new Case("spam@strict.example", 10, "Bounce", "Transient/ContentRejected"),
            new Case("slow@far.example", 10, "DeliveryDelay", ""));

    /// What Exim finds out itself.
    private static final List<Case> REFUSED_BY_EXIM = List.of(
            new Case("nobody@local.example", 10, "Bounce", "Permanent/General"),
            new Case("full@local.example", 10, "Bounce", "Transient/MailboxFull"),
            // Its report does not say why, so nothing more can be told, and nobody is suppressed.
            new Case("small@local.example", LARGE, "Bounce", "Permanent/General"));

    @Test
    @Timeout(180)
    void everyReportOfPostfixEndsAsTheRightEvent() throws Exception {
        assumeTrue(Postfix.isAvailable(), "skipped: needs root, and Postfix (apt-get install postfix)");
        try (ScriptedPeer far = ScriptedPeer.start(far());
                ScriptedPeer strict = ScriptedPeer.start(strict());
                Postfix postfix = Postfix.startBefore(PLACE, inbound, far.port(), strict.port())) {
            roundTrip(postfix.address(), REFUSED_BEHIND, List.of("gone@far.example"));
        }
    }

    @Test
    @Timeout(180)
    void everyReportOfEximEndsAsTheRightEvent() throws Exception {
        assumeTrue(Exim.isAvailable(), "skipped: needs root, and Debian's Exim under dist/target/exim (see .ci/run)");
        try (ScriptedPeer far = ScriptedPeer.start(far());
                ScriptedPeer strict = ScriptedPeer.start(strict());
                Exim exim = Exim.start(PLACE, inbound, far.port(), strict.port())) {
            roundTrip(exim.address(), REFUSED_BEHIND, List.of("gone@far.example"));
        }
    }

    @Test
    @Timeout(180)
    void whatEximFindsOutItselfEndsAsTheRightEvent() throws Exception {
        assumeTrue(Exim.isAvailable(), "skipped: needs root, and Debian's Exim under dist/target/exim (see .ci/run)");
        try (Exim exim = Exim.start(PLACE, inbound, 1, 1)) {
            roundTrip(exim.address(), REFUSED_BY_EXIM, List.of("nobody@local.example"));
        }
    }

    private static PeerScript far() {
        return new PeerScript()
                .offer("SIZE 20000", "8BITMIME")
                .reply("MAIL", "SIZE=[2-9]\\d{4}", "552 5.3.4 Message size exceeds fixed limit")
                .reply("RCPT", "<gone", "550 5.1.1 <gone@far.example>: Recipient address rejected: User unknown")
                .reply("RCPT", "<full", "552 5.2.2 <full@far.example>: user is over quota")
                .reply("RCPT", "<slow", "451 4.3.0 <slow@far.example>: Temporary lookup failure");
    }

    private static PeerScript strict() {
        return new PeerScript().reply("END", "554 5.7.1 Message content rejected, it looks like spam");
    }

    /// @param dead the addresses that must be suppressed, and no other
    private void roundTrip(String relay, List<Case> cases, List<String> dead) throws Exception {
        try (TestServer posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=" + relay,
                "inbound.listen=127.0.0.1:" + inbound,
                "account.sandbox=false")) {
            Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
            Map<Case, String> ids = new LinkedHashMap<>();
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                cases.forEach(one -> ids.put(one, send(ses, one)));
            }
            SoftAssertions all = new SoftAssertions();
            long end = System.nanoTime() + LIMIT.toNanos();
            ids.forEach((one, id) -> {
                Optional<JsonNode> report = reported(id, end);
                all.assertThat(report.map(event -> event.get("event").asString()
                                + " " + event.get("recipients").asString() + " "
                                + event.get("detail").asString()))
                        .as(one.recipient())
                        .hasValueSatisfying(told -> {
                            all.assertThat(told).startsWith(one.event() + " " + one.recipient() + " " + one.detail());
                        });
            });
            all.assertThat(suppressed(dead, end)).as("suppressed").containsExactlyElementsOf(dead);
            all.assertThat(CommandLineRun.json(directory, "reports", "list"))
                    .as("kept")
                    .isEmpty();
            all.assertAll();
        }
    }

    /// With another recipient who gets it, unless the message is at fault.
    private static String send(SesClient ses, Case one) {
        List<String> to = one.size() == LARGE ? List.of(one.recipient()) : List.of(one.recipient(), FINE);
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("Hello"))
                                .body(b -> b.text(t -> t.data("0123456789 abcdef\r\n".repeat(one.size() / 19 + 1))))))
                .messageId();
    }

    /// The event that a report made; empty when none came in time.
    private Optional<JsonNode> reported(String id, long end) {
        try {
            return await().pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofNanos(Math.max(end - System.nanoTime(), 1_000_000_000)))
                    .until(
                            () -> CommandLineRun.json(directory, "events", "--message", id)
                                    .valueStream()
                                    .filter(event -> List.of("Bounce", "DeliveryDelay", "Complaint")
                                            .contains(event.get("event").asString()))
                                    .findFirst(),
                            Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    /// All suppressed addresses, once these are among them or the time is over.
    private List<String> suppressed(List<String> wanted, long end) {
        List<String> found;
        do {
            found = CommandLineRun.json(directory, "suppression", "list", "--account", ACCOUNT)
                    .valueStream()
                    .map(entry -> entry.get("address").asString())
                    .toList();
        } while (!found.containsAll(wanted) && System.nanoTime() < end);
        return found;
    }
}
