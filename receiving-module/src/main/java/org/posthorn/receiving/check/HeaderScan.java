package org.posthorn.receiving.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mime.HeaderCursor;

/// What the checks need of a header, read in one pass, whatever its size.
///
/// @param hops how many Received fields there are
/// @param from the values of the From fields, unfolded, the first three; the first 64 KiB of each
record HeaderScan(int hops, List<String> from) {
    private static final int MOST_FROM_FIELDS = 3;
    private static final int MOST_VALUE_BYTES = 64 * 1024 + 1;

    static HeaderScan of(Content content) {
        int hops = 0;
        List<String> from = new ArrayList<>();
        HeaderCursor fields = new HeaderCursor(content);
        while (fields.next()) {
            if (fields.isNamed("received")) {
                hops++;
            } else if (from.size() < MOST_FROM_FIELDS && fields.isNamed("from")) {
                from.add(unfolded(content.bytes(), fields.valueFrom(), fields.to()));
            }
        }
        return new HeaderScan(hops, List.copyOf(from));
    }

    private static String unfolded(byte[] bytes, int from, int to) {
        String value = new String(bytes, from, Math.min(to - from, MOST_VALUE_BYTES), StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\r' && c != '\n') {
                out.append(c);
            }
        }
        return out.toString();
    }
}
