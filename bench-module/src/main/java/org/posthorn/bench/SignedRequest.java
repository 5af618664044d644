package org.posthorn.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One HTTP/1.1 request with a SigV4 signature, made once and sent many times: signing is the client's work, not what
/// is measured. The server checks every copy anew. Good for 15 minutes.
record SignedRequest(byte[] bytes) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    /// SendEmail of API v1.
    static SignedRequest form(String host, String accessKeyId, String secret, String body) {
        return post(host, accessKeyId, secret, "/", FORM, body);
    }

    /// SendEmail of API v2.
    static SignedRequest json(String host, String accessKeyId, String secret, String body) {
        return post(host, accessKeyId, secret, "/v2/email/outbound-emails", "application/json", body);
    }

    private static SignedRequest post(
            String host, String accessKeyId, String secret, String path, String type, String body) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
        fields(host, accessKeyId, secret, path, type, body)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return new SignedRequest((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
    }

    /// The fields of its head, in their order.
    static Map<String, String> fields(String host, String accessKeyId, String secret, String body) {
        return fields(host, accessKeyId, secret, "/", FORM, body);
    }

    private static Map<String, String> fields(
            String host, String accessKeyId, String secret, String path, String type, String body) {
        String time = TIME.format(Instant.now());
        String scope = time.substring(0, 8) + "/us-east-1/ses/aws4_request";
        String signedHeaders = "content-type;host;x-amz-date";
        String canonical = "POST\n" + path + "\n\ncontent-type:" + type + "\nhost:" + host + "\nx-amz-date:" + time
                + "\n\n" + signedHeaders + "\n" + sha256(body);
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical);
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String signature = HexFormat.of().formatHex(hmac(key, toSign));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Host", host);
        fields.put("Content-Type", type);
        fields.put("X-Amz-Date", time);
        fields.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKeyId + "/" + scope + ", SignedHeaders=" + signedHeaders
                        + ", Signature=" + signature);
        fields.put("Content-Length", "" + body.getBytes(StandardCharsets.UTF_8).length);
        return fields;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
