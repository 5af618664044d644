package org.posthorn.api.v1;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.auth.ApiRequest;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.Calls;
import org.posthorn.api.call.Face;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.call.Operation;
import org.posthorn.api.codec.ErrorXml;
import org.posthorn.api.codec.QueryDecoder;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.codec.XmlEncoder;
import org.posthorn.api.http.Answer;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.EarlyAnswer;
import org.posthorn.api.http.HttpRefusal;
import org.posthorn.api.http.RequestId;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// The SES Query API: form parameters in, XML out.
@Singleton
public final class QueryEndpoint extends Handler.Abstract implements Face {
    private static final String VERSION = "2010-12-01";

    private final Calls calls;
    private final Actions actions;
    private final EarlyAnswer early = new EarlyAnswer();

    @Inject
    public QueryEndpoint(Calls calls, Actions actions) {
        this.calls = calls;
        this.actions = actions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String requestId = RequestId.of(request);
        early.write(calls.answer(request, requestId, this), request, response, requestId, callback);
        return true;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public int mostBytes(ApiLimits limits) {
        return limits.bodyBytes();
    }

    @Override
    public boolean readsForms() {
        return true;
    }

    @Override
    public String denial(Caller caller, String operation) {
        return "User `" + caller.userArn() + "' is not authorized to perform `ses:" + operation + "'";
    }

    @Override
    public void check(Request request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("POST")) {
            throw new HttpRefusal(405, "MethodNotAllowed", "The Query API takes GET and POST.");
        }
    }

    @Override
    public Optional<String> asked(ApiRequest request) {
        return request.parameters().get("Action").filter(name -> !name.isEmpty());
    }

    @Override
    public Operation<?, ?> operation(ApiRequest request) {
        String action = asked(request).orElseThrow(() -> new SesException(SesError.MISSING_ACTION, "Missing Action"));
        String version = request.parameters().get("Version").orElse(VERSION);
        return actions.find(action)
                .filter(operation -> version.equals(VERSION))
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_ACTION, "Could not find operation " + action + " for version " + version));
    }

    @Override
    public <Q extends Record> Q decode(ApiRequest request, Class<Q> type) {
        QueryParameters parameters = request.parameters();
        Q decoded = QueryDecoder.decode(parameters, type);
        parameters.forget();
        return decoded;
    }

    @Override
    public Answer answer(Operation<?, ?> operation, Record result, String requestId) {
        Optional<Record> output = result instanceof NoResult ? Optional.empty() : Optional.of(result);
        return new Answer(200, XmlEncoder.encode(operation.name(), output, requestId), false);
    }

    @Override
    public Answer refusal(SesException refused, String requestId) {
        ErrorCode known = ErrorCode.of(refused.error());
        int status = known.httpStatus();
        String text = refused.getMessage();
        String xml = refused.error() == SesError.INVALID_ACTION
                ? ErrorXml.ofFrontEnd(status, known.code(), text, requestId)
                : ErrorXml.of(status, known.code(), text, requestId);
        return new Answer(status, xml, status == 413 || status == 503);
    }

    @Override
    public Answer refusal(HttpRefusal refused, String requestId) {
        return new Answer(
                refused.status(), ErrorXml.of(refused.status(), refused.code(), refused.text(), requestId), true);
    }

    @Override
    public String code(SesError reason) {
        return ErrorCode.of(reason).code();
    }
}
