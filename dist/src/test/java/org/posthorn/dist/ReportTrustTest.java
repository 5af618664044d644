package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// Who is believed that reports about a message: to the fixed addresses, from a peer that the operator named or did
/// not.
class ReportTrustTest {
    private static final String ACCOUNT = "123456789012";
    private static final String LOOP = "fbl@mail.test";
    private static final String BOX = "bounces@mail.test";

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static LoopbackDns dns;
    private static Side strange;
    private static Side named;

    /// A server and what talks to it.
    private record Side(Path directory, TestServer posthorn, SesClient ses) {
        static Side start(Path directory, String... settings) throws Exception {
            List<String> all = new ArrayList<>(List.of("relay.hosts=" + relay.address(), "account.sandbox=false"));
            all.addAll(List.of(settings));
            TestServer posthorn = TestServer.start(directory, false, all.toArray(String[]::new));
            Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
            return new Side(directory, posthorn, posthorn.client(key.accessKeyId(), key.secretAccessKey()));
        }

        void close() {
            ses.close();
            posthorn.close();
        }

        /// A message to these, and to one more that no header names; delivered when this returns.
        String sent(List<String> to, String... blind) {
            String id = ses.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses(to).bccAddresses(blind))
                            .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                    .messageId();
            posthorn.ended(id);
            return id;
        }

        void report(String box, String content) throws Exception {
            assertThat(SmtpText.send(posthorn.server.endpoints().inbound(), "", box, content))
                    .isEqualTo("250 2.0.0 Ok");
        }

        /// Returns when the suppression list has heeded all events so far: it does so in their order.
        String listed() {
            String last = "gone" + System.nanoTime() + "@x.test";
            sent(List.of(last));
            await("the entry of " + last)
                    .atMost(TestServer.PATIENCE)
                    .until(() -> run("suppression", "list", "--account", ACCOUNT)
                            .toString()
                            .contains(last));
            return run("suppression", "list", "--account", ACCOUNT).toString();
        }

        /// The kinds of events of a message, with their recipients.
        List<String> events(String id) {
            return run("events", "--message", id)
                    .valueStream()
                    .map(event -> event.get("event").asString() + " "
                            + event.get("recipients").asString()
                            + (event.get("detail").asString().endsWith(" (unproven, counts for nothing)")
                                    ? " unproven"
                                    : ""))
                    .toList();
        }

        double rate(String name) {
            return run("account", "reputation")
                    .valueStream()
                    .filter(account -> account.get("id").asString().equals(ACCOUNT))
                    .mapToDouble(account -> account.get(name).asDouble())
                    .sum();
        }

        long complaints() {
            return ses.getSendStatistics().sendDataPoints().stream()
                    .mapToLong(point -> point.complaints())
                    .sum();
        }

