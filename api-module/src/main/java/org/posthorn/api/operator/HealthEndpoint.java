package org.posthorn.api.operator;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `GET /health/live` and `/health/ready`: 200 `{"status":"up"}`, with a `warning` when somebody should look, or 503
/// with the reason.
public final class HealthEndpoint extends Handler.Abstract {
    private final Supplier<Optional<String>> trouble;
    private final Supplier<Optional<String>> warning;

    /// One of the two paths.
    ///
    /// @param trouble why the process is not alive or not ready; empty when it is
    public HealthEndpoint(Supplier<Optional<String>> trouble) {
        this(trouble, Optional::empty);
    }

    /// @param warning what does not make it unready; without names or replies, since anybody may ask
    public HealthEndpoint(Supplier<Optional<String>> trouble, Supplier<Optional<String>> warning) {
        this.trouble = trouble;
        this.warning = warning;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<String> reason = trouble.get();
        String status = reason.isEmpty() ? "up" : "down";
        Optional<String> look = reason.isEmpty() ? warning.get() : Optional.empty();
        Object health = look.isPresent() ? new Warning(status, "", look.get()) : new Health(status, reason.orElse(""));
        return Json.answer(response, callback, reason.isEmpty() ? 200 : 503, health);
    }

    private record Health(String status, String reason) {}

    private record Warning(String status, String reason, String warning) {}
}
