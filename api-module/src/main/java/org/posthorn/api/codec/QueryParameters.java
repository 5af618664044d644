package org.posthorn.api.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The parameters of one request, those of the URL and those of the form body together, sorted by name.
///
/// A name that occurs twice keeps its first value, the URL before the body. Signatures over parameters are made over
/// this very map, so a second value can't be smuggled past them.
///
/// Differs from SES: broken percent-encoding and broken UTF-8 are `MalformedQueryString` with the documented status
/// 404; what SES answers was not seen.
public final class QueryParameters {
    /// The largest request of the API, SendBulkTemplatedEmail, is about 50 destinations × (50 recipients + 50 tags of
    /// two members) = 7,500 parameters.
    static final int MAX_COUNT = 10_000;

    /// The longest name of the model has about 80 characters; this also bounds nesting.
    static final int MAX_NAME_BYTES = 256;

    /// What a parameter takes beside its value: its name and its place in the map.
    private static final int ENTRY_BYTES = 200;

    private static final int CHARGED_TOGETHER = 64;

    private final TreeMap<String, FormText> values = new TreeMap<>();
    private final Chunks form;

    private QueryParameters(Chunks form) {
        this.form = form;
    }

    /// Those of the query part of the URL alone (without `?`, may be empty).
    ///
    /// @throws SesException MALFORMED_QUERY_STRING for broken encoding, INVALID_QUERY_PARAMETER over a limit
    public static QueryParameters parse(String query) {
        return parse(query, new Chunks(), bytes -> {});
    }

    /// Those of the query part of the URL and of a form body, each maybe empty.
    ///
    /// @param memory is told how many bytes the parameters take beside the body, before they do
    /// @throws SesException MALFORMED_QUERY_STRING for broken encoding, INVALID_QUERY_PARAMETER over a limit
    public static QueryParameters parse(String query, Chunks form, IntConsumer memory) {
        QueryParameters parameters = new QueryParameters(form);
        int count = parameters.add(Chunks.of(query.getBytes(StandardCharsets.UTF_8)), 0, memory);
        parameters.add(form, count, memory);
        return parameters;
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).map(FormText::toString);
    }

    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /// All names, sorted.
    public NavigableSet<String> names() {
        return Collections.unmodifiableNavigableSet(values.navigableKeySet());
    }

    /// The names that start with the prefix, sorted.
    NavigableSet<String> startingWith(String prefix) {
        return names().subSet(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    /// Writes a value in the percent-encoding of RFC 3986, which signatures are made over; nothing for one that is not
    /// there.
    public void writeEncoded(String name, OutputStream out) throws IOException {
        FormText value = values.get(name);
        if (value != null) {
            value.writeEncoded(out);
        }
    }

    /// What a value stands for in base64; nothing for one that is not there.
    ///
    /// @throws IllegalArgumentException when it is not base64
    byte[] base64(String name) {
        FormText value = values.get(name);
        return value == null ? new byte[0] : value.base64();
    }

    /// Forgets the parameters, and the form's bytes with them. What was asked for before stays good.
    public void forget() {
        values.clear();
        form.clear();
    }

    private int add(Chunks encoded, int countBefore, IntConsumer memory) {
        int count = countBefore;
        int start = 0;
        while (start < encoded.length()) {
            int end = encoded.indexOf('&', start, encoded.length());
            if (end > start) {
                if (++count > MAX_COUNT) {
                    throw new SesException(
                            SesError.INVALID_QUERY_PARAMETER,
                            "A request may have at most " + MAX_COUNT + " parameters.");
                }
                if (count % CHARGED_TOGETHER == 0) {
                    memory.accept(CHARGED_TOGETHER * ENTRY_BYTES);
                }
                int equals = encoded.indexOf('=', start, end);
                FormText value = FormText.at(encoded, Math.min(equals + 1, end), end);
                values.putIfAbsent(name(encoded, start, equals), value);
            }
            start = end + 1;
        }
        return count;
    }

    private static String name(Chunks encoded, int start, int end) {
        if (end - start > MAX_NAME_BYTES) {
            throw new SesException(
                    SesError.INVALID_QUERY_PARAMETER,
                    "A parameter name may have at most " + MAX_NAME_BYTES + " characters.");
        }
        return FormText.at(encoded, start, end).toString();
    }
}
