package org.posthorn.api.v2;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.posthorn.api.auth.ApiRequest;
import org.posthorn.api.call.Face;
import org.posthorn.api.call.Operation;
import org.posthorn.api.codec.JsonDialect;
import org.posthorn.api.codec.JsonMismatch;
import org.posthorn.api.codec.JsonWriter;
import org.posthorn.api.codec.RestReader;
import org.posthorn.api.http.Answer;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.HttpRefusal;
import org.posthorn.api.http.JsonError;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// One call of API v2, in the forms of restJson1. For one thread.
final class RestCall implements Face {
    private static final String JSON = "application/json";

    private final Routes routes;
    private Routes.@Nullable Match match;

    RestCall(Routes routes) {
        this.routes = routes;
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public int mostBytes(ApiLimits limits) {
        return limits.jsonBytes();
    }

    @Override
    public boolean readsForms() {
        return false;
    }

    /// What there is none of is told once it is known who asks.
    @Override
    public void check(Request request) {}

    @Override
    public Optional<String> asked(ApiRequest request) {
        match = routes.find(request.head().method(), request.head().path()).orElse(null);
        return Optional.ofNullable(match).map(found -> found.operation().name());
    }

    @Override
    public Operation<?, ?> operation(ApiRequest request) {
        return found().operation();
    }

    private Routes.Match found() {
        if (match == null) {
            throw new SesException(SesError.INVALID_ACTION, "");
        }
        return match;
    }

    @Override
    public <Q extends Record> Q decode(ApiRequest request, Class<Q> type) {
        try {
            boolean bodyless = request.head().method().equals("GET");
            Q decoded = RestReader.read(type, found().labels(), request.head().query(), bodyless, request.body());
            request.body().clear();
            return decoded;
        } catch (JsonMismatch e) {
            throw new SesException(SesError.MALFORMED_INPUT, e.text() == null ? "" : e.text());
        }
    }

    /// IAM's words for operations that send nothing.
    @Override
    public String denial(Caller caller, String operation) {
        return "User: " + caller.userArn() + " is not authorized to perform: ses:" + operation
                + " on resource: * because no identity-based policy allows the ses:" + operation + " action";
    }

    @Override
    public Answer answer(Operation<?, ?> operation, Record result, String requestId) {
        return new Answer(200, json(result), JSON, Map.of(), false);
    }

    @Override
    public Answer refusal(SesException refused, String requestId) {
        ErrorType type = ErrorType.of(refused.error());
        String text = switch (refused.error()) {
            case MISSING_AUTHENTICATION_TOKEN -> "Missing Authentication Token";
            case INTERNAL_FAILURE -> "An internal failure has occurred.";
            default -> refused.getMessage();
        };
        boolean close = type.httpStatus() == 413 || type.httpStatus() == 503;
        return switch (refused.error()) {
            case NO_TAG_KEYS -> JsonError.withBody(type.httpStatus(), type.name(), "", close);
            case TENANT_NOT_ASSOCIATED -> JsonError.capital(type.httpStatus(), type.name(), text, close);
            default -> JsonError.of(type.httpStatus(), type.name(), text, close);
        };
    }

    @Override
    public Answer refusal(HttpRefusal refused, String requestId) {
        return JsonError.of(refused.status(), refused.code(), refused.text(), true);
    }

    @Override
    public String code(SesError reason) {
        return ErrorType.of(reason).name();
    }

    private static String json(Record body) {
        return new String(JsonWriter.write(body, JsonDialect.SES), StandardCharsets.UTF_8);
    }
}
