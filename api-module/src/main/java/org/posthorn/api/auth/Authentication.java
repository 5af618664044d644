package org.posthorn.api.auth;

import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.identity.Caller;

/// Finds out who asks, in two steps: what can be known before the body is read, and the rest.
public interface Authentication {
    /// @throws org.posthorn.engine.SesException when the request can't prove who asks, whatever its body is
    Claim claim(RequestHead head);

    /// The same, which tells of each caller whose request has proved who asks.
    default Authentication telling(Consumer<Caller> proved) {
        return head -> {
            Claim claim = claim(head);
            return new Claim() {
                @Override
                public Optional<String> accountId() {
                    return claim.accountId();
                }

                @Override
                public Caller verify(ApiRequest request) {
                    Caller caller = claim.verify(request);
                    proved.accept(caller);
                    return caller;
                }
            };
        };
    }

    /// What a request says of its caller.
    interface Claim {
        /// The account of the key that the request names; empty when the body may name one.
        Optional<String> accountId();

        /// @throws org.posthorn.engine.SesException when the request does not prove who asks
        Caller verify(ApiRequest request);
    }
}
