package org.posthorn.api.call;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.posthorn.api.auth.ApiRequest;
import org.posthorn.api.auth.Authentication;
import org.posthorn.api.auth.CallRate;
import org.posthorn.api.http.Answer;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.BodyReader;
import org.posthorn.api.http.BodyRoom;
import org.posthorn.api.http.BrowserGuard;
import org.posthorn.api.http.HttpRefusal;
import org.posthorn.api.http.RequestHead;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.identity.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers calls, whatever their [Face]. The only place where errors become answers.
///
/// Checks go in SES's order: the signature is there, its key is known, it is right; then the operation, how often the
/// account may call, whether this key may, the structure of the request, and what the operation itself checks.
///
/// Differs from SES: calls that send nothing are held to a pace by `api.control_rate` only, which is unlimited at
/// first, since the machine is the caller's own; with a rate of 1 it is as in SES.
@Singleton
public final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Authentication authentication;
    private final CallRate rate;
    private final InstantSource clock;
    private final TrustedProxies proxies;
    private final Optional<BrowserGuard> guard;
    private final BodyReader bodies;
    private final ApiLimits limits;
    private final BodyRoom room;
    private final CallLog log;

    /// @param guard where no signature keeps strangers away
    @Inject
    public Calls(
            Authentication authentication,
            CallRate rate,
            InstantSource clock,
            ApiLimits limits,
            TrustedProxies proxies,
            Optional<BrowserGuard> guard,
            CallLog log) {
        this.authentication = authentication;
        this.rate = rate;
        this.clock = clock;
        this.proxies = proxies;
        this.guard = guard;
        this.log = log;
        this.limits = limits;
        this.bodies = new BodyReader(limits.minBytesPerSecond(), limits.pace());
        this.room = new BodyRoom(limits);
    }

    public Answer answer(Request request, String requestId, Face face) {
        CallLog.Call call = log.begin(requestId);
        try {
            Answer answer = perform(request, requestId, face, call);
            call.done();
            return answer;
        } catch (SesException e) {
            return refusal(e, e.getMessage(), requestId, face, call);
        } catch (HttpRefusal e) {
            call.refused(e.code(), e.text());
            return face.refusal(e, requestId);
        } catch (IntakeRefusedException e) {
            return refusal(BodyRoom.overloaded(), e.reason() + ": " + e.getMessage(), requestId, face, call);
        } catch (UncheckedIOException e) {
            LOG.warn("event=call_failed request_id={}", requestId, e);
            return refusal(BodyRoom.overloaded(), "see event=call_failed", requestId, face, call);
        } catch (RuntimeException | Error e) {
            LOG.error("event=call_failed request_id={}", requestId, e);
            SesException failure = new SesException(SesError.INTERNAL_FAILURE, HttpRefusal.INTERNAL_FAILURE);
            return refusal(failure, "see event=call_failed", requestId, face, call);
        }
    }

    private Answer perform(Request request, String requestId, Face face, CallLog.Call call) {
        TrustedProxies.Client client = proxies.client(request);
        call.from(client);
        guard.flatMap(browsers -> browsers.refusal(request)).ifPresent(text -> {
            throw new HttpRefusal(403, "AccessDenied", text);
        });
        face.check(request);
        RequestHead head = RequestHead.of(request, client, face.readsForms());
        call.says(head);
        bodies.checkAnnounced(request, face.mostBytes(limits));
        Authentication.Claim claim = authentication.claim(head);
        try (BodyRoom.Place place = claim.accountId().map(room::known).orElseGet(() -> room.unknown(client.share()))) {
            ApiRequest whole = new ApiRequest(head, bodies.read(request, place, face.mostBytes(limits)), place::take);
            call.read(whole);
            Caller caller = claim.verify(whole).through(face.version());
            call.by(caller);
            place.isOf(caller.tenant().accountId());
            call.asks(face.asked(whole));
            return perform(face.operation(whole), whole, caller, face, requestId);
        }
    }

    private <Q extends Record> Answer perform(
            Operation<Q, ?> operation, ApiRequest request, Caller caller, Face face, String requestId) {
        if (!operation.sends()) {
            Instant now = clock.instant();
            rate.take(caller.tenant().accountId(), now);
            if (!caller.may(operation.name(), now)) {
                throw new SesException(SesError.ACCESS_DENIED, face.denial(caller, operation.name()));
            }
        }
        Q record = face.decode(request, operation.requestType());
        return face.answer(operation, operation.action().perform(record, caller), requestId);
    }

    /// @param reason for the log
    private static Answer refusal(SesException error, String reason, String requestId, Face face, CallLog.Call call) {
        call.refused(face.code(error.error()), reason);
        return face.refusal(error, requestId);
    }
}
