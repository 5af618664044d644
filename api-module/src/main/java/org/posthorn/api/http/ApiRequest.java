package org.posthorn.api.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.query.QueryParameters;

/// One request to the Query API, read to its end: what signatures are made over and what actions are asked by.
///
/// @param query the raw query part of the URL, without `?`, maybe empty
/// @param headers by lower-case name, each with its values in the order they came
/// @param body as it came, maybe empty
/// @param parameters of the URL and of a form body
/// @param secure whether it came over HTTPS
/// @param sourceIp the peer's address without port
record ApiRequest(
        String method,
        String query,
        Map<String, List<String>> headers,
        byte[] body,
        QueryParameters parameters,
        Optional<String> sourceIp,
        boolean secure) {
    /// The only path that the API is served at.
    static final String PATH = "/";

    /// The first value of a header.
    Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
