package org.posthorn.api.operator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.verification.CustomVerification;

/// `GET /verify?token=…`: the page behind the link of a verification mail, or the way to the pages that an account has
/// for it.
public final class VerificationLink extends Handler.Abstract {
    private static final int LONGEST_TOKEN = 4096;

    private final Function<String, CustomVerification.Result> confirm;

    /// @param confirm redeems a token ([CustomVerification#confirm])
    public VerificationLink(Function<String, CustomVerification.Result> confirm) {
        this.confirm = confirm;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        CustomVerification.Result result = token(request)
                .map(confirm)
                .orElseGet(() -> new CustomVerification.Result(Optional.empty(), Optional.empty()));
        if (result.redirect().isPresent()) {
            response.setStatus(302);
            response.getHeaders()
                    .put(HttpHeader.LOCATION, result.redirect().get().toASCIIString())
                    .put(HttpHeader.CACHE_CONTROL, "no-store")
                    .put("Referrer-Policy", "no-referrer");
            response.write(true, ByteBuffer.allocate(0), callback);
            return true;
        }
        Optional<Identity> confirmed = result.verified();
        String text = confirmed
                .map(identity -> page("Address verified", escape(identity.name()) + " may now be used to send mail."))
                .orElseGet(() -> page(
                        "This link does not work",
                        "It is older than 24 hours, or was not copied whole. Ask for a new one."));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(confirmed.isPresent() ? 200 : 400);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8")
                .put(HttpHeader.CONTENT_LENGTH, bytes.length)
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
                .put("Referrer-Policy", "no-referrer")
                .put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }

    private static Optional<String> token(Request request) {
        Fields query = Request.extractQueryParameters(request);
        return Optional.ofNullable(query.getValue("token")).filter(token -> token.length() <= LONGEST_TOKEN);
    }

    private static String page(String title, String text) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1$s</title>
                <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}</style>
                </head>
                <body><h1>%1$s</h1><p>%2$s</p></body>
                </html>
                """.formatted(title, text);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
