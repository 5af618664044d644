package org.posthorn.receiving.forward;

import java.util.function.BiConsumer;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Content;

/// The fields of a message's header, read once from the top.
final class TopFields {
    private TopFields() {}

    /// Hands over the fields in their order, of the first 256 KiB; what is no field is left out.
    ///
    /// @param field gets the name as it stands, and the value with its folds as blanks
    static void forEach(Content content, BiConsumer<String, String> field) {
        String header = content.headerSection(Limits.HEADER_BYTES);
        String name = "";
        StringBuilder value = new StringBuilder();
        int at = 0;
        while (at < header.length()) {
            int end = header.indexOf('\n', at);
            end = end < 0 ? header.length() : end;
            String line = header.substring(at, end > at && header.charAt(end - 1) == '\r' ? end - 1 : end);
            at = end + 1;
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
                value.append(' ').append(line, 1, line.length());
                continue;
            }
            hand(name, value, field);
            int colon = line.indexOf(':');
            name = colon < 0 ? "" : line.substring(0, colon).strip();
            value.setLength(0);
            value.append(line, colon + 1, line.length());
        }
        hand(name, value, field);
    }

    private static void hand(String name, StringBuilder value, BiConsumer<String, String> field) {
        if (!name.isEmpty()) {
            field.accept(name, value.toString().strip());
        }
    }
}
