package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.CreateEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.DkimAttributes;
import software.amazon.awssdk.services.sesv2.model.DkimSigningAttributes;
import software.amazon.awssdk.services.sesv2.model.DkimSigningAttributesOrigin;
import software.amazon.awssdk.services.sesv2.model.DkimSigningKeyLength;
import software.amazon.awssdk.services.sesv2.model.DkimStatus;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.PutEmailIdentityDkimSigningAttributesResponse;
import software.amazon.awssdk.services.sesv2.model.VerificationError;
import software.amazon.awssdk.services.sesv2.model.VerificationStatus;
import tools.jackson.databind.JsonNode;

/// DKIM as API v2 has it: keys of ours and of the domain's owner, found in DNS, and signatures that another
/// implementation (Apache James jDKIM) accepts where the mail arrives.
class V2DkimTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    /// By name, as the owner and the operator published them.
    private static final Map<String, String> published = new ConcurrentHashMap<>();

    private static ScriptedPeer relay;
    private static LoopbackDns dns;
    private static TestServer posthorn;
    private static SesV2Client ses;
    private static SesClient v1;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript());
        dns = LoopbackDns.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=" + relay.address(),
                "account.sandbox=false",
                "dns.servers=127.0.0.1:" + dns.address().getPort());
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        v1.close();
        ses.close();
        posthorn.close();
        dns.close();
        relay.close();
    }

    @Test
    @Shows(value = "PutEmailIdentityDkimSigningAttributes", face = Face.V2)
    void aDomainIsVerifiedByItsKeysAndSignsOnWhileItGetsOthers() throws Exception {
        String domain = "easy.example";
        CreateEmailIdentityResponse made = ses.createEmailIdentity(r -> r.emailIdentity(domain));
        assertThat(made.verifiedForSendingStatus()).isFalse();
        DkimAttributes attributes = made.dkimAttributes();
        assertThat(attributes.statusAsString()).isEqualTo("NOT_STARTED");
        assertThat(attributes.tokens()).hasSize(3);
        assertThat(attributes.signingHostedZone()).isEqualTo("dkim.mail.test");
        assertThat(attributes.currentSigningKeyLength()).isEqualTo(DkimSigningKeyLength.RSA_2048_BIT);
        assertThat(get(domain).dkimAttributes().status()).isEqualTo(DkimStatus.PENDING);
        await().atMost(TestServer.PATIENCE)
                .until(() -> get(domain).verificationInfo().errorType() == VerificationError.TYPE_NOT_FOUND);

        // As everyone does who follows SES's guide: an alias to the token in the zone that is told.
        publish(command("identity", "dns", domain));
        assertThat(attributes.tokens())
                .allSatisfy(token -> assertThat(published).containsKey(token + ".dkim.mail.test"));
        assertThat(change(domain, Easy.SAME).dkimTokens()).isEqualTo(attributes.tokens());
        found(domain);
        GetEmailIdentityResponse verified = get(domain);
        assertThat(verified.verificationStatus()).isEqualTo(VerificationStatus.SUCCESS);
        assertThat(verified.verifiedForSendingStatus()).isTrue();
        assertThat(verified.verificationInfo().lastSuccessTimestamp()).isNotNull();
        assertThat(verified.verificationInfo().errorType()).isNull();
        assertThat(v1.getIdentityDkimAttributes(r -> r.identities(domain))
                        .dkimAttributes()
                        .get(domain)
                        .dkimTokens())
                .isEqualTo(attributes.tokens());
        assertThat(signatures(domain, "first@x.test"))
                .containsExactly(attributes.tokens().getFirst());

        PutEmailIdentityDkimSigningAttributesResponse shorter = ses.putEmailIdentityDkimSigningAttributes(
                r -> r.emailIdentity(domain).signingAttributesOrigin("AWS_SES").signingAttributes(Easy.SHORT));
        assertThat(shorter.dkimStatus()).isEqualTo(DkimStatus.PENDING);
        assertThat(shorter.dkimTokens()).hasSize(3).doesNotContainAnyElementsOf(attributes.tokens());
        assertThat(shorter.signingHostedZone()).isEqualTo("dkim.mail.test");
        GetEmailIdentityResponse changing = get(domain);
        assertThat(changing.verificationStatus()).isEqualTo(VerificationStatus.SUCCESS);
        assertThat(changing.dkimAttributes().nextSigningKeyLength()).isEqualTo(DkimSigningKeyLength.RSA_1024_BIT);
        assertThat(changing.dkimAttributes().currentSigningKeyLength()).isEqualTo(DkimSigningKeyLength.RSA_2048_BIT);
        assertThat(signatures(domain, "meanwhile@x.test"))
                .containsExactly(attributes.tokens().getFirst());
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> change(domain, Easy.LONG))
                .as("a guess")
                .withMessageStartingWith("The signing key length can be changed at most once per day.");

        publish(command("identity", "dns", domain));
        change(domain, Easy.SHORT);
        found(domain);
        assertThat(get(domain).dkimAttributes().currentSigningKeyLength()).isEqualTo(DkimSigningKeyLength.RSA_1024_BIT);
        assertThat(signatures(domain, "short@x.test"))
                .containsExactly(shorter.dkimTokens().getFirst());
    }

    @Test
    void theOwnersKeySignsOnceItsOneRecordIsThere() throws Exception {
        String domain = "byo.example";
        KeyPair pair = rsa(1_024);
        CreateEmailIdentityResponse made = ses.createEmailIdentity(r -> r.emailIdentity(domain)
                .dkimSigningAttributes(d -> d.domainSigningSelector("usesend").domainSigningPrivateKey(pkcs8(pair))));
        assertThat(made.dkimAttributes().tokens()).containsExactly("usesend");
        assertThat(made.dkimAttributes().signingAttributesOrigin()).isEqualTo(DkimSigningAttributesOrigin.EXTERNAL);
        assertThat(made.dkimAttributes().signingHostedZone()).isNull();
        assertThat(made.dkimAttributes().statusAsString()).isEqualTo("NOT_STARTED");
        JsonNode records = command("identity", "dns", domain);
        assertThat(records.valueStream()
                        .map(row -> row.path("name").asString() + " "
                                + row.path("type").asString()))
                .contains("usesend._domainkey.byo.example TXT")
                .noneMatch(row -> row.endsWith("CNAME"));
        dns.txt(
                "usesend._domainkey." + domain,
                "p=" + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        published.put(
                "usesend._domainkey." + domain,
                "v=DKIM1; k=rsa; p="
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        change(domain, given("usesend", pkcs8(pair)));
        found(domain);
        assertThat(signatures(domain, "byo@x.test")).containsExactly("usesend");
        assertThat(command("identity", "show", domain).path("dkimKeys").asString())
                .isEqualTo("given");
        CommandLineRun rotation = run("identity", "rotate-dkim", domain, "--account", ACCOUNT);
        assertThat(rotation.err()).startsWith("posthorn: byo.example signs with a key that its owner gave");

        // Back to keys of ours: his signs until they are found.
        PutEmailIdentityDkimSigningAttributesResponse ours = change(domain, Easy.SAME);
        assertThat(ours.dkimTokens()).hasSize(3);
        assertThat(get(domain).dkimAttributes().signingAttributesOrigin())
                .isEqualTo(DkimSigningAttributesOrigin.AWS_SES);
        assertThat(signatures(domain, "still@x.test")).containsExactly("usesend");
        // And his again, before they were.
        assertThat(change(domain, given("usesend", pkcs8(pair))).dkimStatus()).isEqualTo(DkimStatus.SUCCESS);
        change(domain, Easy.SAME);
        publish(command("identity", "dns", domain));
        change(domain, Easy.SAME);
        found(domain);
        assertThat(signatures(domain, "ours@x.test")).hasSize(1).doesNotContain("usesend");
    }

    @Test
    void aKeyIsReadInBothFormsByTheApiAndTheCommand() throws Exception {
        KeyPair pair = rsa(2_048);
        String domain = "forms.example";
        // PKCS #1 is what stands in PKCS #8 behind 26 bytes, for a key of this size.
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        String pkcs1 = Base64.getEncoder().encodeToString(Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        ses.createEmailIdentity(r -> r.emailIdentity(domain)
                .dkimSigningAttributes(d -> d.domainSigningSelector("one").domainSigningPrivateKey(pkcs1)));
        assertThat(command("identity", "dns", domain).toString())
                .contains("p="
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        Path pem = directory.resolve("key.pem");
        Files.writeString(
                pem,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8)
                        + "\n-----END PRIVATE KEY-----\n");
        assertThat(command("identity", "make-dkim", "pem.example", "--selector", "two", "--key", pem.toString())
                        .toString())
                .isEqualTo("{\"name\":\"pem.example\",\"selectors\":[\"two\"]}");
        assertThat(get("pem.example").dkimAttributes().tokens()).containsExactly("two");
        CommandLineRun half = run("identity", "make-dkim", "pem.example", "--selector", "two", "--account", ACCOUNT);
        assertThat(half.code()).isEqualTo(2);
        assertThat(half.err()).contains("give --selector and --key together");
        assertThat(command("identity", "make-dkim", "bits.example", "--bits", "1024")
                        .path("selectors"))
                .hasSize(3);
        assertThat(get("bits.example").dkimAttributes().currentSigningKeyLength())
                .isEqualTo(DkimSigningKeyLength.RSA_1024_BIT);
    }

    @Test
    void whatIsNoKeyIsRefused() throws Exception {
        String domain = "refused.example";
        ses.createEmailIdentity(r -> r.emailIdentity(domain));
        String key = pkcs8(rsa(1_024));
        // These texts are guesses.
        refused(given("s", "bm8ga2V5"), "The private key is not an RSA key in PKCS #1 or PKCS #8, encoded as base64.");
        refused(given("s", pkcs8(rsa(512))), "The private key must be an RSA key of 1024 to 2048 bits.");
        refused(given("s", pkcs8(rsa(3_072))), "The private key must be an RSA key of 1024 to 2048 bits.");
        refused(
                DkimSigningAttributes.builder().domainSigningPrivateKey(key).build(),
                "Both DomainSigningSelector and DomainSigningPrivateKey must be specified.");
        refused(
                given("s", key).toBuilder()
                        .nextSigningKeyLength(DkimSigningKeyLength.RSA_1024_BIT)
                        .build(),
                "NextSigningKeyLength can't be specified together with DomainSigningSelector and"
                        + " DomainSigningPrivateKey.");
        // The pattern is the model's.
        refused(
                given("-s", "-----BEGIN"),
                "2 validation errors detected: Value at 'signingAttributes.domainSigningSelector' failed to satisfy"
                        + " constraint: Member must satisfy regular expression pattern:"
                        + " ^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9]))$; Value at"
                        + " 'signingAttributes.domainSigningPrivateKey' failed to satisfy constraint: Member must satisfy"
                        + " regular expression pattern: ^[a-zA-Z0-9+\\/]+={0,2}$");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putEmailIdentityDkimSigningAttributes(r ->
                        r.emailIdentity(domain).signingAttributesOrigin(DkimSigningAttributesOrigin.AWS_SES_EU_WEST_1)))
                .withMessageStartingWith("The signing attributes origin AWS_SES_EU_WEST_1 is not available");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> change("ann@refused.example", Easy.SAME))
                .withMessageStartingWith("The EmailIdentity value must be a valid domain.");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> change("unknown.example", Easy.SAME))
                .withMessageStartingWith("Email identity unknown.example does not exist.");
        assertThat(get(domain).dkimAttributes().signingAttributesOrigin())
                .isEqualTo(DkimSigningAttributesOrigin.AWS_SES);
    }

    @Test
    @Shows(value = "PutEmailIdentityDkimAttributes", face = Face.V2)
    void signaturesAreSwitchedBeforeAnyRecordIsThere() {
        String domain = "switched.example";
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.putEmailIdentityDkimAttributes(
                        r -> r.emailIdentity("nobody@" + domain).signingEnabled(false)))
                .withMessageStartingWith("Domain switched.example is not verified for DKIM signing.");
        ses.createEmailIdentity(r -> r.emailIdentity(domain));
        ses.createEmailIdentity(r -> r.emailIdentity("ann@" + domain));
        // Without the member it is switched off, as SES does.
        ses.putEmailIdentityDkimAttributes(r -> r.emailIdentity(domain));
        assertThat(get(domain).dkimAttributes().signingEnabled()).isFalse();
        assertThat(get(domain).dkimAttributes().status()).isEqualTo(DkimStatus.PENDING);
        assertThat(v1.getIdentityDkimAttributes(r -> r.identities(domain))
                        .dkimAttributes()
                        .get(domain)
                        .dkimEnabled())
                .isFalse();
        ses.putEmailIdentityDkimAttributes(r -> r.emailIdentity("ann@" + domain).signingEnabled(true));
        assertThat(get("ann@" + domain).dkimAttributes().signingEnabled()).isTrue();
        assertThat(get("ann@" + domain).dkimAttributes().tokens())
                .isEqualTo(get(domain).dkimAttributes().tokens());
        assertThat(get(domain).dkimAttributes().signingEnabled()).isFalse();
    }

    private static void refused(DkimSigningAttributes attributes, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> change("refused.example", attributes))
                .withMessageStartingWith(text + " (Service: SesV2");
    }

    private static final class Easy {
        static final DkimSigningAttributes SAME =
                DkimSigningAttributes.builder().build();
        static final DkimSigningAttributes SHORT = DkimSigningAttributes.builder()
                .nextSigningKeyLength(DkimSigningKeyLength.RSA_1024_BIT)
                .build();
        static final DkimSigningAttributes LONG = DkimSigningAttributes.builder()
                .nextSigningKeyLength(DkimSigningKeyLength.RSA_2048_BIT)
                .build();
    }

    private static DkimSigningAttributes given(String selector, String key) {
        return DkimSigningAttributes.builder()
                .domainSigningSelector(selector)
                .domainSigningPrivateKey(key)
                .build();
    }

    private static PutEmailIdentityDkimSigningAttributesResponse change(
            String domain, DkimSigningAttributes attributes) {
        boolean external = attributes.domainSigningPrivateKey() != null;
        return ses.putEmailIdentityDkimSigningAttributes(r -> r.emailIdentity(domain)
                .signingAttributesOrigin(
                        external ? DkimSigningAttributesOrigin.EXTERNAL : DkimSigningAttributesOrigin.AWS_SES)
                .signingAttributes(attributes));
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pkcs8(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }

    private static GetEmailIdentityResponse get(String name) {
        return ses.getEmailIdentity(r -> r.emailIdentity(name));
    }

    private static void found(String domain) {
        await("records of " + domain)
                .atMost(TestServer.PATIENCE)
                .until(() -> get(domain).dkimAttributes().status() == DkimStatus.SUCCESS);
    }

    /// The selectors of those signatures of a message that hold.
    private static List<String> signatures(String domain, String recipient) throws Exception {
        ses.sendEmail(r -> r.fromEmailAddress("shop@" + domain)
                .destination(d -> d.toAddresses(recipient))
                .content(c ->
                        c.simple(m -> m.subject(s -> s.data("Signed")).body(b -> b.text(t -> t.data("Good day"))))));
        ReceivedMessage arrived = TestServer.arrived(relay, recipient);
        DKIMVerifier verifier = new DKIMVerifier((methods, selector, its) -> List.of(published.getOrDefault(
                selector + "._domainkey." + its, published.getOrDefault(selector + ".dkim.mail.test", "v=DKIM1; p="))));
        return verifier.verify(new ByteArrayInputStream(arrived.content())).stream()
                .map(SignatureRecord::getSelector)
                .map(CharSequence::toString)
                .toList();
    }

    private static void publish(JsonNode records) {
        records.forEach(entry -> {
            String name = entry.path("name").asString();
            String value = entry.path("value").asString();
            if (entry.path("type").asString().equals("CNAME")) {
                dns.cname(name, value);
            } else if (name.contains("dkim.mail.test")) {
                dns.txtInParts(name, value.split("(?<=\\G.{255})"));
                published.put(name, value);
            }
        });
    }

    private static JsonNode command(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 3);
        all[words.length] = "--account";
        all[words.length + 1] = ACCOUNT;
        all[words.length + 2] = "--json";
        CommandLineRun run = run(all);
        assertThat(run.code()).as(run.err()).isZero();
        return run.json();
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.of(directory, List.of("data.dir=" + directory.resolve("data")), words);
    }
}
