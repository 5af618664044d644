package org.posthorn.engine.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.engine.testing.TestMail.TENANT;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestDns;
import org.posthorn.engine.testing.TestMail;

/// How a domain gets other keys: those before sign until the others are found.
class KeyChangeTest {
    private static final String DOMAIN = "example.com";
    private static final KeyChoice OURS = new KeyChoice.Ours(Optional.empty());
    private static final KeyChoice LONG = new KeyChoice.Ours(Optional.of(2_048));

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final TestClock clock = engine.clock();
    private final TestDns dns = engine.dns();
    private final Settings settings = engine.get(Settings.class);
    private final Identities identities = engine.get(Identities.class);
    private final DkimKeys keys = new DkimKeys(new SecretBox(new byte[32]), 1_024);
    private final DkimSettings dkim = new DkimSettings(settings, identities, keys, dns, clock, true, false);
    private final DkimVerifier verifier = new DkimVerifier(settings, dns, clock);
    private final DkimSigning signing = new DkimSigning(dkim, keys, clock);

    @Test
    void aDomainWhoseKeysNobodyFoundGetsOthersAtOnce() {
        List<String> first = dkim.verifyDomain(TENANT, DOMAIN);
        assertThat(dkim.change(TENANT, DOMAIN, OURS).tokens()).isEqualTo(first);
        assertThat(dkim.change(TENANT, DOMAIN, given("own")).tokens()).containsExactly("own");
        assertThat(state().coming()).isEmpty();
        assertThat(state().second())
                .as("who gives a key has no second one of ours")
                .isEmpty();
        assertThat(dkim.verifyDomain(TENANT, DOMAIN)).containsExactly("own");
        assertThat(dkim.rotate(TENANT, DOMAIN)).isEmpty();
        publishAll();
        assertThat(identity().status()).isEqualTo(VerificationStatus.Success);
        assertThat(sign()).contains("s=own;");
        assertThat(dkim.rotate(TENANT, DOMAIN)).as("a given key").isEmpty();
    }

    @Test
    void theKeysBeforeSignUntilTheOthersAreFoundHoweverLongThatTakes() {
        verified();
        String before = state().activeKey().token();
        Dkim changed = dkim.change(TENANT, DOMAIN, given("own"));
        assertThat(changed.wantedVerification().status()).isEqualTo(VerificationStatus.Pending);
        assertThat(sign()).contains("s=" + before + ";");
        for (int day = 0; day < 5; day++) {
            clock.advance(Duration.ofDays(1));
            verifier.checkDue();
        }
        assertThat(state().wantedVerification().status()).isEqualTo(VerificationStatus.Failed);
        assertThat(identity().status()).isEqualTo(VerificationStatus.Success);
        assertThat(sign()).contains("s=" + before + ";");
        // Asked for again, it is looked for again.
        state().wanted().forEach(this::publish);
        dkim.change(TENANT, DOMAIN, new KeyChoice.Given("own", pair));
        verifier.checkDue();
        assertThat(state().coming()).isEmpty();
        assertThat(state().verification().status()).isEqualTo(VerificationStatus.Success);
        assertThat(sign()).contains("s=own;").doesNotContain("ed25519");
    }

    @Test
    void whatWasAskedForIsTakenBackByAskingForWhatSigns() {
        verified();
        List<String> before = state().tokens();
        dkim.change(TENANT, DOMAIN, given("own"));
        assertThat(dkim.change(TENANT, DOMAIN, OURS).tokens()).isEqualTo(before);
        assertThat(state().wantedVerification().status()).isEqualTo(VerificationStatus.Success);
    }

    @Test
    void keysOfAnotherLengthComeOnceADay() {
        verified();
        List<String> before = state().tokens();
        assertThat(dkim.change(TENANT, DOMAIN, LONG).tokens()).hasSize(3).doesNotContainAnyElementsOf(before);
        assertThat(DkimKeys.bits(state().wanted().getFirst())).isEqualTo(2_048);
        KeyChoice shorter = new KeyChoice.Ours(Optional.of(1_024));
        assertThatThrownBy(() -> dkim.change(TENANT, DOMAIN, shorter))
                .isInstanceOf(SesException.class)
                .hasMessage("The signing key length can be changed at most once per day.");
        clock.advance(Duration.ofHours(25));
        assertThat(dkim.change(TENANT, DOMAIN, shorter).tokens()).isEqualTo(before);
    }

    @Test
    void aKeyIsReadInBothFormsAndNoOtherIs() throws Exception {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        // RFC 5208: of a key of 1,024 bits, what is around the PKCS #1 form takes 26 bytes.
        byte[] pkcs1 = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        for (byte[] form : List.of(pkcs8, pkcs1)) {
            KeyChoice.Given read = KeyChoice.Given.read("s", Base64.getEncoder().encodeToString(form));
            assertThat(read.pair().getPublic()).isEqualTo(pair.getPublic());
            assertThat(read.toString()).isEqualTo("Given[s]");
        }
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        byte[] cut = java.util.Arrays.copyOf(pkcs8, pkcs8.length / 2);
        byte[] changed = pkcs8.clone();
        changed[100] ^= 1; // within the modulus
        for (byte[] no : List.of(
                new byte[0], cut, changed, curve.generateKeyPair().getPrivate().getEncoded())) {
            assertThatThrownBy(
                            () -> KeyChoice.Given.read("s", Base64.getEncoder().encodeToString(no)))
                    .isInstanceOf(SesException.class)
                    .hasMessage("The private key is not an RSA key in PKCS #1 or PKCS #8, encoded as base64.");
        }
        assertThatThrownBy(() -> KeyChoice.Given.read("s", "***")).isInstanceOf(SesException.class);
    }

    private final KeyPair pair = rsa();

    private KeyChoice given(String selector) {
        return new KeyChoice.Given(selector, pair);
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1_024);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void verified() {
        dkim.verifyDomain(TENANT, DOMAIN);
        publishAll();
        assertThat(state().verification().status()).isEqualTo(VerificationStatus.Success);
    }

    private void publishAll() {
        state().all().forEach(this::publish);
        clock.advance(Duration.ofMinutes(2));
        verifier.checkDue();
    }

    private void publish(DkimKey key) {
        dns.txt(key.recordName(DOMAIN), key.recordText());
    }

    private Identity identity() {
        return identities.find(TENANT, DOMAIN).orElseThrow();
    }

    private Dkim state() {
        return dkim.of(TENANT, identity()).orElseThrow();
    }

    private String sign() {
        Content content = Content.of("From: ann@example.com\r\nSubject: hello\r\n\r\nHello\r\n");
        return new String(
                signing.sign(
                                TestMail.sent(clock.instant(), content, "bob@example.net")
                                        .mail(),
                                content)
                        .bytes(),
                UTF_8);
    }
}
