package org.posthorn.api.call;

import org.posthorn.engine.identity.Caller;

/// One operation of the SES API.
///
/// @param <Q> its request; the record's components are the parameters
/// @param <R> its response; [NoResult] where the API defines none
public interface Action<Q extends Record, R extends Record> {
    /// Does what the request asks for. Changes are on disk when this returns.
    ///
    /// @throws org.posthorn.engine.SesException when SES would refuse it, in SES's words
    R perform(Q request, Caller caller);
}
