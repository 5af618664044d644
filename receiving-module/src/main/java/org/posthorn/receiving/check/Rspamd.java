package org.posthorn.receiving.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.engine.mime.CleanText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks rspamd, by HTTP (rspamd's manual, "Rspamd protocol").
///
/// SES's verdicts are PASS for what is unlikely to be spam, FAIL for what is likely to be, and GRAY when there is no
/// certainty either way. Rspamd's actions, each from a score on, are `greylist` for what may be spam, `add header` and
/// `rewrite subject` for what probably is, and `reject` for what is:
///
/// | action | verdict |
/// |---|---|
/// | `no action` | PASS |
/// | `greylist`, `soft reject` | GRAY: a real server comes again, so it is no proof of anything |
/// | `add header`, `rewrite subject`, `quarantine`, `discard`, `reject` | FAIL |
/// | another, which the operator has made; a message that was skipped | GRAY |
final class Rspamd implements Scanners.Dialogue {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final long MOST_ANSWER_BYTES = 1 << 20;
    private static final int MOST_RECIPIENTS = 100;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final URI base;

    /// @param address found by its name at each scan
    Rspamd(InetSocketAddress address) {
        String host = address.getHostString();
        String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        this.base = URI.create("http://" + literal + ":" + address.getPort());
    }

    @Override
    public Verdict scan(ReceivedMail mail) throws IOException, InterruptedException {
        byte[] answer = answer(request(mail));
        try {
            return verdict(JsonMapper.shared().readTree(answer));
        } catch (JacksonException e) {
            throw new IOException("an answer that is no JSON", e);
        }
    }

    @Override
    public void ping() throws IOException, InterruptedException {
        byte[] answer = answer(HttpRequest.newBuilder(base.resolve("/ping")).build());
        if (!new String(answer, StandardCharsets.ISO_8859_1).startsWith("pong")) {
            throw new IOException("what answers is not rspamd");
        }
    }

    private byte[] answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_ANSWER_BYTES));
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode());
        }
        return answer.body();
    }

    private HttpRequest request(ReceivedMail mail) {
        SmtpClient client = mail.client();
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/checkv2"))
                .header("From", "<" + CleanText.of(mail.sender()) + ">")
                .header("IP", CleanText.of(client.ip()));
        mail.recipients().stream()
                .limit(MOST_RECIPIENTS)
                .forEach(recipient -> request.header("Rcpt", "<" + CleanText.of(recipient) + ">"));
        if (!client.helo().isBlank()) {
            request.header("Helo", CleanText.of(client.helo()));
        }
        client.tls().ifPresent(tls -> {
            int space = tls.indexOf(' ');
            request.header("TLS-Version", CleanText.of(space < 0 ? tls : tls.substring(0, space)));
            request.header("TLS-Cipher", CleanText.of(tls.substring(space + 1)));
        });
        return request.POST(
                        HttpRequest.BodyPublishers.ofByteArray(mail.content().bytes()))
                .build();
    }

    private static Verdict verdict(JsonNode answer) throws IOException {
        JsonNode action = answer.path("action");
        if (!action.isString()) {
            throw new IOException("an answer without an action");
        }
        if (answer.path("is_skipped").asBoolean(false)) {
            return Verdict.GRAY;
        }
        return switch (action.asString()) {
            case "no action" -> Verdict.PASS;
            case "add header", "rewrite subject", "quarantine", "discard", "reject" -> Verdict.FAIL;
            default -> Verdict.GRAY;
        };
    }
}
