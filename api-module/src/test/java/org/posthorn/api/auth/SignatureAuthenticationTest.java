package org.posthorn.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.posthorn.engine.SesError.INCOMPLETE_SIGNATURE;
import static org.posthorn.engine.SesError.INVALID_CLIENT_TOKEN_ID;
import static org.posthorn.engine.SesError.MISSING_AUTHENTICATION_TOKEN;
import static org.posthorn.engine.SesError.REQUEST_EXPIRED;
import static org.posthorn.engine.SesError.SIGNATURE_DOES_NOT_MATCH;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;

class SignatureAuthenticationTest extends SignatureFixture {
    @Test
    void aRequestWithoutASignatureIsRefused() {
        refused(post(Map.of(), FORM), MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
    }

    @Nested
    class VersionFour {
        @ParameterizedTest
        @ValueSource(strings = {"ses", "email"})
        void aSignedFormTellsAccountAndRegion(String service) {
            var caller = authenticate(post(signer.scoped("eu-west-1", service).sigV4(FORM), FORM));
            assertThat(caller.tenant()).isEqualTo(new Tenant("123456789012", "eu-west-1"));
            assertThat(caller.userArn()).isEqualTo("arn:aws:iam::123456789012:user/AKIAIOSFODNN7EXAMPLE");
            assertThat(caller.sourceIp()).contains("192.0.2.1");
        }

        @Test
        void anExampleOfTheDocumentationOfAwsHasTheKnownSignature() {
            // AWS General Reference, "Examples of the complete Signature Version 4 signing process" (IAM, ListUsers).
            String query = "Action=ListUsers&Version=2010-05-08";
            Credential example =
                    new Credential("AKIDEXAMPLE", "123456789012", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
            Map<String, List<String>> headers = Map.of(
                    "content-type", List.of("application/x-www-form-urlencoded; charset=utf-8"),
                    "host", List.of("iam.amazonaws.com"),
                    "x-amz-date", List.of("20150830T123600Z"),
                    "authorization",
                            List.of("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                                    + " SignedHeaders=content-type;host;x-amz-date,"
                                    + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
            SignatureAuthentication then = new SignatureAuthentication(
                    id -> Optional.of(example),
                    RegionRule.ANY,
                    () -> Instant.parse("2015-08-30T12:36:00Z"),
                    URI.create("https://ses.example.com:8443/"));
            RequestHead head = new RequestHead(
                    "GET", "/", query, headers, QueryParameters.parse(query), false, Optional.empty(), false);
            // Another service's signature: right in itself, so only the scope is complained of.
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> then.claim(head))
                    .withMessage("Credential should be scoped to correct service: 'ses'. ");
            SigV4Claim claim = SigV4Claim.read(head);
            assertThat(SigV4.signature(head, TestSigner.hash(""), claim, SECRET))
                    .isEqualTo(claim.signature());
        }

        @Test
        void anUnsignedPayloadIsTakenWhenItsHeaderIsSigned() {
            Map<String, String> headers = signer.sigV4("anything", Map.of("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
            assertThat(authenticate(post(headers, FORM)).accessKeyId()).isEqualTo(KEY.accessKeyId());
        }

        @Test
        void anUnsignedPayloadIsNotTakenWhenItsHeaderIsNotSigned() {
            Map<String, String> headers = new HashMap<>(signer.sigV4("Action=Other"));
            headers.put("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
            refusedStarting(post(headers, FORM), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
        }

        @Test
        void aSignedHashOfThePayloadIsAHeaderLikeAnyOther() {
            Map<String, String> right = signer.sigV4(FORM, Map.of("x-amz-content-sha256", TestSigner.hash(FORM)));
            assertThat(authenticate(post(right, FORM)).accessKeyId()).isEqualTo(KEY.accessKeyId());
            Map<String, String> other =
                    signer.sigV4("Action=Other", Map.of("x-amz-content-sha256", TestSigner.hash("Action=Other")));
            refusedStarting(post(other, FORM), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
        }

        @Test
        void aWrongSignatureIsRefusedBeforeTheBodyWhenTheHeadersSignIt() {
            Map<String, String> hashed = Map.of("x-amz-content-sha256", TestSigner.hash(FORM));
            RequestHead wrong =
                    post(signer.withSecret("wrong").sigV4(FORM, hashed), FORM).head();
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> authentication.claim(wrong))
                    .withMessageStartingWith(MISMATCH + "\n\nThe Canonical String for this request")
                    .withMessageContaining(TestSigner.hash(FORM));
            RequestHead right = post(signer.sigV4(FORM, hashed), FORM).head();
            assertThat(authentication.claim(right).accountId()).contains("123456789012");
        }

        @Test
        void keyScopeAndDateAreCheckedBeforeTheBody() {
            RequestHead known = post(signer.sigV4("unseen"), FORM).head();
            assertThat(authentication.claim(known).accountId()).contains("123456789012");
            RequestHead stranger =
                    post(signer.withKey("AKIAUNKNOWN").sigV4(FORM), FORM).head();
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> authentication.claim(stranger))
                    .withMessage("The security token included in the request is invalid.");
            RequestHead old =
                    post(signer.at(NOW.minusSeconds(901)).sigV4(FORM), FORM).head();
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> authentication.claim(old))
                    .withMessageStartingWith("Signature expired: ");
            assertThat(authentication.claim(post(Map.of(), FORM).head()).accountId())
                    .isEmpty();
        }

        @Test
        void aWrongSecretIsToldWhatShouldHaveBeenSigned() {
            Map<String, String> headers = signer.withSecret("wrong").sigV4(FORM);
            refused(
                    post(headers, FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    MISMATCH + "\n\nThe Canonical String for this request should have been\n'POST\n/\n\n"
                            + "host:127.0.0.1\nx-amz-date:20261124T120000Z\n\nhost;x-amz-date\n"
                            + TestSigner.hash(FORM)
                            + "'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261124T120000Z\n"
                            + "20261124/us-east-1/ses/aws4_request\n"
                            + TestSigner.hash("POST\n/\n\nhost:127.0.0.1\nx-amz-date:20261124T120000Z\n\n"
                                    + "host;x-amz-date\n" + TestSigner.hash(FORM))
                            + "'\n");
        }

        @ParameterizedTest
        @CsvSource({
            "ses.example.com:8443, 127.0.0.1:8465, ''",
            "ses.example.com, 10.0.0.1, ''",
            "mail.test:8443, mail.test, ''",
            "mail.test, mail.test:8443, ''",
            "'[::1]', '[::1]:8443', ''",
            "smtp.other.test:99, 10.0.0.1, 'smtp.other.test:99, proxy'",
        })
        void aProxyThatChangesTheHostIsNamed(String signed, String came, String forwarded) {
            Map<String, String> headers = new HashMap<>(signer.sigV4(FORM, Map.of("host", signed)));
            headers.put("host", came);
            if (!forwarded.isEmpty()) {
                headers.put("x-forwarded-host", forwarded);
            }
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> authenticate(post(headers, FORM)))
                    .withMessageStartingWith(
                            MISMATCH + "\n\nThe Canonical String for this request should have been\n'POST")
                    .withMessageEndingWith(
                            "'\n\nThe signature is right for the host '" + signed
                                    + "', but the request came for '" + came
                                    + "': a proxy in front of Posthorn has to pass the Host header on as the client sent it.\n");
        }

        @Test
        void aChangedBodyQueryOrHeaderIsRefused() {
            refusedStarting(post(signer.sigV4(FORM), FORM + "&Source=a"), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            Map<String, String> headers = new HashMap<>(signer.sigV4(FORM));
            headers.put("host", "other");
            refusedStarting(post(headers, FORM), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            refusedStarting(request("POST", "Source=a", signer.sigV4(FORM), FORM), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
        }

        @Test
        void anUnknownKeyIsRefused() {
            refused(
                    post(signer.withKey("AKIAUNKNOWN").sigV4(FORM), FORM),
                    INVALID_CLIENT_TOKEN_ID,
                    "The security token included in the request is invalid.");
        }

        @Test
        void fifteenMinutesAreTheLimitInBothDirections() {
            Duration quarter = Duration.ofMinutes(15);
            accepted(post(signer.at(NOW.minus(quarter)).sigV4(FORM), FORM));
            accepted(post(signer.at(NOW.plus(quarter)).sigV4(FORM), FORM));
            refused(
                    post(signer.at(NOW.minus(quarter).minusSeconds(1)).sigV4(FORM), FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    "Signature expired: 20261124T114459Z is now earlier than 20261124T114500Z (20261124T120000Z - 15"
                            + " min.)");
            refused(
                    post(signer.at(NOW.plus(quarter).plusSeconds(1)).sigV4(FORM), FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    "Signature not yet current: 20261124T121501Z is still later than 20261124T121500Z"
                            + " (20261124T120000Z + 15 min.)");
        }

        @Test
        void theScopeMustFit() {
            refused(
                    post(signer.scoped("us-east-1", "s3").sigV4(FORM), FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    "Credential should be scoped to correct service: 'ses'. ");
            refused(
                    post(signer.scoped("US EAST", "ses").sigV4(FORM), FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    "Credential should be scoped to a valid region. ");
            Map<String, String> headers = new HashMap<>(signer.sigV4(FORM));
            headers.compute("Authorization", (name, value) -> value.replace("/20261124/", "/20261123/"));
            refused(
                    post(headers, FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
                            + " '20261123' != '20261124', from '20261124T120000Z'. ");
        }

        @Test
        void onlyTheConfiguredRegionsAreServed() {
            SignatureAuthentication one = new SignatureAuthentication(
                    id -> Optional.of(KEY),
                    new RegionRule(Set.of("eu-west-1"), "eu-west-1"),
                    () -> NOW,
                    URI.create("https://ses.example.com:8443/"));
            assertThat(authenticate(one, post(signer.scoped("eu-west-1", "ses").sigV4(FORM), FORM))
                            .tenant()
                            .region())
                    .isEqualTo("eu-west-1");
            assertThatExceptionOfType(SesException.class)
                    .isThrownBy(() -> authenticate(one, post(signer.sigV4(FORM), FORM)))
                    .withMessage("Credential should be scoped to a valid region. ");
        }

        @Test
        void whatIsMissingOfTheHeaderIsListed() {
            refused(
                    post(Map.of("Authorization", "AWS4-HMAC-SHA256"), FORM),
                    INCOMPLETE_SIGNATURE,
                    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature'"
                            + " parameter. Authorization header requires 'SignedHeaders' parameter. Authorization"
                            + " header requires existence of either a 'X-Amz-Date' or a 'Date' header."
                            + " Authorization=AWS4-HMAC-SHA256");
            refused(
                    post(
                            Map.of("Authorization", "AWS4-HMAC-SHA256 Credential", "X-Amz-Date", "20261124T120000Z"),
                            FORM),
                    INCOMPLETE_SIGNATURE,
                    "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header:"
                            + " 'AWS4-HMAC-SHA256 Credential'.");
            refused(
                    post(
                            Map.of(
                                    "Authorization",
                                    "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0",
                                    "X-Amz-Date",
                                    "20261124T120000Z"),
                            FORM),
                    INCOMPLETE_SIGNATURE,
                    "Credential must have exactly 5 slash-delimited elements, e.g."
                            + " keyid/date/region/service/term, got 'a/b'");
            refused(
                    post(
                            Map.of(
                                    "Authorization",
                                    "AWS4-HMAC-SHA256 Credential=a/20261124/us-east-1/ses/aws4_request,"
                                            + " SignedHeaders=host, Signature=0",
                                    "X-Amz-Date",
                                    "yesterday"),
                            FORM),
                    INCOMPLETE_SIGNATURE,
                    "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See"
                            + " http://en.wikipedia.org/wiki/ISO_8601");
        }
    }

    @Nested
    class VersionFourPresigned {
        @Test
        void aUrlIsGoodUntilItExpires() {
            accepted(get(signer.at(NOW.minusSeconds(3600)).presigned(FORM, 3600)));
            refused(
                    get(signer.at(NOW.minusSeconds(3601)).presigned(FORM, 3600)),
                    REQUEST_EXPIRED,
                    "Request timestamp: 20261124T105959Z expired.  It must be within 900 secs/ of server time.");
        }

        @Test
        void aChangedUrlIsRefused() {
            refusedStarting(get(signer.presigned(FORM, 60) + "&Source=a"), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            refusedStarting(
                    get(signer.presigned(FORM, 60).replace("X-Amz-Expires=60", "X-Amz-Expires=600")),
                    SIGNATURE_DOES_NOT_MATCH,
                    MISMATCH);
        }

        @Test
        void aWrongSecretAFutureDateAndAnUnknownKeyAreRefused() {
            refusedStarting(get(signer.withSecret("wrong").presigned(FORM, 60)), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            refusedStarting(
                    get(signer.at(NOW.plusSeconds(901)).presigned(FORM, 60)),
                    SIGNATURE_DOES_NOT_MATCH,
                    "Signature not yet current: ");
            refusedStarting(
                    get(signer.withKey("AKIAUNKNOWN").presigned(FORM, 60)),
                    INVALID_CLIENT_TOKEN_ID,
                    "The security token included in the request is invalid.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "604801", "-5", "soon"})
        void aLifetimeOutsideOfItsRangeIsRefused(String lifetime) {
            String url = signer.presigned(FORM, 60).replace("X-Amz-Expires=60", "X-Amz-Expires=" + lifetime);
            refusedStarting(get(url), INCOMPLETE_SIGNATURE, "X-Amz-Expires ");
        }

        @Test
        void missingPartsAreListed() {
            refused(
                    get(FORM + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261124T120000Z"),
                    INCOMPLETE_SIGNATURE,
                    "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must"
                            + " include 'X-Amz-Signature'. AWS query-string parameters must include"
                            + " 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.");
        }
    }
}
