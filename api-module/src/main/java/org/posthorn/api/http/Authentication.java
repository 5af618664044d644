package org.posthorn.api.http;

import org.posthorn.engine.send.Caller;

/// Finds out who asks.
interface Authentication {
    /// @throws org.posthorn.engine.SesException when the request does not prove who asks
    Caller authenticate(ApiRequest request);
}
