package org.posthorn.api.pages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The pages behind the links in mail: one heading, no script, nothing from elsewhere, kept by no cache.
final class HtmlPage {
    private HtmlPage() {}

    /// @param content HTML
    static boolean answer(Response response, Callback callback, int status, String title, String content) {
        return answer(response, callback, status, title, content, Optional.empty());
    }

    /// @param formTarget an origin that the page's form may lead to, beside ours
    static boolean answer(
            Response response,
            Callback callback,
            int status,
            String title,
            String content,
            Optional<String> formTarget) {
        String page = """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1$s</title>
                <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}</style>
                </head>
                <body><h1>%1$s</h1>%2$s</body>
                </html>
                """.formatted(title, content);
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8")
                .put(HttpHeader.CONTENT_LENGTH, bytes.length)
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
                                + formTarget.map(origin -> " " + origin).orElse("") + "; frame-ancestors 'none'")
                .put("Referrer-Policy", "no-referrer")
                .put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
