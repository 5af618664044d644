package org.posthorn.api.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.posthorn.api.codec.QueryParameters;

/// What a request to the Query API says before its body.
///
/// @param path as it came, encoded
/// @param query the raw query part of the URL, without `?`, maybe empty
/// @param headers by lower-case name, each with its values in the order they came
/// @param parameters of the URL; those of the form body too, once it was read
/// @param form whether a body follows that holds parameters
/// @param sourceIp the client's address without port
/// @param secure whether it came over HTTPS
public record RequestHead(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        QueryParameters parameters,
        boolean form,
        Optional<String> sourceIp,
        boolean secure) {
    private static final String FORM = "application/x-www-form-urlencoded";

    /// @param forms whether a body may hold parameters
    public static RequestHead of(Request request, TrustedProxies.Client client, boolean forms) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.getValue() == null ? "" : field.getValue());
        }
        String query = Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
        return new RequestHead(
                request.getMethod(),
                Optional.ofNullable(request.getHttpURI().getPath())
                        .filter(path -> !path.isEmpty())
                        .orElse("/"),
                query,
                headers,
                QueryParameters.parse(query),
                forms && hasBody(request) && isForm(request),
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

    /// The first value of a header.
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /// The same with other headers.
    public RequestHead with(Map<String, List<String>> others) {
        return new RequestHead(method, path, query, others, parameters, form, sourceIp, secure);
    }

    /// The same with the parameters of the body, of which no more follow.
    public RequestHead with(QueryParameters all) {
        return new RequestHead(method, path, query, headers, all, false, sourceIp, secure);
    }
}
