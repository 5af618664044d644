package org.posthorn.api.auth;

import java.util.Optional;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.identity.Caller;

/// Finds out who asks, in two steps: what can be known before the body is read, and the rest.
public interface Authentication {
    /// @throws org.posthorn.engine.SesException when the request can't prove who asks, whatever its body is
    Claim claim(RequestHead head);

    /// What a request says of its caller.
    interface Claim {
        /// The account of the key that the request names; empty when the body may name one.
        Optional<String> accountId();

        /// @throws org.posthorn.engine.SesException when the request does not prove who asks
        Caller verify(ApiRequest request);
    }
}
