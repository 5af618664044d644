package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.FunctionArn;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.receiving.action.FunctionCalls.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Calls functions: at a URL of their own, or of a service that speaks Lambda. What a function throws, and whatever is
/// no success, is tried again by the schedule; what SES does then is not known.
///
/// Differs from SES: a function is of the account that has the rule, in its region, since there are no permissions of
/// functions here.
@Singleton
final class LambdaAct implements Act<ReceiptAction.Lambda>, AutoCloseable {
    private static final int NO_CONTENT = 204;

    private static final Logger LOG = LoggerFactory.getLogger(LambdaAct.class);

    private final Map<String, URI> functions;
    private final Optional<URI> endpoint;
    private final FunctionCalls calls;
    private final ReceivedJson json;

    @Inject
    LambdaAct(ActionPlaces places, ServiceKey key, SSLContext trust, ReceivedJson json) {
        this(places, new FunctionCalls(key, trust, FunctionCalls.ANSWER), json);
    }

    LambdaAct(ActionPlaces places, FunctionCalls calls, ReceivedJson json) {
        this.functions = places.functions();
        this.endpoint = places.lambdaEndpoint();
        this.calls = calls;
        this.json = json;
    }

    @Override
    public Effect perform(ReceiptAction.Lambda action, Task task) {
        Tenant tenant = task.mail().tenant();
        try {
            URI url = url(tenant, action)
                    .orElseThrow(() -> new TargetException(
                            TargetException.Kind.REFUSED,
                            "neither receiving.functions nor receiving.lambda_endpoint has it"));
            byte[] event = json.event(action, task).getBytes(StandardCharsets.UTF_8);
            Answer answer =
                    calls.post(url, tenant.region(), action.invocationType().name(), event);
            if (answer.status() / 100 != 2) {
                throw TargetException.ofStatus(answer.status(), "");
            }
            if (answer.error().isPresent()) {
                throw new TargetException(TargetException.Kind.PASSING, "the function failed");
            }
            return action.invocationType() == ReceiptAction.InvocationType.Event
                    ? Effect.DONE
                    : new Effect.Done(flow(answer));
        } catch (TargetException e) {
            return e.deferred("function " + action.functionArn());
        }
    }

    /// What is no disposition is CONTINUE, as in SES.
    private static Effect.Flow flow(Answer answer) {
        if (answer.status() == NO_CONTENT || answer.body().isEmpty()) {
            return Effect.Flow.CONTINUE;
        }
        try {
            String word = JsonMapper.shared()
                    .readTree(answer.body().get())
                    .path("disposition")
                    .asString("");
            return Stream.of(Effect.Flow.values())
                    .filter(flow -> flow.name().equals(word))
                    .findFirst()
                    .orElse(Effect.Flow.CONTINUE);
        } catch (JacksonException e) {
            return Effect.Flow.CONTINUE;
        }
    }

    /// Whether there is such a function: a service is asked by a dry run, of a URL it is known.
    ///
    /// @throws SesException INVALID_LAMBDA_FUNCTION; SERVICE_UNAVAILABLE when nobody can say now
    void check(Tenant tenant, ReceiptAction.Lambda action) {
        Optional<URI> url = url(tenant, action);
        String trouble = "";
        boolean passing = false;
        if (url.isEmpty()) {
            trouble = "neither receiving.functions nor receiving.lambda_endpoint has it for this account and region";
        } else if (!functions.containsValue(url.get())) {
            try {
                Answer answer = calls.post(url.get(), tenant.region(), "DryRun", new byte[0]);
                if (answer.status() / 100 != 2) {
                    throw TargetException.ofStatus(answer.status(), "");
                }
            } catch (TargetException e) {
                trouble = e.reason();
                passing = e.kind() != TargetException.Kind.REFUSED;
            }
        }
        if (trouble.isEmpty()) {
            return;
        }
        LOG.warn(
                "event=function_refused function=\"{}\" account={} region={} error=\"{}\"",
                action.functionArn().substring(0, Math.min(action.functionArn().length(), FunctionArn.MOST_CHARS)),
                tenant.accountId(),
                tenant.region(),
                trouble);
        throw passing
                ? new SesException(
                        SesError.SERVICE_UNAVAILABLE,
                        "Lambda function " + action.functionArn() + " can't be asked for now.")
                : new SesException(
                        SesError.INVALID_LAMBDA_FUNCTION, "Could not invoke Lambda function: " + action.functionArn());
    }

    private Optional<URI> url(Tenant tenant, ReceiptAction.Lambda action) {
        return FunctionArn.parse(action.functionArn())
                .filter(function -> function.owner().equals(tenant))
                .flatMap(function -> Stream.of(function.text(), function.qualified(), function.name())
                        .filter(functions::containsKey)
                        .map(functions::get)
                        .findFirst()
                        .or(() -> endpoint.map(service -> invocation(service, function))));
    }

    private static URI invocation(URI service, FunctionArn function) {
        String base = service.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/2015-03-31/functions/" + URLEncoder.encode(function.text(), StandardCharsets.UTF_8)
                + "/invocations");
    }

    @Override
    public void close() {
        calls.close();
    }
}