        JsonNode run(String... words) {
            return CommandLineRun.json(directory, words);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript().reply("RCPT", "<gone", "550 5.1.1 no such user\n"));
        dns = LoopbackDns.start();
        strange = Side.start(
                directory.resolve("strange"),
                "inbound.report_sources=192.0.2.1,2001:db8::/32",
                "inbound.report_signers=Loop.example,other.example",
                "dns.servers=127.0.0.1:" + dns.address().getPort());
        named = Side.start(directory.resolve("named"), "inbound.report_sources=192.0.2.1,127.0.0.0/8");
    }

    @AfterAll
    static void stop() {
        strange.close();
        named.close();
        dns.close();
        relay.close();
    }

    @Test
    void aComplaintByMessageIdFromAStrangerIsAnEventAndNoMore() throws Exception {
        String id = strange.sent(List.of("attacker@x.test", "victim1@x.test"), "victim2@x.test");
        long before = strange.complaints();

        strange.report(LOOP, complaint(id, "Original-Rcpt-To: <victim1@x.test>\r\n"));
        strange.report(LOOP, complaint(id, "Original-Rcpt-To: <victim1@x.test>\r\n"));

        assertThat(strange.events(id).stream().filter(event -> event.startsWith("Complaint")))
                .containsExactly("Complaint victim1@x.test unproven");
        assertThat(strange.listed()).doesNotContain("victim", "attacker");
        assertThat(strange.complaints()).isEqualTo(before);
    }

    @Test
    void aBounceByMessageIdFromAStrangerIsAnEventAndNoMore() throws Exception {
        String id = strange.sent(List.of("attacker@x.test", "victim3@x.test"));

        strange.report(BOX, bounce(id, "victim3@x.test"));

        assertThat(strange.events(id)).contains("Bounce victim3@x.test unproven");
        assertThat(strange.listed()).doesNotContain("victim3");
    }

    @Test
    void theSameFromANamedSourceSuppressesAndCounts() throws Exception {
        String id = named.sent(List.of("ann@x.test", "bob@x.test"), "cay@x.test");
        long before = named.complaints();

        named.report(LOOP, complaint(id, "Original-Rcpt-To: <ann@x.test>\r\n"));
        named.report(LOOP, complaint(id, "Original-Rcpt-To: <ann@x.test>\r\n"));
        named.report(BOX, bounce(id, "bob@x.test"));

        assertThat(named.events(id)).containsOnlyOnce("Complaint ann@x.test").contains("Bounce bob@x.test");
        assertThat(named.listed()).contains("ann@x.test", "bob@x.test").doesNotContain("cay@x.test");
        assertThat(named.complaints()).as("once, though told twice").isEqualTo(before + 1);
        assertThat(named.rate("complaintRate")).isPositive();
    }

    @Test
    void aComplaintThatNamesNobodyTakesNobodyOffTheList() throws Exception {
        String id = named.sent(List.of("dan@x.test", "eve@x.test"), "fay@x.test");
        long before = named.complaints();

        named.report(LOOP, complaint(id, "To: dan@x.test, Eve <eve@x.test>\r\n", ""));

        assertThat(named.events(id))
                .as("nobody hears of the blind copy")
                .contains("Complaint dan@x.test, eve@x.test unproven");
        assertThat(named.listed()).doesNotContain("dan@x.test", "eve@x.test", "fay@x.test");
        assertThat(named.complaints()).isEqualTo(before);
    }

    @Test
    void aComplaintThatNamesNobodyIsAboutTheOnlyRecipient() throws Exception {
        String id = named.sent(List.of("gil@x.test"));

        named.report(LOOP, complaint(id, ""));

        assertThat(named.listed()).contains("gil@x.test");
    }

    @Test
    void aReportThatANamedDomainSignedIsBelievedAndAChangedOneIsNot() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        KeyPair pair = generator.generateKeyPair();
        String record = "v=DKIM1; p="
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        dns.txtInParts("s._domainkey.loop.example", record.substring(0, 200), record.substring(200));
        String id = strange.sent(List.of("hal@x.test", "ida@x.test"));
        String report = complaint(id, "Original-Rcpt-To: <hal@x.test>\r\n");
        String signature = new DKIMSigner(
                        "v=1; a=rsa-sha256; c=relaxed/relaxed; d=loop.example; s=s; h=from:content-type; bh=; b=;",
                        pair.getPrivate())
                .sign(new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8)));

        strange.report(LOOP, signature + "\r\n" + report.replace("hal@", "ida@"));
        strange.report(LOOP, signature + "\r\n" + report);

        assertThat(strange.events(id)).contains("Complaint ida@x.test unproven", "Complaint hal@x.test");
        assertThat(strange.listed()).contains("hal@x.test").doesNotContain("ida@x.test");
    }

    private static String complaint(String id, String fields) {
        return complaint(id, "", fields);
    }

    private static String complaint(String id, String headers, String fields) {
        return report("feedback-report", id, headers, "Feedback-Type: abuse\r\nVersion: 1\r\n" + fields);
    }

    private static String bounce(String id, String recipient) {
        return report(
                "delivery-status",
                id,
                "",
                "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; " + recipient
                        + "\r\nAction: failed\r\nStatus: 5.1.1\r\n");
    }

    private static String report(String type, String id, String headers, String fields) {
        return "From: loop@isp.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=" + type
                + "; boundary=b1\r\n\r\n--b1\r\nContent-Type: message/" + type + "\r\n\r\n" + fields
                + "\r\n--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + id
                + "@mail.test>\r\n" + headers + "\r\n--b1--\r\n";
    }
}
