package org.posthorn.smtp.tlspolicy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// Gets the text of a policy over HTTPS, from a server whose certificate holds for its name (RFC 8461 §3.3). Safe for
/// use by many threads.
public final class StsPolicyFetcher implements AutoCloseable {
    static final int MAX_BYTES = 64 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Function<String, URI> location;
    private final HttpClient client;

    /// @param location where a domain's policy is; [#wellKnown] but in tests
    /// @param trust the certificate authorities
    public StsPolicyFetcher(Function<String, URI> location, SSLContext trust) {
        this.location = location;
        this.client = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIMEOUT)
                .build();
    }

    /// `https://mta-sts.{domain}/.well-known/mta-sts.txt`.
    ///
    /// @param domain a host name
    public static URI wellKnown(String domain) {
        return URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt");
    }

    /// Takes 10 seconds at most.
    ///
    /// @throws IOException when there is no such text now: no connection, no good certificate, another status than 200,
    ///     another type than text/plain, or more than 64 KB
    String fetch(String domain) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(location.apply(domain)).build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        HttpResponse<byte[]> response;
        try {
            response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + TIMEOUT.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(true); // Ends the exchange if it still goes on.
        }
        if (response.statusCode() != 200) {
            throw new ProtocolException("HTTP status " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        int semicolon = type.indexOf(';');
        String media = semicolon < 0 ? type : type.substring(0, semicolon);
        if (!media.strip().equalsIgnoreCase("text/plain")) {
            throw new ProtocolException("not of type text/plain");
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
