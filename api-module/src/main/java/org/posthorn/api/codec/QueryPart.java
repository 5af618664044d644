package org.posthorn.api.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The query part of a URL, with all values of each name: lists of REST APIs repeat their name.
final class QueryPart {
    private QueryPart() {}

    /// A plus is a blank there, as forms have it; SDKs write `%20`.
    ///
    /// @throws JsonMismatch for what is not percent-encoded UTF-8
    static Map<String, List<String>> parse(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int from = 0;
        while (from < query.length()) {
            int and = query.indexOf('&', from);
            int end = and < 0 ? query.length() : and;
            int equals = query.indexOf('=', from);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (end > from) {
                String value = decode(query.substring(Math.min(nameEnd + 1, end), end));
                values.computeIfAbsent(decode(query.substring(from, nameEnd)), name -> new ArrayList<>())
                        .add(value);
            }
            from = end + 1;
        }
        return values;
    }

    private static String decode(String text) {
        return PathSegments.decode(text.replace('+', ' ')).orElseThrow(() -> new JsonMismatch("", null));
    }
}
