package org.posthorn.api.capture;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.operator.Json;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Mail;
import tools.jackson.core.JsonGenerator;

/// `/_aws/ses`: the mail that was captured instead of delivered, in the shape that LocalStack's users know.
///
/// `GET` lists `{"messages": […]}`, all or those of `?id=` or `?email=` (the source); `DELETE` forgets one (`?id=`) or
/// all, and answers 204. Beside LocalStack's members each message has its bytes as `RawData`, whichever way it came.
public final class CapturedMail extends Handler.Abstract {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ISO_LOCAL_DATE_TIME.withZone(ZoneOffset.UTC);

    private final Supplier<List<Captured>> messages;
    private final Consumer<Optional<String>> forget;
    private final BrowserGuard guard;

    /// @param messages all that is kept, oldest first
    /// @param forget drops the message of an id, or all without one
    public CapturedMail(Supplier<List<Captured>> messages, Consumer<Optional<String>> forget, BrowserGuard guard) {
        this.messages = messages;
        this.forget = forget;
        this.guard = guard;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Optional<String> refusal = guard.refusal(request);
        if (refusal.isPresent()) {
            Json.error(response, callback, 403, refusal.get());
            return true;
        }
        Fields query = Request.extractQueryParameters(request);
        Optional<String> id = Optional.ofNullable(query.getValue("id"));
        switch (request.getMethod()) {
            case "GET" -> list(id, Optional.ofNullable(query.getValue("email")), response, callback);
            case "DELETE" -> {
                forget.accept(id);
                response.setStatus(204);
                callback.succeeded();
            }
            default -> Json.error(response, callback, 405, "GET lists captured messages, DELETE forgets them");
        }
        return true;
    }

    /// Writes one message after the other, so that no more than one is in memory as JSON.
    private void list(Optional<String> id, Optional<String> email, Response response, Callback callback)
            throws IOException {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        try (OutputStream out = Content.Sink.asOutputStream(response);
                JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("messages");
            for (Captured captured : messages.get()) {
                Mail mail = captured.mail();
                if (id.filter(wanted -> !wanted.equals(mail.id().toString())).isEmpty()
                        && email.filter(wanted -> !wanted.equals(mail.source())).isEmpty()) {
                    json.writePOJO(message(captured));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        callback.succeeded();
    }

    private static MessageJson message(Captured captured) {
        Mail mail = captured.mail();
        ReadableMail readable = ReadableMail.of(captured.content());
        List<String> bcc = new ArrayList<>(mail.envelope().recipients());
        bcc.removeAll(readable.bareRecipients());
        return new MessageJson(
                mail.id().toString(),
                mail.tenant().region(),
                TIMESTAMP.format(mail.acceptedAt().truncatedTo(ChronoUnit.SECONDS)),
                mail.source(),
                new DestinationJson(readable.to(), readable.cc(), bcc),
                readable.subject(),
                new BodyJson(
                        readable.text().map(CapturedMail::asGiven),
                        readable.html().map(CapturedMail::asGiven)),
                new String(captured.content().bytes(), StandardCharsets.UTF_8));
    }

    /// Lines end in CRLF on their way (RFC 5321 §2.3.8); callers give LF, as a rule.
    private static String asGiven(String text) {
        return text.replace("\r\n", "\n");
    }

    private record MessageJson(
            @JsonProperty("Id") String id,
            @JsonProperty("Region") String region,
            @JsonProperty("Timestamp") String timestamp,
            @JsonProperty("Source") String source,
            @JsonProperty("Destination") DestinationJson destination,
            @JsonProperty("Subject") Optional<String> subject,
            @JsonProperty("Body") BodyJson body,
            @JsonProperty("RawData") String rawData) {}

    private record DestinationJson(
            @JsonProperty("ToAddresses") List<String> to,
            @JsonProperty("CcAddresses") List<String> cc,
            @JsonProperty("BccAddresses") List<String> bcc) {}

    private record BodyJson(
            @JsonProperty("text_part") Optional<String> text,
            @JsonProperty("html_part") Optional<String> html) {}
}
