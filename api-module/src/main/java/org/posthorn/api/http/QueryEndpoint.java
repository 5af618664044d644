package org.posthorn.api.http;

import org.posthorn.api.v1.ErrorCode;
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
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.action.Actions;
import org.posthorn.api.action.Operation;
import org.posthorn.api.query.ErrorXml;
import org.posthorn.api.query.QueryParameters;
import org.posthorn.api.query.XmlEncoder;
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

    /// Clients that are listened to behind their answer; for more, the connection is closed at once.
    private static final int LINGERING = 256;

    private final Authentication authentication;
    private final Actions actions;
    private final CallRate rate;
    private final InstantSource clock;
    private final TrustedProxies proxies;
    private final Optional<BrowserGuard> guard;
    private final BodyReader bodies;
    private final Admission admission;
    private final Semaphore lingering = new Semaphore(LINGERING);

    /// @param guard where no signature keeps strangers away
    public QueryEndpoint(
            Authentication authentication,
            Actions actions,
            CallRate rate,
            InstantSource clock,
            ApiLimits limits,
            TrustedProxies proxies,
            Optional<BrowserGuard> guard) {
        this.authentication = authentication;
        this.actions = actions;
        this.rate = rate;
        this.clock = clock;
        this.proxies = proxies;
        this.guard = guard;
        this.bodies = new BodyReader(limits.bodyBytes(), limits.minBytesPerSecond(), limits.pace());
        this.admission = new Admission(limits);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String requestId = RequestId.of(request);
        Answer answer = answer(request, requestId);
        if (BodyReader.isRead(request) || request.getHeaders().contains(HttpHeader.EXPECT)) {
            answer.write(response, requestId, callback);
        } else {
            answerEarly(answer, request, response, requestId, callback);
        }
        return true;
    }

    /// The client hears its answer before it has sent all.
    private void answerEarly(Answer answer, Request request, Response response, String requestId, Callback callback)
            throws IOException {
        if (!lingering.tryAcquire()) {
            answer.write(response, requestId, callback);
            return;
        }
        try (Blocker.Callback written = Blocker.callback()) {
            answer.write(response, requestId, written);
            written.block();
            BodyReader.skip(request);
        } finally {
            lingering.release();
        }
        callback.succeeded();
    }

    private Answer answer(Request request, String requestId) {
        try {
            return perform(request, requestId);
        } catch (SesException e) {
            return refusal(e, requestId);
        } catch (HttpRefusal e) {
            return new Answer(e.status(), ErrorXml.of(e.status(), e.code(), e.text(), requestId), true);
        } catch (IntakeRefusedException e) {
            LOG.warn("request refused requestId={} reason={} detail=\"{}\"", requestId, e.reason(), e.getMessage());
            return refusal(new SesException(SesError.SERVICE_UNAVAILABLE, OVERLOADED), requestId);
        } catch (UncheckedIOException e) {
            LOG.warn("request failed outside requestId={}", requestId, e);
            return refusal(new SesException(SesError.SERVICE_UNAVAILABLE, OVERLOADED), requestId);
        } catch (RuntimeException | Error e) {
            LOG.error("request failed requestId={}", requestId, e);
            return refusal(
                    new SesException(
                            SesError.INTERNAL_FAILURE,
                            "The request processing has failed because of an unknown error, exception or failure."),
                    requestId);
        }
    }

    private Answer perform(Request request, String requestId) {
        guard.flatMap(browsers -> browsers.refusal(request)).ifPresent(text -> {
            throw new HttpRefusal(403, "AccessDenied", text);
        });
        checkMethod(request.getMethod());
        bodies.checkAnnounced(request);
        TrustedProxies.Client client = proxies.client(request);
        RequestHead head = head(request, client);
        Authentication.Claim claim = authentication.claim(head);
        try (Admission.Place place =
                claim.accountId().map(admission::known).orElseGet(() -> admission.unknown(client.share()))) {
            ApiRequest whole = new ApiRequest(head, bodies.read(request, place), place::take);
            Caller caller = claim.verify(whole);
            place.isOf(caller.tenant().accountId());
            QueryParameters parameters = whole.parameters();
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

    private static Answer refusal(SesException error, String requestId) {
        int status = ErrorCode.of(error.error()).httpStatus();
        boolean close = status == 413 || status == 503;
        return new Answer(status, ErrorXml.of(error, requestId), close);
    }
}
