package org.posthorn.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.Hmac;

/// Gets objects of a service that speaks S3, by paths (`ENDPOINT/BUCKET/KEY`) and Signature Version 4. One request is
/// all that is needed of it, so no client library is.
final class ObjectStore {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String UNRESERVED = "-._~";
    private static final String SIGNED = "host;x-amz-content-sha256;x-amz-date";

    private final URI endpoint;
    private final Key key;
    private final InstantSource clock;
    private final SSLContext tls;

    /// What requests are signed with.
    record Key(String id, String secret) {
        /// Without the secret.
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    ObjectStore(URI endpoint, Key key, InstantSource clock, SSLContext tls) {
        this.endpoint = endpoint;
        this.key = key;
        this.clock = clock;
        this.tls = tls;
    }

    /// @throws IOException when it can't be had; the message is for the account
    InputStream get(String region, String bucket, List<String> path) throws IOException {
        // Some clients, and with them proxies, would take these for steps.
        if (path.contains(".") || path.contains("..")) {
            throw none(bucket, path);
        }
        StringBuilder resource = new StringBuilder(withoutSlash(endpoint.getRawPath()));
        resource.append('/').append(encode(bucket));
        path.forEach(part -> resource.append('/').append(encode(part)));
        URI url = URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + resource);
        HttpURLConnection connection = connection(url);
        signed(url, resource.toString(), region).forEach(connection::setRequestProperty);
        int status = status(connection);
        if (status == HttpURLConnection.HTTP_OK) {
            return connection.getInputStream();
        }
        connection.disconnect();
        throw status == HttpURLConnection.HTTP_NOT_FOUND
                ? none(bucket, path)
                : new IOException("The object store answered " + status + " for " + name(bucket, path) + ".");
    }

    private HttpURLConnection connection(URI url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(tls.getSocketFactory());
        }
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setUseCaches(false);
        // They would lead past the endpoint that the operator named.
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    private static int status(HttpURLConnection connection) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new IOException("The object store can't be reached.", e);
        }
    }

    private Map<String, String> signed(URI url, String path, String region) {
        Instant now = clock.instant();
        String at = SECOND.format(now);
        String scope = DAY.format(now) + "/" + region + "/s3/aws4_request";
        String noBody = sha256("");
        String canonical = "GET\n" + path + "\n\nhost:" + url.getRawAuthority() + "\nx-amz-content-sha256:" + noBody
                + "\nx-amz-date:" + at + "\n\n" + SIGNED + "\n" + noBody;
        byte[] signing = ("AWS4" + key.secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            signing = Hmac.sha256(signing, part.getBytes(StandardCharsets.UTF_8));
        }
        String text = "AWS4-HMAC-SHA256\n" + at + "\n" + scope + "\n" + sha256(canonical);
        String signature = HexFormat.of().formatHex(Hmac.sha256(signing, text.getBytes(StandardCharsets.UTF_8)));
        return Map.of(
                "x-amz-date",
                at,
                "x-amz-content-sha256",
                noBody,
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + key.id + "/" + scope + ", SignedHeaders=" + SIGNED + ", Signature="
                        + signature);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /// One part of a path, as S3 signs it: once.
    private static String encode(String part) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static FileNotFoundException none(String bucket, List<String> path) {
        return new FileNotFoundException("There is no object " + name(bucket, path) + ".");
    }

    private static String name(String bucket, List<String> path) {
        return "s3://" + bucket + "/" + String.join("/", path);
    }
}
