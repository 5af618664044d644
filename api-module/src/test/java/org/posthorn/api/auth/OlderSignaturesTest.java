package org.posthorn.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.engine.SesError.INCOMPLETE_SIGNATURE;
import static org.posthorn.engine.SesError.INVALID_CLIENT_TOKEN_ID;
import static org.posthorn.engine.SesError.INVALID_PARAMETER_COMBINATION;
import static org.posthorn.engine.SesError.MISSING_PARAMETER;
import static org.posthorn.engine.SesError.REQUEST_EXPIRED;
import static org.posthorn.engine.SesError.SIGNATURE_DOES_NOT_MATCH;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients older than version 4 sign with.
class OlderSignaturesTest extends SignatureFixture {
    @Nested
    class VersionTwo {
        private static final String TIMED = FORM + "&Timestamp=2026-11-24T12%3A00%3A00Z";

        @ParameterizedTest
        @ValueSource(strings = {"HmacSHA1", "HmacSHA256"})
        void aSignedUrlAndASignedFormAreTaken(String algorithm) {
            accepted(get(signer.sigV2("GET", "127.0.0.1", algorithm, TIMED)));
            accepted(post(Map.of(), signer.sigV2("POST", "127.0.0.1", algorithm, TIMED)));
        }

        @Test
        void theHostOfTheEndpointTellsTheRegion() {
            String form = signer.sigV2("POST", "email.eu-west-1.amazonaws.com", "HmacSHA256", TIMED);
            var caller = authenticate(post(Map.of("Host", "email.eu-west-1.amazonaws.com"), form));
            assertThat(caller.tenant().region()).isEqualTo("eu-west-1");
        }

