package org.posthorn.api.auth;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.posthorn.api.codec.QueryParameters;

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
    static void writeParameters(QueryParameters parameters, String without, OutputStream out) throws IOException {
        TreeMap<String, String> encoded = new TreeMap<>();
        for (String name : parameters.names()) {
            if (!name.equals(without)) {
                encoded.put(Signing.percentEncode(name), name);
            }
        }
        String between = "";
        for (Map.Entry<String, String> entry : encoded.entrySet()) {
            out.write(Signing.utf8(between + entry.getKey() + '='));
            parameters.writeEncoded(entry.getValue(), out);
            between = "&";
        }
    }

    /// Its encoding was checked when the parameters were parsed.
    private static String recode(String encoded) {
        return Signing.percentEncode(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    }
}
