package org.posthorn.api.http;

import static org.posthorn.api.http.Refusal.BAD_TOKEN;
import static org.posthorn.api.http.Refusal.MISMATCH;
import static org.posthorn.api.http.Refusal.NONCONFORMING;
import static org.posthorn.api.http.Refusal.QUOTA;
import static org.posthorn.api.http.Refusal.headers;
import static org.posthorn.api.http.Refusal.raw;
import static org.posthorn.api.http.Refusal.signed;
import static org.posthorn.api.http.Refusal.url;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Requests that nobody has signed, or not as they should.
class BadSignaturesTest extends RefusalTable {
    static Stream<Refusal> rows() {
        return Stream.of(authorization(), version4(), aws3(), inTheUrl()).flatMap(rows -> rows);
    }

    private static Stream<Refusal> authorization() {
        return Stream.of(
                raw(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                        403,
                        "MissingAuthenticationToken",
                        "Request is missing" + " Authentication Token"),
                headers(Map.of(), 403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
                headers(
                        Map.of("Authorization", "Basic dXNlcjpwYXNz"),
                        400,
                        "IncompleteSignature",
                        "Authorization header requires 'Credential' parameter. Authorization header requires"
                                + " 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter."
                                + " Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
                                + " header. Authorization=Basic dXNlcjpwYXNz"),
                headers(
                        Map.of("Authorization", "AWS4-HMAC-SHA256 x", "X-Amz-Date", "20261124T120000Z"),
                        400,
                        "IncompleteSignature",
                        "'x' not a valid key=value pair (missing equal-sign) in Authorization header:"
                                + " 'AWS4-HMAC-SHA256 x'."),
                headers(
                        Map.of(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=a, Signature=b",
                                "X-Amz-Date",
                                "20261124T120000Z"),
                        400,
                        "IncompleteSignature",
                        "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256"
                                + " Credential=a, Signature=b"));
    }

    private static Stream<Refusal> version4() {
        return Stream.of(
                signed(
                        "unknown key",
                        s -> s.signer().withKey("AKIANOBODY").sigV4(QUOTA),
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "scope of another service",
                        s -> s.signer().scoped("us-east-1", "sqs").sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Credential should be scoped to correct service: 'ses'. "),
                signed(
                        "no region",
                        s -> s.signer().scoped("", "ses").sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Credential should be scoped to a valid region. "),
                signed(
                        "stale",
                        s -> s.signer()
                                .at(s.engine().clock().instant().minusSeconds(1000))
                                .sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Signature expired: 20261124T114320Z is now earlier than 20261124T114500Z (20261124T120000Z -"
                                + " 15 min.)"),
                signed(
                        "future",
                        s -> s.signer()
                                .at(s.engine().clock().instant().plusSeconds(1000))
                                .sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Signature not yet current: 20261124T121640Z is still later than 20261124T121500Z"
                                + " (20261124T120000Z + 15 min.)"));
    }

    private static Stream<Refusal> aws3() {
        return Stream.of(
                signed(
                        "AWS3-HTTPS without TLS",
                        s -> s.signer().aws3Https("HmacSHA256"),
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "AWS3-HTTPS without TLS, by a proxy that nobody named",
                        s -> {
                            Map<String, String> headers =
                                    new HashMap<>(s.signer().aws3Https("HmacSHA256"));
                            headers.put("X-Forwarded-Proto", "https");
                            headers.put("X-Forwarded-For", "127.0.0.9");
                            return headers;
                        },
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "AWS3-HTTPS, unknown key",
                        s -> s.signer().withKey("AKIANOBODY").aws3Https("HmacSHA256"),
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "AWS3, wrong secret",
                        s -> s.signer().withSecret("wrong").aws3("127.0.0.1", "Date", QUOTA, ""),
                        403,
                        "SignatureDoesNotMatch",
                        MISMATCH),
                signed(
                        "AWS3, stale",
                        s -> s.signer()
                                .at(s.engine().clock().instant().minusSeconds(1000))
                                .aws3("127.0.0.1", "Date", QUOTA, ""),
                        400,
                        "RequestExpired",
                        "Request timestamp: Tue, 24 Nov 2026 11:43:20 GMT expired.  It must be within 900 secs/ of"
                                + " server time."),
                headers(
                        Map.of("X-Amzn-Authorization", "AWS3 AWSAccessKeyId"),
                        400,
                        "IncompleteSignature",
                        "'AWSAccessKeyId' not a valid key=value pair (missing equal-sign) in Authorization header:"
                                + " 'AWS3 AWSAccessKeyId'."),
                headers(
                        Map.of("X-Amzn-Authorization", "AWS3 AWSAccessKeyId=a"),
                        400,
                        "IncompleteSignature",
                        NONCONFORMING));
    }

    private static Stream<Refusal> inTheUrl() {
        return Stream.of(
                url("?AWSAccessKeyId=a&" + QUOTA, 400, "IncompleteSignature", NONCONFORMING),
                url(
                        "?AWSAccessKeyId=a&Signature=b&SignatureMethod=HmacMD5&SignatureVersion=2",
                        400,
                        "IncompleteSignature",
                        NONCONFORMING),
                url(
                        "?AWSAccessKeyId=a&Signature=b&SignatureMethod=HmacSHA256&SignatureVersion=2",
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                url(
                        "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=b&SignatureMethod=HmacSHA256&SignatureVersion=2",
                        400,
                        "MissingParameter",
                        "Either the parameter Timestamp or Expires is required."),
                url(
                        "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=b&SignatureMethod=HmacSHA256"
                                + "&SignatureVersion=2&Timestamp=2026-11-24T12%3A00%3A00Z",
                        403, "SignatureDoesNotMatch", MISMATCH),
                url(
                        "?X-Amz-Signature=a",
                        400,
                        "IncompleteSignature",
                        "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must"
                                + " include 'X-Amz-Credential'. AWS query-string parameters must include"
                                + " 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'."
                                + " Re-examine the query-string parameters."));
    }
}