        @Test
        void anExpiryTakesThePlaceOfTheTimestamp() {
            accepted(get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", FORM + "&Expires=2026-11-24T12%3A00%3A01Z")));
            refused(
                    get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", FORM + "&Expires=2026-11-24T11%3A59%3A59Z")),
                    REQUEST_EXPIRED,
                    "Request timestamp: 2026-11-24T11:59:59Z expired.  It must be within 900 secs/ of server time.");
        }

        @Test
        void anExpiryIsNoMoreThanSevenDaysAhead() {
            accepted(get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", FORM + "&Expires=2026-12-01T12%3A00%3A00Z")));
            refused(
                    get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", FORM + "&Expires=2026-12-01T12%3A00%3A01Z")),
                    INCOMPLETE_SIGNATURE,
                    "Expires must be at most 604800 seconds ahead: '2026-12-01T12:00:01Z'.");
        }

        @Test
        void oneOfTimestampAndExpiryIsNeeded() {
            refused(
                    get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", FORM)),
                    MISSING_PARAMETER,
                    "Either the parameter Timestamp or Expires is required.");
            refused(
                    get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", TIMED + "&Expires=2026-11-24T12%3A00%3A01Z")),
                    INVALID_PARAMETER_COMBINATION,
                    "The parameters Timestamp and Expires may not be used together.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-11-24T11%3A44%3A59Z", "2026-11-24T12%3A15%3A01Z"})
        void aTimestampFarOffIsRefused(String timestamp) {
            String query = FORM + "&Timestamp=" + timestamp;
            refusedStarting(
                    get(signer.sigV2("GET", "127.0.0.1", "HmacSHA256", query)), REQUEST_EXPIRED, "Request timestamp: ");
        }

        @Test
        void aWrongSecretAChangedRequestAndAnUnknownKeyAreRefused() {
            String good = signer.sigV2("GET", "127.0.0.1", "HmacSHA256", TIMED);
            refused(
                    get(signer.withSecret("wrong").sigV2("GET", "127.0.0.1", "HmacSHA256", TIMED)),
                    SIGNATURE_DOES_NOT_MATCH,
                    MISMATCH);
            refused(get(good + "&Source=a"), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            refused(post(Map.of(), good), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            refused(
                    get(signer.withKey("AKIAUNKNOWN").sigV2("GET", "127.0.0.1", "HmacSHA256", TIMED)),
                    INVALID_CLIENT_TOKEN_ID,
                    "The security token included in the request is invalid.");
        }

        @Test
        void malformedSignaturesAreRefused() {
            String good = signer.sigV2("GET", "127.0.0.1", "HmacSHA256", TIMED);
            refused(get(good.replace("SignatureVersion=2", "SignatureVersion=1")), INCOMPLETE_SIGNATURE, NONCONFORMING);
            refused(get(good.replace("=HmacSHA256", "=HmacMD5")), INCOMPLETE_SIGNATURE, NONCONFORMING);
            refused(get(TIMED + "&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"), INCOMPLETE_SIGNATURE, NONCONFORMING);
            refused(
                    get(good.replace("2026-11-24T12%3A00%3A00Z", "noon")),
                    INCOMPLETE_SIGNATURE,
                    "The timestamp must be in ISO 8601 format: 'noon'.");
        }
    }

    @Nested
    class VersionThree {
        private static final String HOST = "email.us-east-1.amazonaws.com";

        @Test
        void theKnownSignaturesAreRight() {
            // Computed independently of this code.
            assertThat(new TestSigner(KEY.accessKeyId(), SECRET, Instant.parse("2010-05-25T21:20:27Z"))
                            .aws3(HOST, "x-amz-date", FORM, "")
                            .get("X-Amzn-Authorization"))
                    .contains("Signature=3YJbk7m+UGYQjF43XV30iY6oesmOo82l7yfxCWiwV68=");
            Instant then = Instant.parse("2010-05-25T21:20:27Z");
            Aws3 aws3 = new Aws3(id -> Optional.of(KEY), () -> then);
            Map<String, String> headers = Map.of(
                    "Date",
                    "Tue, 25 May 2010 21:20:27 +0000",
                    "X-Amzn-Authorization",
                    "AWS3-HTTPS AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE,Algorithm=HMACSHA256,"
                            + "Signature=J5HIeWxbFKn57CUDXBn5WbSPcGJ7Dm57OO6cWRQFml0=");
            assertThat(aws3.read(overTls(post(headers, FORM)).head()).credential())
                    .isEqualTo(KEY);
        }

        @Test
        void bothFormsOfAws3AreTaken() {
            accepted(post(signer.aws3(HOST, "X-Amz-Date", FORM, ""), FORM));
            accepted(post(signer.aws3(HOST, "Date", FORM, ""), FORM));
            accepted(post(signer.aws3(HOST, "X-Amz-Date", "", FORM), FORM));
        }

        @ParameterizedTest
        @ValueSource(strings = {"HmacSHA1", "HmacSHA256"})
        void aDateSignedForHttpsIsTaken(String algorithm) {
            accepted(overTls(post(signer.aws3Https(algorithm), FORM)));
        }

        @Test
        void aDateSignedForHttpsIsNoSignatureWithoutTls() {
            refused(
                    post(signer.aws3Https("HmacSHA256"), FORM),
                    INVALID_CLIENT_TOKEN_ID,
                    "The security token included in the request is invalid.");
        }

        @Test
        void theDateThatWasSignedMustBeFresh() {
            Map<String, String> stale =
                    new HashMap<>(signer.at(NOW.minusSeconds(901)).aws3Https("HmacSHA256"));
            refused(
                    overTls(post(stale, FORM)),
                    REQUEST_EXPIRED,
                    "Request timestamp: Tue, 24 Nov 2026 11:44:59 GMT expired.  It must be within 900 secs/ of server"
                            + " time.");
            stale.put("X-Amz-Date", "Tue, 24 Nov 2026 12:00:00 GMT");
            refusedStarting(
                    overTls(post(stale, FORM)), REQUEST_EXPIRED, "Request timestamp: Tue, 24 Nov 2026 11:44:59");
            Map<String, String> plain =
                    new HashMap<>(signer.at(NOW.minusSeconds(901)).aws3(HOST, "Date", FORM, ""));
            plain.put("X-Amz-Date", "Tue, 24 Nov 2026 12:00:00 GMT");
            refusedStarting(post(plain, FORM), REQUEST_EXPIRED, "Request timestamp: Tue, 24 Nov 2026 11:44:59");
            refusedStarting(
                    post(signer.at(NOW.plusSeconds(901)).aws3(HOST, "Date", FORM, ""), FORM),
                    REQUEST_EXPIRED,
                    "Request timestamp: ");
        }

        @Test
        void aWrongSecretAndAChangedRequestAreRefused() {
            refused(
                    overTls(post(signer.withSecret("wrong").aws3Https("HmacSHA256"), FORM)),
                    SIGNATURE_DOES_NOT_MATCH,
                    MISMATCH);
            refused(
                    post(signer.withSecret("wrong").aws3(HOST, "Date", FORM, ""), FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    MISMATCH);
            refused(post(signer.aws3(HOST, "Date", FORM, ""), FORM + "&Source=a"), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            refused(post(signer.aws3(HOST, "Date", "", FORM), FORM + "&Source=a"), SIGNATURE_DOES_NOT_MATCH, MISMATCH);
            // boto's form signs no query, so a query must not slip in beside it.
            refused(
                    request("POST", "Source=a", signer.aws3(HOST, "Date", "", FORM), FORM),
                    SIGNATURE_DOES_NOT_MATCH,
                    MISMATCH);
        }

        @Test
        void anUnknownKeyIsRefused() {
            refused(
                    overTls(post(signer.withKey("AKIAUNKNOWN").aws3Https("HmacSHA256"), FORM)),
                    INVALID_CLIENT_TOKEN_ID,
                    "The security token included in the request is invalid.");
        }

        @Test
        void malformedHeadersAreRefused() {
            refused(
                    post(Map.of("X-Amzn-Authorization", "AWS3 nonsense"), FORM),
                    INCOMPLETE_SIGNATURE,
                    "'nonsense' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS3"
                            + " nonsense'.");
            refused(
                    post(Map.of("X-Amzn-Authorization", "AWS3 AWSAccessKeyId=a"), FORM),
                    INCOMPLETE_SIGNATURE,
                    NONCONFORMING);
            refused(
                    post(
                            Map.of(
                                    "X-Amzn-Authorization",
                                    "AWS5 AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE,Algorithm=HmacSHA256,Signature=a"),
                            FORM),
                    INCOMPLETE_SIGNATURE,
                    NONCONFORMING);
            Map<String, String> undated = new HashMap<>(signer.aws3Https("HmacSHA256"));
            undated.remove("Date");
            refused(overTls(post(undated, FORM)), INCOMPLETE_SIGNATURE, NONCONFORMING);
        }
    }
}
