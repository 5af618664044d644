package org.posthorn.api.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.query.QueryParameters;

/// What a request to the Query API says before its body.
///
/// @param query the raw query part of the URL, without `?`, maybe empty
/// @param headers by lower-case name, each with its values in the order they came
/// @param parameters of the URL; those of the form body too, once it was read
/// @param form whether a body follows that holds parameters
/// @param sourceIp the client's address without port
/// @param secure whether it came over HTTPS
record RequestHead(
        String method,
        String query,
        Map<String, List<String>> headers,
        QueryParameters parameters,
        boolean form,
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

    /// The same with other headers.
    RequestHead with(Map<String, List<String>> others) {
        return new RequestHead(method, query, others, parameters, form, sourceIp, secure);
    }

    /// The same with the parameters of the body, of which no more follow.
    RequestHead with(QueryParameters all) {
        return new RequestHead(method, query, headers, all, false, sourceIp, secure);
    }
}
