package org.posthorn.api.call;

import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.posthorn.api.auth.ApiRequest;
import org.posthorn.api.http.Answer;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.http.HttpRefusal;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;

/// One form in which SES is spoken: what [Calls] asks it for, from the request to the answer.
public interface Face {
    /// Of the API, as policies know it (`ses:ApiVersion`).
    int version();

    /// The largest body.
    int mostBytes(ApiLimits limits);

    /// Whether a body without a type is a form.
    boolean readsForms();

    /// What a caller is told whose key may not do this.
    String denial(Caller caller, String operation);

    /// Refuses what is no call at all, before anything of it is read.
    ///
    /// @throws HttpRefusal in words of HTTP
    void check(Request request);

    /// The name of the operation that a request asks for, whether or not there is one; for the log and the metrics.
    Optional<String> asked(ApiRequest request);

    /// @throws SesException when there is none of that name
    Operation<?, ?> operation(ApiRequest request);

    /// Makes a request's record. What it was made of is forgotten: of a message of megabytes this is the larger part.
    ///
    /// @throws SesException for what is not of the form
    <Q extends Record> Q decode(ApiRequest request, Class<Q> type);

    /// @param result [NoResult] for an operation without output
    Answer answer(Operation<?, ?> operation, Record result, String requestId);

    Answer refusal(SesException refused, String requestId);

    Answer refusal(HttpRefusal refused, String requestId);

    /// What clients see of a reason.
    String code(SesError reason);
}
