package org.posthorn.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs as AWS's clients do, written from their documentation and not from the code under test.
public record TestSigner(String keyId, String secret, Instant at, String region, String service) {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RFC_1123 = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    public TestSigner(String keyId, String secret, Instant at) {
        this(keyId, secret, at, "us-east-1", "ses");
    }

    public TestSigner withSecret(String other) {
        return new TestSigner(keyId, other, at, region, service);
    }

    public TestSigner withKey(String other) {
        return new TestSigner(other, secret, at, region, service);
    }

    public TestSigner at(Instant other) {
        return new TestSigner(keyId, secret, other, region, service);
    }

    public TestSigner scoped(String otherRegion, String otherService) {
        return new TestSigner(keyId, secret, at, otherRegion, otherService);
    }

    /// The headers of a form POST under Signature Version 4.
    public Map<String, String> sigV4(String form) {
        return sigV4(form, Map.of());
    }

    /// The headers of a request of a REST API.
    ///
    /// @param path as it is sent; it is signed encoded once more
    /// @param query canonical already
    public Map<String, String> rest(String method, String path, String query, String body) {
        return rest(method, path, query, body, Map.of());
    }

    /// With further headers, all of them signed. The names are in lower case.
    public Map<String, String> rest(String method, String path, String query, String body, Map<String, String> extra) {
        return sigV4(method + "\n" + encodedAgain(path) + "\n" + query, body, extra);
    }

    /// With further headers, all of them signed. The names are in lower case.
    public Map<String, String> sigV4(String form, Map<String, String> extra) {
        return sigV4("POST\n/\n", form, extra);
    }

    private Map<String, String> sigV4(String line, String form, Map<String, String> extra) {
        TreeMap<String, String> headers = new TreeMap<>(extra);
        headers.putIfAbsent("host", "127.0.0.1");
        headers.put("x-amz-date", BASIC.format(at));
        String names = String.join(";", headers.keySet());
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) ->
                lines.append(name).append(':').append(value.strip()).append('\n'));
        String payload = "UNSIGNED-PAYLOAD".equals(extra.get("x-amz-content-sha256")) ? "UNSIGNED-PAYLOAD" : hash(form);
        String canonical = line + "\n" + lines + "\n" + names + "\n" + payload;
        Map<String, String> signed = new LinkedHashMap<>(headers);
        signed.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + keyId + "/" + scope() + ", SignedHeaders=" + names + ", Signature="
                        + v4(canonical));
        return signed;
    }

    /// The query part of a presigned GET.
    public String presigned(String query, int expiresSeconds) {
        return presigned("GET", "/", query, expiresSeconds);
    }

    /// The query part of a presigned request.
    ///
    /// @param path as it is sent
    /// @param query maybe empty
    public String presigned(String method, String path, String query, int expiresSeconds) {
        String unsigned = (query.isEmpty() ? "" : query + "&") + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + (keyId + "/" + scope()).replace("/", "%2F") + "&X-Amz-Date=" + BASIC.format(at) + "&X-Amz-Expires="
                + expiresSeconds + "&X-Amz-SignedHeaders=host";
        List<String> sorted = Arrays.stream(unsigned.split("&"))
                .sorted(Comparator.comparing((String pair) -> pair.substring(0, pair.indexOf('=')))
                        .thenComparing(pair -> pair))
                .toList();
        String canonical = method + "\n" + encodedAgain(path) + "\n" + String.join("&", sorted)
                + "\nhost:127.0.0.1\n\nhost\n" + hash("");
        return unsigned + "&X-Amz-Signature=" + v4(canonical);
    }

    private static String encodedAgain(String path) {
        return path.replace("%", "%25").replace("@", "%40").replace("+", "%2B");
    }

    /// A query string or form under Signature Version 2.
    ///
    /// @param parameters encoded already, `Timestamp` or `Expires` included
    public String sigV2(String method, String host, String algorithm, String parameters) {
        String unsigned = parameters + "&AWSAccessKeyId=" + keyId + "&SignatureVersion=2&SignatureMethod=" + algorithm;
        TreeMap<String, String> sorted = new TreeMap<>();
        for (String pair : unsigned.split("&")) {
            sorted.put(pair.substring(0, pair.indexOf('=')), pair);
        }
        String toSign = method + "\n" + host + "\n/\n" + String.join("&", sorted.values());
        String signature = base64(mac(algorithm, bytes(secret), bytes(toSign)));
        return unsigned + "&Signature="
                + signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    }

    /// `X-Amzn-Authorization` of AWS3-HTTPS, with its date.
    public Map<String, String> aws3Https(String algorithm) {
        String date = RFC_1123.format(at);
        return Map.of(
                "Date",
                date,
                "X-Amzn-Authorization",
                "AWS3-HTTPS AWSAccessKeyId=" + keyId + ",Algorithm=" + algorithm + ",Signature="
                        + base64(mac(algorithm, bytes(secret), bytes(date))));
    }

    /// AWS3 over the named headers.
    ///
    /// @param queryLine the canonical query: all parameters sorted in the form of AWS's Java SDK, empty in boto's
    /// @param payload empty in the form of AWS's Java SDK, the form in boto's
    public Map<String, String> aws3(String host, String dateHeader, String queryLine, String payload) {
        String date = RFC_1123.format(at);
        TreeMap<String, String> signed = new TreeMap<>();
        signed.put("host", host);
        signed.put(dateHeader.toLowerCase(java.util.Locale.ROOT), date);
        StringBuilder lines = new StringBuilder();
        signed.forEach(
                (name, value) -> lines.append(name).append(':').append(value).append('\n'));
        String toSign = "POST\n/\n" + queryLine + "\n" + lines + "\n" + payload;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", host);
        headers.put(dateHeader, date);
        headers.put(
                "X-Amzn-Authorization",
                "AWS3 AWSAccessKeyId=" + keyId + ", Signature="
                        + base64(mac("HmacSHA256", bytes(secret), digest(bytes(toSign))))
                        + ", Algorithm=HmacSHA256, SignedHeaders=" + dateHeader + ";Host");
        return headers;
    }

    private String scope() {
        return BASIC.format(at).substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    }

    private String v4(String canonical) {
        byte[] key = bytes("AWS4" + secret);
        for (String part : scope().split("/")) {
            key = mac("HmacSHA256", key, bytes(part));
        }
        String toSign = "AWS4-HMAC-SHA256\n" + BASIC.format(at) + "\n" + scope() + "\n" + hash(canonical);
        return HexFormat.of().formatHex(mac("HmacSHA256", key, bytes(toSign)));
    }

    public static String hash(String text) {
        return HexFormat.of().formatHex(digest(bytes(text)));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
