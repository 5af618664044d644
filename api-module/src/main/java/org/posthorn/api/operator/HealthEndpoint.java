package org.posthorn.api.operator;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `GET /health/live` and `/health/ready`: 200 `{"status":"up"}`, or 503 with the reason.
public final class HealthEndpoint extends Handler.Abstract {
    private final Supplier<Optional<String>> trouble;

    /// One of the two paths.
    ///
    /// @param trouble why the process is not alive or not ready; empty when it is
    public HealthEndpoint(Supplier<Optional<String>> trouble) {
        this.trouble = trouble;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<String> reason = trouble.get();
        String status = reason.isEmpty() ? "up" : "down";
        return Json.answer(response, callback, reason.isEmpty() ? 200 : 503, new Health(status, reason.orElse("")));
    }

    private record Health(String status, String reason) {}
}
