package org.posthorn.engine.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mime.HeaderCursor;

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
        HeaderCursor cursor = new HeaderCursor(content);
        List<HeaderField> fields = new ArrayList<>();
        while (fields.size() < most && cursor.next()) {
            int nameChars = cursor.valueFrom() - 1 - cursor.from();
            if (cursor.isField() && nameChars <= MOST_NAME_CHARS) {
                String name = new String(bytes, cursor.from(), nameChars, StandardCharsets.ISO_8859_1).strip();
                fields.add(new HeaderField(name, cursor.from(), cursor.valueFrom(), cursor.to()));
            }
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
}
