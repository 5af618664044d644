package org.posthorn.api.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.action.Actions;
import org.posthorn.api.action.Operation;
import org.posthorn.api.query.ErrorXml;
import org.posthorn.api.query.QueryParameters;
import org.posthorn.api.query.XmlEncoder;
import org.posthorn.api.v1.ErrorCode;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.send.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SES Query API: one request in, one XML answer out. The only place where errors become answers.
///
/// Checks go in SES's order: the signature is there, its key is known, it is right; then the action, the structure of
/// its request, and what the action itself checks.
///
/// Differs from SES: calls that send nothing are held to a pace by `api.control_rate` only, which is unlimited at
/// first, since the machine is the caller's own; with a rate of 1 it is as in SES.
public final class QueryEndpoint extends Handler.Abstract {
    static final String OVERLOADED = "Service is unavailable";

    private static final Logger LOG = LoggerFactory.getLogger(QueryEndpoint.class);
    private static final String VERSION = "2010-12-01";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Authentication authentication;
    private final Actions actions;
    private final CallRate rate;
    private final InstantSource clock;
    private final TrustedProxies proxies;
    private final Optional<BrowserGuard> guard;
    private final BodyReader bodies;
    private final Admission admission;
    private final Calls calls;
    private final EarlyAnswer early = new EarlyAnswer();

    /// @param guard where no signature keeps strangers away
    public QueryEndpoint(
            Authentication authentication,
            Actions actions,
            CallRate rate,
            InstantSource clock,
            ApiLimits limits,
            TrustedProxies proxies,
            Optional<BrowserGuard> guard,
            Calls calls) {
        this.authentication = authentication;
        this.actions = actions;
        this.rate = rate;
        this.clock = clock;
        this.proxies = proxies;
        this.guard = guard;
        this.calls = calls;
        this.bodies = new BodyReader(limits.bodyBytes(), limits.minBytesPerSecond(), limits.pace());
        this.admission = new Admission(limits);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String requestId = RequestId.of(request);
        early.write(answer(request, requestId), request, response, requestId, callback);
        return true;
    }

    private Answer answer(Request request, String requestId) {
        Calls.Call call = calls.begin(requestId);
        try {
            Answer answer = perform(request, requestId, call);
            call.done();
            return answer;
        } catch (SesException e) {
            return refusal(e, e.getMessage(), requestId, call);
        } catch (HttpRefusal e) {
            call.refused(e.code(), e.text());
            return new Answer(e.status(), ErrorXml.of(e.status(), e.code(), e.text(), requestId), true);
        } catch (IntakeRefusedException e) {
            return refusal(Admission.overloaded(), e.reason() + ": " + e.getMessage(), requestId, call);
        } catch (UncheckedIOException e) {
            LOG.warn("event=call_failed request_id={}", requestId, e);
            return refusal(Admission.overloaded(), "see event=call_failed", requestId, call);
        } catch (RuntimeException | Error e) {
            LOG.error("event=call_failed request_id={}", requestId, e);
            SesException failure = new SesException(
                    SesError.INTERNAL_FAILURE,
                    "The request processing has failed because of an unknown error, exception or failure.");
            return refusal(failure, "see event=call_failed", requestId, call);
        }
    }

    private Answer perform(Request request, String requestId, Calls.Call call) {
        TrustedProxies.Client client = proxies.client(request);
        call.from(client);
        guard.flatMap(browsers -> browsers.refusal(request)).ifPresent(text -> {
            throw new HttpRefusal(403, "AccessDenied", text);
        });
        checkMethod(request.getMethod());
        RequestHead head = head(request, client);
        call.says(head);
        bodies.checkAnnounced(request);
        Authentication.Claim claim = authentication.claim(head);
        try (Admission.Place place =
                claim.accountId().map(admission::known).orElseGet(() -> admission.unknown(client.share()))) {
            ApiRequest whole = new ApiRequest(head, bodies.read(request, place), place::take);
            call.read(whole);
            Caller caller = claim.verify(whole);
            call.by(caller);
            place.isOf(caller.tenant().accountId());
            QueryParameters parameters = whole.parameters();
            call.asks(parameters);
            Operation<?, ?> operation = operation(parameters);
            if (!operation.sends()) {
                Instant now = clock.instant();
                rate.take(caller.tenant().accountId(), now);
                caller.checkMay(operation.name(), now);
            }
            Optional<Record> result = operation.perform(parameters, caller);
            return new Answer(200, XmlEncoder.encode(operation.name(), result, requestId), false);
        }
    }

    private static void checkMethod(String method) {
        if (!method.equals("GET") && !method.equals("POST")) {
            throw new HttpRefusal(405, "MethodNotAllowed", "The Query API takes GET and POST.");
        }
    }

    private static RequestHead head(Request request, TrustedProxies.Client client) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.getValue() == null ? "" : field.getValue());
        }
        String query = Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
        return new RequestHead(
                request.getMethod(),
                query,
                headers,
                QueryParameters.parse(query),
                hasBody(request) && isForm(request),
                client.address(),
                client.secure());
    }

    private static boolean hasBody(Request request) {
        return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /// A body without a type is taken for a form; one of another type holds no parameters.
    private static boolean isForm(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type == null || type.strip().toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    private Operation<?, ?> operation(QueryParameters parameters) {
        String action = parameters
                .get("Action")
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new SesException(SesError.MISSING_ACTION, "Missing Action"));
        String version = parameters.get("Version").orElse(VERSION);
        return actions.find(action)
                .filter(operation -> version.equals(VERSION))
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_ACTION, "Could not find operation " + action + " for version " + version));
    }

    /// @param reason for the log
    private static Answer refusal(SesException error, String reason, String requestId, Calls.Call call) {
        ErrorCode code = ErrorCode.of(error.error());
        call.refused(code.code(), reason);
        int status = code.httpStatus();
        boolean close = status == 413 || status == 503;
        return new Answer(status, ErrorXml.of(error, requestId), close);
    }
}
