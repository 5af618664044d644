package org.posthorn.engine.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Content;

/// Signatures are checked with Apache James jDKIM, which shares no code with the signer.
class DkimSignerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String HEADER = "From: Ann <ann@example.com>\r\nTo: bob@example.net\r\nSubject: hello\r\n";
    private static final KeyPair RSA = rsa();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello\r\n",
                "Hello",
                "Hello\r\n\r\n\r\n",
                "\r\n\r\nHello  \t world \t\r\n \t\r\nbye \r\n",
                " indented\r\n.\r\n..dots\r\n",
                "Grüße, 你好\r\n",
                "ends in spaces   \r\n"
            })
    void anotherImplementationAcceptsTheSignatureOfEveryBody(String body) throws Exception {
        verify(sign(Content.of(HEADER + "\r\n" + body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: a long one\r\n that is folded\r\n\t and folded again\r\n",
                "SUBJECT:no space\r\nsubject :   space before the colon\r\n",
                "Subject:\r\nDate: Fri, 2 Jan 2026 03:04:05 +0000 \r\n",
                "Reply-To: a@example.com\r\nReply-To: b@example.com\r\nX-Other: unsigned\r\n",
                "List-Unsubscribe: <https://example.com/u?a=b;c>\r\n"
                        + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                "Subject: gr\u00fc\u00dfe\r\n"
            })
    void anotherImplementationAcceptsTheSignatureOfEveryHeader(String fields) throws Exception {
        verify(sign(Content.of("From: ann@example.com\r\n" + fields + "\r\nHello\r\n")));
    }

    @Test
    void anotherImplementationAcceptsLongAndRandomBodies() throws Exception {
        verify(sign(Content.of(HEADER + "\r\n" + "x".repeat(20_000) + "\r\n" + " \r\n".repeat(10_000) + "end\r\n")));
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            StringBuilder body = new StringBuilder("x");
            int pieces = random.nextInt(6_000);
            for (int j = 0; j < pieces; j++) {
                body.append(List.of("a", "bc", " ", "\t", "\r\n", "é").get(random.nextInt(6)));
            }
            verify(sign(Content.of(HEADER + "\r\n" + body + "\r\n")));
        }
    }

    @Test
    void aChangeOfTheBodyOrASignedFieldOrASecondFromBreaksTheSignature() throws Exception {
        String signed = text(sign(Content.of(HEADER + "\r\nHello\r\n")));
        for (String changed : List.of(
                signed.replace("Hello", "Hallo"),
                signed.replace("Subject: hello", "Subject: other"),
                "From: eve@example.org\r\n" + signed,
                signed.replace("To: bob", "From: eve@example.org\r\nTo: bob"))) {
            assertThat(changed).isNotEqualTo(signed);
            assertThatThrownBy(() -> verify(Content.of(changed))).isInstanceOf(FailException.class);
        }
        // What relays do on their way: spaces and folding.
        verify(Content.of(
                signed.replace("Subject: hello", "subject:\r\n  hello ").replace("Hello\r\n", "Hello \r\n\r\n")));
    }

    @Test
    void theHeaderIsFoldedAndNamesWhatIsSigned() throws Exception {
        Content content = Content.of(HEADER + "X-Other: no\r\n\r\nHello\r\n");
        String signed = text(sign(content));
        assertThat(signed)
                .startsWith("DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/relaxed;\r\n\ts=sel;")
                .contains("\td=example.com; t=1767323045;\r\n", "\th=From:Subject:To:From;\r\n")
                .endsWith(text(content));
        assertThat(signed.lines()).allMatch(line -> line.length() <= 78);
    }

    /// jDKIM 0.5 refuses these, for a reason not looked into; RFC 6376 §3.4.4 gives the hash of an empty body.
    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n\r\n", " \t\r\n \r\n"})
    void anEmptyBodyHashesToTheValueInRfc6376(String body) throws Exception {
        assertThat(Canonical.bodyHash(body.getBytes(UTF_8), 0, MessageDigest.getInstance("SHA-256")))
                .isEqualTo(Base64.getDecoder().decode("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    }

    @Test
    void theBodyHashIsThatOfRfc8463() throws Exception {
        byte[] body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n".getBytes(UTF_8);
        assertThat(Canonical.bodyHash(body, 0, MessageDigest.getInstance("SHA-256")))
                .isEqualTo(Base64.getDecoder().decode("2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="));
    }

    /// The key pair of RFC 8463, appendix A.2; the signature is checked with the JDK over a canonical form made here.
    @Test
    void anEd25519SignatureIsOverTheHashOfTheFields() throws Exception {
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(
                join("302e020100300506032b657004220420", "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")));
        PublicKey known = factory.generatePublic(new X509EncodedKeySpec(
                join("302a300506032b6570032100", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")));
        Content content = Content.of(HEADER + "\r\nHello\r\n");
        List<SigningKey> both = List.of(
                new SigningKey(RSA.getPrivate(), "example.com", "sel"),
                new SigningKey(secret, "example.com", "brisbane"));
        String signed = text(DkimSigner.sign(content, both, NOW));
        String header = signed.substring(signed.lastIndexOf("DKIM-Signature:"), signed.indexOf("From: Ann"));
        int value = header.indexOf("\tb=") + 3;
        String canonical = "from:Ann <ann@example.com>\r\nsubject:hello\r\nto:bob@example.net\r\ndkim-signature:"
                + header.substring("DKIM-Signature:".length(), value)
                        .replaceAll("\\s+", " ")
                        .strip();
        assertThat(header).contains("a=ed25519-sha256;");

        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(known);
        signature.update(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(UTF_8)));
        assertThat(signature.verify(
                        Base64.getDecoder().decode(header.substring(value).replaceAll("\\s", ""))))
                .isTrue();
    }

    private static Content sign(Content content) throws Exception {
        return DkimSigner.sign(content, List.of(new SigningKey(RSA.getPrivate(), "example.com", "sel")), NOW);
    }

    private static void verify(Content content) throws Exception {
        String record = "v=DKIM1; k=rsa; p="
                + Base64.getEncoder().encodeToString(RSA.getPublic().getEncoded());
        DKIMVerifier verifier = new DKIMVerifier((methods, selector, domain) -> List.of(record));
        assertThat(verifier.verify(new ByteArrayInputStream(content.bytes()))).hasSize(1);
    }

    private static String text(Content content) {
        return new String(content.bytes(), ISO_8859_1);
    }

    private static byte[] join(String hex, String base64) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex(hex));
        bytes.writeBytes(Base64.getDecoder().decode(base64));
        return bytes.toByteArray();
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
