package org.posthorn.api.query;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
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

    private final NavigableMap<String, String> values;

    private QueryParameters(NavigableMap<String, String> values) {
        this.values = Collections.unmodifiableNavigableMap(values);
    }

    /// Parses the query part of the URL (without `?`, may be empty) and a form body (may be empty).
    ///
    /// @throws SesException MALFORMED_QUERY_STRING for broken encoding, INVALID_QUERY_PARAMETER over a limit
    public static QueryParameters parse(String query, byte[] form) {
        NavigableMap<String, String> values = new TreeMap<>();
        int count = parseInto(values, query.getBytes(StandardCharsets.UTF_8), 0);
        parseInto(values, form, count);
        return new QueryParameters(values);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /// Everything, sorted by name.
    public NavigableMap<String, String> all() {
        return values;
    }

    /// The parameters whose names start with the prefix, sorted by name.
    NavigableMap<String, String> startingWith(String prefix) {
        return values.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    private static int parseInto(NavigableMap<String, String> values, byte[] encoded, int countBefore) {
        int count = countBefore;
        int start = 0;
        while (start < encoded.length) {
            int end = indexOf(encoded, '&', start, encoded.length);
            if (end > start) {
                if (++count > MAX_COUNT) {
                    throw new SesException(
                            SesError.INVALID_QUERY_PARAMETER,
                            "A request may have at most " + MAX_COUNT + " parameters.");
                }
                int equals = indexOf(encoded, '=', start, end);
                String value = equals < end ? decode(encoded, equals + 1, end) : "";
                values.putIfAbsent(name(encoded, start, equals), value);
            }
            start = end + 1;
        }
        return count;
    }

    private static String name(byte[] encoded, int start, int end) {
        if (end - start > MAX_NAME_BYTES) {
            throw new SesException(
                    SesError.INVALID_QUERY_PARAMETER,
                    "A parameter name may have at most " + MAX_NAME_BYTES + " characters.");
        }
        return decode(encoded, start, end);
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    /// `application/x-www-form-urlencoded`: `+` is a space, `%XX` a byte of UTF-8.
    private static String decode(byte[] encoded, int start, int end) {
        byte[] out = new byte[end - start];
        int length = 0;
        boolean ascii = true;
        for (int i = start; i < end; i++) {
            byte b = encoded[i];
            if (b == '+') {
                b = ' ';
            } else if (b == '%') {
                if (end - i < 3) {
                    throw malformed();
                }
                int high = hex(encoded[i + 1]);
                int low = hex(encoded[i + 2]);
                if (high < 0 || low < 0) {
                    throw malformed();
                }
                b = (byte) (high << 4 | low);
                i += 2;
            }
            ascii &= b >= 0;
            out[length++] = b;
        }
        return ascii ? new String(out, 0, length, StandardCharsets.ISO_8859_1) : strictUtf8(out, length);
    }

    private static String strictUtf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static int hex(byte digit) {
        return Character.digit((char) (digit & 0xff), 16);
    }

    private static SesException malformed() {
        return new SesException(
                SesError.MALFORMED_QUERY_STRING,
                "The query string contains a syntax error: it is not valid UTF-8 in" + " percent-encoding.");
    }
}
