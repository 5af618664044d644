package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.VerificationStatus;
import tools.jackson.databind.JsonNode;

/// DKIM as the owner of a domain meets it: keys by the SDK, records by the command line, DNS, and signatures that
/// another implementation (Apache James jDKIM) accepts where the mail arrives.
class DkimTest {
    private static final String ACCOUNT = "123456789012";
    private static final String RAW =
            "From: Shop <shop@%s>\r\nTo: to@example.net\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nX-Note: Gr\u00fc\u00dfe\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                    + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                    + ".Gr\u00fc\u00dfe,  \r\n\r\nSeite =3D 1\r\n" + "lang ".repeat(300) + "\r\n--b\r\n"
                    + "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n\r\n\r\n";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay(new PeerScript().offer("8BITMIME", "PIPELINING"))
            .route("seven.example", new PeerScript().offer("PIPELINING"))
            .with("dkim.second_key=ed25519");

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer eightBit;

    @Given("seven.example")
    private static ScriptedPeer sevenBit;

    @Given
    private static LoopbackDns dns;

    @Given
    private static SesClient ses;

    private static final Map<String, String> published = new ConcurrentHashMap<>();

    @Test
    @Shows({"GetIdentityDkimAttributes", "SetIdentityDkimEnabled", "VerifyDomainDkim"})
    void mailIsSignedOnceTheRecordsThatTheCommandShowsAreThere() throws Exception {
        String domain = "shop.example";
        List<String> tokens = ses.verifyDomainDkim(r -> r.domain(domain)).dkimTokens();
        JsonNode shown = command("identity", "dns", domain);
        assertThat(shown.valueStream()
                        .filter(entry -> entry.path("type").asString().equals("CNAME"))
                        .map(entry -> entry.path("name").asString().split("\\.")[0]))
                .hasSize(4)
                .containsAll(tokens);
        publish(shown);
        assertThat(ses.verifyDomainDkim(r -> r.domain(domain)).dkimTokens()).isEqualTo(tokens);
        await().atMost(TestServer.PATIENCE).until(() -> status(domain) == VerificationStatus.SUCCESS);
        // The keys vouch for the domain, too.
        send(domain, "first@example.net", "converted@seven.example");

        ReceivedMessage first = TestServer.arrived(eightBit, "first@example.net");
        assertThat(verified(first)).containsExactly("rsa-sha256 " + tokens.getFirst());
        assertThat(first.text()).contains("a=ed25519-sha256;");
        ReceivedMessage converted = TestServer.arrived(sevenBit, "converted@seven.example");
        assertThat(converted.content()).as("seven bits only").doesNotContain(bytes("\u00fc")[0]);
        assertThat(verified(converted)).containsExactly("rsa-sha256 " + tokens.getFirst());

        assertThat(command("identity", "rotate-dkim", domain).path("selector").asString())
                .isEqualTo(tokens.get(1));
        send(domain, "rotated@example.net");
        assertThat(verified(TestServer.arrived(eightBit, "rotated@example.net")))
                .containsExactly("rsa-sha256 " + tokens.get(1));

        ses.setIdentityDkimEnabled(r -> r.identity(domain).dkimEnabled(false));
        assertThat(ses.getIdentityDkimAttributes(r -> r.identities(domain))
                        .dkimAttributes()
                        .get(domain)
                        .dkimEnabled())
                .isFalse();
        send(domain, "unsigned@example.net");
        assertThat(TestServer.arrived(eightBit, "unsigned@example.net").text()).doesNotContain("DKIM-Signature");

        assertThat(command("identity", "dkim", domain, "on").toString())
                .isEqualTo("{\"name\":\"" + domain + "\",\"enabled\":true}");
        send(domain, "again@example.net");
        assertThat(verified(TestServer.arrived(eightBit, "again@example.net")))
                .containsExactly("rsa-sha256 " + tokens.get(1));
    }

    @Test
    void rotationWaitsForTheNextKey() {
        ses.verifyDomainDkim(r -> r.domain("new.example"));
        CommandLineRun refused = run("identity", "rotate-dkim", "new.example", "--account", ACCOUNT);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo(
                        "posthorn: new.example can't rotate: it is not verified for DKIM, or its next key is not in DNS"
                                + System.lineSeparator());
    }

    /// As the owner of the domain would, and the operator of `mail.domain`.
    private static void publish(JsonNode records) {
        records.forEach(entry -> {
            String name = entry.path("name").asString();
            String value = entry.path("value").asString();
            if (entry.path("type").asString().equals("CNAME")) {
                dns.cname(name, value);
            } else {
                // RFC 1035 §3.3.14: a record is strings of 255 characters at most.
                dns.txtInParts(name, value.split("(?<=\\G.{255})"));
                published.put(name, value);
            }
        });
    }

    private static VerificationStatus status(String domain) {
        return ses.getIdentityDkimAttributes(r -> r.identities(domain))
                .dkimAttributes()
                .get(domain)
                .dkimVerificationStatus();
    }

    private static void send(String domain, String... recipients) {
        ses.sendRawEmail(r ->
                r.destinations(recipients).rawMessage(m -> m.data(SdkBytes.fromUtf8String(RAW.formatted(domain)))));
    }

    /// Algorithm and selector of each signature that holds.
    private static List<String> verified(ReceivedMessage message) throws Exception {
        DKIMVerifier verifier = new DKIMVerifier((methods, selector, domain) ->
                List.of(published.getOrDefault(selector + ".dkim.mail.test", "v=DKIM1; p=")));
        List<SignatureRecord> records = verifier.verify(new ByteArrayInputStream(message.content()));
        return records.stream()
                .map(signature ->
                        signature.getHashKeyType() + "-" + signature.getHashMethod() + " " + signature.getSelector())
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode command(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 3);
        all[words.length] = "--account";
        all[words.length + 1] = ACCOUNT;
        all[words.length + 2] = "--json";
        CommandLineRun run = run(all);
        assertThat(run.code()).as(run.err()).isZero();
        return run.json();
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.on(directory, words);
    }
}
