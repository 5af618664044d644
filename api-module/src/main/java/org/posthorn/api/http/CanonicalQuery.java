package org.posthorn.api.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The canonical query strings of the signature schemes: encoded as RFC 3986 says, sorted, joined by `&`.
final class CanonicalQuery {
    private CanonicalQuery() {}

    /// Of the URL alone, with every repetition of a name; sorted by encoded name, then value.
    static String ofUrl(String query, String without) {
        List<String[]> pairs = new ArrayList<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = recode(equals < 0 ? pair : pair.substring(0, equals));
                if (!name.equals(without)) {
                    pairs.add(new String[] {name, equals < 0 ? "" : recode(pair.substring(equals + 1))});
                }
            }
        }
        pairs.sort((a, b) -> {
            int byName = a[0].compareTo(b[0]);
            return byName != 0 ? byName : a[1].compareTo(b[1]);
        });
        return String.join("&", pairs.stream().map(p -> p[0] + '=' + p[1]).toList());
    }

    /// Of all parameters, wherever they came; sorted by encoded name.
    static String ofParameters(SortedMap<String, String> parameters, String without) {
        TreeMap<String, String> encoded = new TreeMap<>();
        for (Map.Entry<String, String> entry : parameters.entrySet()) {
            if (!entry.getKey().equals(without)) {
                encoded.put(Signing.percentEncode(entry.getKey()), Signing.percentEncode(entry.getValue()));
            }
        }
        StringBuilder joined = new StringBuilder();
        encoded.forEach((name, value) -> joined.append(joined.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(value));
        return joined.toString();
    }

    /// Its encoding was checked when the parameters were parsed.
    private static String recode(String encoded) {
        return Signing.percentEncode(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    }
}
