package org.posthorn.engine.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.james.jdkim.DKIMSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.Verification.Finding;
import org.posthorn.engine.testing.TestDns;

/// What Apache James jDKIM and our own signer sign is recognised; what is changed, partial, late or of somebody else is
/// not.
class DkimCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Set<String> LOOP = Set.of("loop.example");
    private static final String MAIL =
            "From: fbl@loop.example\r\nTo: fbl@mail.test\r\nSubject:  complaint \r\n\tabout x\r\n"
                    + "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nHello  there \r\n\r\n--b--\r\n\r\n\r\n";
    private static final KeyPair RSA = pair("RSA");
    private static final KeyPair ED25519 = pair("Ed25519");

    private final TestDns dns = new TestDns()
            .txt(
                    "s._domainkey.loop.example",
                    "v=DKIM1; k=rsa; p=" + base64(RSA.getPublic().getEncoded()))
            .txt("e._domainkey.loop.example", "k=ed25519; p=" + base64(raw(ED25519)));
    private final DkimCheck check = new DkimCheck(dns, InstantSource.fixed(NOW));

    @ParameterizedTest
    @ValueSource(
            strings = {"relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple", "relaxed", "simple"})
    void whatAnotherImplementationSignsIsRecognised(String canonicalization) throws Exception {
        assertThat(find(signed(template("c=" + canonicalization + "; h=from:to:subject:content-type;"), MAIL)))
                .isEqualTo(Finding.PRESENT);
    }

    @Test
    void ourOwnSignaturesAreRecognisedAndThatOfEitherKeyWillDo() throws Exception {
        SigningKey rsa = new SigningKey(RSA.getPrivate(), "loop.example", "s");
        SigningKey ed25519 = new SigningKey(ED25519.getPrivate(), "loop.example", "e");
        for (List<SigningKey> keys : List.of(List.of(rsa), List.of(ed25519), List.of(rsa, ed25519))) {
            assertThat(check.signedBy(DkimSigner.sign(Content.of(MAIL), keys, NOW), LOOP))
                    .isEqualTo(Finding.PRESENT);
        }
        dns.txt("s._domainkey.loop.example", "p=");
        assertThat(check.signedBy(DkimSigner.sign(Content.of(MAIL), List.of(rsa, ed25519), NOW), LOOP))
                .isEqualTo(Finding.PRESENT);
        assertThat(check.signedBy(DkimSigner.sign(Content.of(MAIL), List.of(rsa), NOW), LOOP))
                .as("a key taken back")
                .isEqualTo(Finding.ABSENT);
    }

    @Test
    void theKeyMayStandBehindAnAlias() throws Exception {
        String record = "p=" + base64(RSA.getPublic().getEncoded());
        dns.clear();
        dns.cname("s._domainkey.loop.example", "key.provider.example").txt("key.provider.example", record);

        assertThat(find(signed(template("h=from:content-type;"), MAIL))).isEqualTo(Finding.PRESENT);
    }

    @Test
    void whatWasChangedIsNotSigned() throws Exception {
        String good = signed(template("c=relaxed/relaxed; h=from:to:subject:content-type;"), MAIL);
        assertThat(find(good)).isEqualTo(Finding.PRESENT);
        for (String changed : List.of(
                good.replace("Hello", "Hallo"),
                good.replace("about x", "about y"),
                good.replace("boundary=b", "boundary=c"),
                good.replace("To: fbl@mail.test", "To: fbl@mail.test\r\nTo: other@mail.test"),
                good.replace("d=loop.example", "d=other.example"),
                good.replace("bh=", "bh=A"),
                good.replace("; b=", "; b=A"),
                good.replace("a=rsa-sha256", "a=rsa-sha1"),
                good.replace("v=1", "v=2"))) {
            assertThat(changed).isNotEqualTo(good);
            assertThat(find(changed)).as(changed).isEqualTo(Finding.ABSENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h=from:to:subject;", "h=from:content-type; l=5;"})
    void aSignatureThatCoversTooLittleIsNone(String tags) throws Exception {
        assertThat(find(signed(template(tags), MAIL))).isEqualTo(Finding.ABSENT);
    }

    @Test
    void aSignatureThatIsOverIsNone() throws Exception {
        // Far behind the clock of whoever runs this: jDKIM signs nothing that is over.
        String expiring = signed(template("h=from:content-type; x=99000000000;"), MAIL);
        assertThat(find(expiring)).isEqualTo(Finding.PRESENT);
        DkimCheck later = new DkimCheck(dns, InstantSource.fixed(Instant.ofEpochSecond(99_000_000_001L)));
        assertThat(later.signedBy(Content.of(expiring), LOOP)).isEqualTo(Finding.ABSENT);
    }

    @Test
    void nobodyElsesSignatureCountsAndDnsIsNotAskedForIt() throws Exception {
        String good = signed(template("h=from:content-type;"), MAIL);
        assertThat(check.signedBy(Content.of(good), Set.of("other.example"))).isEqualTo(Finding.ABSENT);
        dns.fail("s._domainkey.loop.example");
        assertThat(check.signedBy(Content.of(good), Set.of("other.example"))).isEqualTo(Finding.ABSENT);
        assertThat(find(good)).as("DNS doesn't answer").isEqualTo(Finding.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "=",
                "a=;=;;==",
                "v=1; a=rsa-sha256; d=loop.example; s=s; h=from:content-type; bh=%; b=%"
            })
    void whatIsNoSignatureIsPassedOver(String value) {
        assertThat(find("DKIM-Signature: " + value + "\r\n" + MAIL)).isEqualTo(Finding.ABSENT);
        assertThat(find("DKIM-Signature: " + (value + ";").repeat(2_000) + "\r\n" + MAIL))
                .isEqualTo(Finding.ABSENT);
    }

    private Finding find(String mail) {
        return check.signedBy(Content.of(mail), LOOP);
    }

    private static String template(String tags) {
        return "v=1; a=rsa-sha256; d=loop.example; s=s; " + tags + " bh=; b=;";
    }

    private static String signed(String template, String mail) throws Exception {
        DKIMSigner signer = new DKIMSigner(template, RSA.getPrivate());
        return signer.sign(new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8))) + "\r\n" + mail;
    }

    private static byte[] raw(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("RSA")) {
                generator.initialize(1_024);
            }
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
