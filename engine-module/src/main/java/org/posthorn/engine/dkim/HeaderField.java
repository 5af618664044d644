package org.posthorn.engine.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.mail.Content;

/// Where a header field lies in a message.
///
/// @param from the index of the name
/// @param valueFrom the index behind the colon
/// @param to the index behind the field's last line
record HeaderField(String name, int from, int valueFrom, int to) {
    private static final int MOST_NAME_CHARS = 998;

    /// The fields in their order; what is no field is passed over.
    static List<HeaderField> of(Content content) {
        return of(content, Integer.MAX_VALUE);
    }

    /// The first `most` of them.
    static List<HeaderField> of(Content content, int most) {
        byte[] bytes = content.bytes();
        int end = content.headerLength();
        List<HeaderField> fields = new ArrayList<>();
        int start = 0;
        while (start < end && fields.size() < most) {
            int next = nextField(bytes, start, end);
            int colon = start;
            while (colon < next && bytes[colon] != ':') {
                colon++;
            }
            if (colon < next && colon - start <= MOST_NAME_CHARS) {
                String name = new String(bytes, start, colon - start, StandardCharsets.ISO_8859_1).strip();
                fields.add(new HeaderField(name, start, colon + 1, next));
            }
            start = next;
        }
        return fields;
    }

    /// The text of the value, unfolded.
    String value(Content content) {
        return new String(content.bytes(), valueFrom, to - valueFrom, StandardCharsets.UTF_8)
                .replace("\r", "")
                .replace("\n", "")
                .strip();
    }

    /// The index behind a field and the lines that continue it.
    private static int nextField(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end) {
            if (bytes[i++] == '\n' && (i >= end || (bytes[i] != ' ' && bytes[i] != '\t'))) {
                return i;
            }
        }
        return end;
    }
}
