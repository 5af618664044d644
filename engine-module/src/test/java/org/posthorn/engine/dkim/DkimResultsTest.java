package org.posthorn.engine.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.dkim.DkimResult.Status;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.testing.TestDns;

/// What each fault of a signature or a key makes of it. The signatures are made here, by hand, so that they can be
/// wrong in one thing only.
class DkimResultsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final String HEADER =
            "From: a@signer.example\r\nTo: b@mail.test\r\nSubject: Hello\r\nContent-Type: text/plain\r\n";
    private static final String BODY = "Hello\r\n";
    private static final KeyPair RSA = pair("RSA", 2_048);
    private static final KeyPair SHORT = pair("RSA", 512);
    private static final KeyPair ED25519 = pair("Ed25519", 0);
    private static final String DEFAULT =
            "v=1; a=rsa-sha256; c=relaxed/relaxed; d=signer.example; s=s; h=from:to:subject;";

    private final TestDns dns = new TestDns().txt("s._domainkey.signer.example", key(RSA));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1; a=rsa-sha256; c=relaxed/relaxed; d=signer.example; s=s; h=from:to:subject; | PASS | ",
                "v=1; a=rsa-sha256; c=relaxed; d=signer.example; s=s; h=from; | PASS | ",
                "v=1; a=rsa-sha256; c=simple; d=signer.example; s=s; h=from; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; | PASS | ",
                "v=1; a=rsa-sha256; c=simple/relaxed; d=SIGNER.example; s=s; h=From : To; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from:from:to:to:x-none:x-none; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; q=dns/txt; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; q=x:dns/txt; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; i=joe@signer.example; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; i=@sub.signer.example; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; l=7; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; x=1800000000; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; t=1800080000; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; z=From:a; unknown=1; | PASS | ",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; l=6; | NEUTRAL | body signed in part",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; l=0; | NEUTRAL | body signed in part",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; l=8; | FAIL | body shorter than signed",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; l=x; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; x=1799999999; | FAIL | signature expired",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; t=5; x=4; | PERMERROR | over before it was made",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; t=1800090000; | NEUTRAL | signed in the future",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; t=soon; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha1; d=signer.example; s=s; h=from; | FAIL | rsa-sha1 proves nothing any more",
                "v=1; a=rsa-md5; d=signer.example; s=s; h=from; | PERMERROR | unknown algorithm",
                "v=1; a=ed25519-sha256; d=signer.example; s=s; h=from; | PERMERROR | key for another algorithm",
                "v=2; a=rsa-sha256; d=signer.example; s=s; h=from; | PERMERROR | signature syntax error",
                "a=rsa-sha256; d=signer.example; s=s; h=from; | PERMERROR | signature syntax error",
                "v=1; d=signer.example; s=s; h=from; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; s=s; h=from; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; h=from; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; s=s; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; d=signer.example; s=s; h=from; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; junk; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=example; s=s; h=from; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; s=s\\s; h=from; | PERMERROR | signature syntax error",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=to:subject; | PERMERROR | From field not signed",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; c=tight; | PERMERROR | unknown canonicalization or query method",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; q=http; | PERMERROR | unknown canonicalization or query method",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; i=@other.example; | PERMERROR | identity outside the domain",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; i=@notsigner.example; | PERMERROR | identity outside the domain",
                "v=1; a=rsa-sha256; d=signer.example; s=s; h=from; i=signer.example; | PERMERROR | identity outside the domain",
                "v=1; a=rsa-sha256; d=signer.example; s=none; h=from; | PERMERROR | no key for signature",
            })
    void aSignatureWithTheseTags(String tags, Status status, String reason) {
        assertResult(check(signed(tags, RSA)), status, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM1; k=rsa; p=% | PASS | ",
                "p=% | PASS | ",
                "v=DKIM1; h=sha256:sha1; s=email; t=s; n=note; p=% | PASS | ",
                "v=DKIM1; s=*; x=unknown; p=%; | PASS | ",
                "v=DKIM1; t=y; p=% | PASS | ",
                "v=DKIM1; p= | PERMERROR | key revoked",
                "v=DKIM1; k=rsa | PERMERROR | key syntax error",
                "v=DKIM2; p=% | PERMERROR | key syntax error",
                "v=DKIM1; p=AAAA | PERMERROR | key syntax error",
                "v=DKIM1; p=*** | PERMERROR | key syntax error",
                "v=DKIM1; p=%; p=% | PERMERROR | key syntax error",
                "nonsense | PERMERROR | key syntax error",
                "v=DKIM1; k=ed25519; p=% | PERMERROR | key for another algorithm",
                "v=DKIM1; h=sha1; p=% | PERMERROR | key for another hash algorithm",
                "v=DKIM1; s=tlsrpt; p=% | PERMERROR | key not for mail",
            })
    void aKeyWithTheseTags(String record, Status status, String reason) {
        dns.txt(
                "s._domainkey.signer.example",
                record.replace("%", base64(RSA.getPublic().getEncoded())));
        assertResult(check(signed(DEFAULT, RSA)), status, reason);
    }

    @Test
    void aKeyForTheVeryDomainIsNotForTheDomainsBelow() {
        dns.txt("s._domainkey.signer.example", "t=s; " + key(RSA));
        assertResult(
                check(signed(DEFAULT + " i=@sub.signer.example;", RSA)), Status.PERMERROR, "key not for subdomains");
    }

    @Test
    void theFailureOfAKeyInTestModeIsNoFailure() {
        dns.txt("s._domainkey.signer.example", "t=y:s; " + key(RSA));
        assertResult(
                check(signed(DEFAULT, RSA).replace("Subject: Hello", "Subject: Hallo")),
                Status.NEUTRAL,
                "key in test mode");
    }

    @Test
    void aShortKeyProvesNothing() {
        dns.txt("s._domainkey.signer.example", key(SHORT));
        assertResult(check(signed(DEFAULT, SHORT)), Status.FAIL, "key too short");
    }

    @Test
    void anEd25519KeyOfAnotherLengthIsNone() {
        dns.txt("s._domainkey.signer.example", "k=ed25519; p=" + base64(new byte[31]));
        assertResult(check(signed(DEFAULT.replace("rsa", "ed25519"), ED25519)), Status.PERMERROR, "key syntax error");
    }

    @Test
    void anRsaKeyMayBeInItsBareForm() {
        // X.509 has 24 bytes before it at this length.
        byte[] encoded = RSA.getPublic().getEncoded();
        dns.txt("s._domainkey.signer.example", "p=" + base64(Arrays.copyOfRange(encoded, 24, encoded.length)));
        assertResult(check(signed(DEFAULT, RSA)), Status.PASS, "");
    }

    @Test
    void oneOfSeveralKeysIsEnough() {
        dns.txt("s._domainkey.signer.example", "p=", key(pair("RSA", 1_024)), key(RSA));
        assertResult(check(signed(DEFAULT, RSA)), Status.PASS, "");
    }

    @Test
    void whatIsChangedIsTold() {
        String good = signed(DEFAULT, RSA);
        assertResult(
                check(good.replace("Hello\r\n", "Hello!\r\n").replace("Subject: Hello!", "Subject: Hello")),
                Status.FAIL,
                "body hash did not verify");
        assertResult(check(good.replace("Subject: Hello", "Subject: Hallo")), Status.FAIL, "signature did not verify");
        assertResult(check(good.replace("; b=", "; b=AAAA")), Status.FAIL, "signature did not verify");
        assertResult(check(good.replace("; b=", "; b=*")), Status.PERMERROR, "signature syntax error");
        assertResult(check(good.replace("bh=", "bh=_")), Status.PERMERROR, "signature syntax error");
    }

    @Test
    void afterOversigningNoFieldCanBeAdded() {
        String tags = DEFAULT.replace("h=from:to:subject", "h=from:from:to:subject");
        assertResult(check(signed(tags, RSA)), Status.PASS, "");
        assertResult(check("From: x@evil.example\r\n" + signed(tags, RSA)), Status.FAIL, "signature did not verify");
        assertResult(check("From: x@evil.example\r\n" + signed(DEFAULT, RSA)), Status.PASS, "");
    }

    @Test
    void dnsThatDoesNotAnswerIsNobodysFailure() {
        dns.fail("s._domainkey.signer.example");
        assertResult(check(signed(DEFAULT, RSA)), Status.TEMPERROR, "no answer about the key");
        assertResult(
                check(signed(DEFAULT, RSA).replace("Hello\r\n", "Hallo\r\n")), Status.FAIL, "body hash did not verify");
    }

    @Test
    void eachSignatureHasItsResultAndTenAreEnough() {
        String good = signed(DEFAULT, RSA);
        String field = good.substring(0, good.indexOf("From:"));
        List<DkimResult> results = check(field.replace("s=s;", "s=none;") + good);
        assertThat(results).extracting(DkimResult::status).containsExactly(Status.PERMERROR, Status.PASS);
        assertThat(check(field.repeat(50) + good)).hasSize(10).allMatch(DkimResult::isPass);
        assertThat(check(HEADER + "\r\n" + BODY)).isEmpty();
    }

    @Test
    void aHeaderWithoutEndIsNotChecked() {
        String good = signed(DEFAULT, RSA);
        assertResult(
                check(good.replace("To:", "X: y\r\n".repeat(100_000) + "To:")), Status.PERMERROR, "header too large");
        assertResult(
                check(good.replace("To:", "X: " + "y".repeat(1_000_000) + "\r\nTo:")),
                Status.PERMERROR,
                "header too large");
    }

    @Test
    void aFieldWithoutEndIsNotRead() {
        assertResult(
                check("DKIM-Signature: v=1; a=" + "x".repeat(100_000) + "\r\n" + HEADER + "\r\n" + BODY),
                Status.PERMERROR,
                "signature syntax error");
    }

    private static void assertResult(List<DkimResult> results, Status status, String reason) {
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.reason()).isEqualTo(reason == null ? "" : reason);
            assertThat(result.status()).isEqualTo(status);
        });
    }

    private List<DkimResult> check(String message) {
        DkimProof proof = new DkimProof(dns);
        return DkimClaim.of(Content.of(message), NOW).stream().map(proof::of).toList();
    }

    /// Signs what the tags say, whether it makes sense or not. All fields are in both forms alike.
    private static String signed(String tags, KeyPair pair) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String bodyHash = base64(sha256.digest(BODY.getBytes(StandardCharsets.US_ASCII)));
            boolean relaxed = tags.contains("c=relaxed");
            StringBuilder input = new StringBuilder();
            int from = tags.indexOf("h=") + 2;
            List<String> names = from < 2
                    ? List.of()
                    : List.of(tags.substring(from, tags.indexOf(';', from))
                            .replace(" ", "")
                            .split(":"));
            for (String name : names.stream().distinct().toList()) {
                HEADER.lines()
                        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                        .forEach(line ->
                                input.append(relaxed ? relaxed(line) : line).append("\r\n"));
            }
            String unsigned = "DKIM-Signature: " + tags + " bh=" + bodyHash + "; b=";
            input.append(relaxed ? relaxed(unsigned) : unsigned);
            boolean ed25519 = pair == ED25519;
            Signature signer = Signature.getInstance(ed25519 ? "Ed25519" : "SHA256withRSA");
            signer.initSign(pair.getPrivate());
            byte[] bytes = input.toString().getBytes(StandardCharsets.US_ASCII);
            signer.update(ed25519 ? sha256.digest(bytes) : bytes);
            return unsigned + base64(signer.sign()) + "\r\n" + HEADER + "\r\n" + BODY;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String relaxed(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, colon).toLowerCase(java.util.Locale.ROOT) + ":"
                + line.substring(colon + 1).strip();
    }

    private static String key(KeyPair pair) {
        return "p=" + base64(pair.getPublic().getEncoded());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
