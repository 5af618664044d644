package org.posthorn.engine.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageHeader;

/// The fields of a header section as notifications tell them, whatever a stranger wrote: unfolded, in their order, and
/// what is no field left out. It takes time in proportion to the text.
///
/// @param truncated whether there are more
public record HeaderFields(List<MessageHeader> fields, boolean truncated) {
    /// More than these are told nobody.
    private static final int MOST_FIELDS = 10_000;

    public HeaderFields {
        fields = List.copyOf(fields);
    }

    /// Reads a section; lines are joined as they are.
    ///
    /// @param section with or without the blank line at its end
    public static HeaderFields of(String section) {
        return read(section, false, false);
    }

    /// Reads the section of a message, in which the blanks between two lines count as one, as in what SES tells of mail
    /// that comes in.
    ///
    /// @param maxChars read at most, up to the end of a line
    public static HeaderFields of(Content content, int maxChars) {
        return read(content.headerSection(maxChars), true, content.headerLength() > maxChars);
    }

    /// The first fields that have no more than this together, name and value.
    public HeaderFields first(int maxChars) {
        int chars = 0;
        int count = 0;
        for (MessageHeader field : fields) {
            chars += field.name().length() + field.value().length();
            if (chars > maxChars) {
                return new HeaderFields(fields.subList(0, count), true);
            }
            count++;
        }
        return this;
    }

    /// The value of the first field of that name, in any case.
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.is(name))
                .map(MessageHeader::value)
                .findFirst();
    }

    private static HeaderFields read(String section, boolean oneBlank, boolean cut) {
        List<MessageHeader> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int at = 0;
        while (at < section.length()) {
            int end = section.indexOf('\n', at);
            int next = end < 0 ? section.length() : end + 1;
            int last = end > at && section.charAt(end - 1) == '\r' ? end - 1 : next - (end < 0 ? 0 : 1);
            if (!isBlank(section.charAt(at))) {
                add(fields, field);
                if (fields.size() >= MOST_FIELDS) {
                    return new HeaderFields(fields, true);
                }
            } else if (oneBlank) {
                field.append(' ');
                while (at < last && isBlank(section.charAt(at))) {
                    at++;
                }
            }
            field.append(section, at, last);
            at = next;
        }
        add(fields, field);
        return new HeaderFields(fields, cut);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static void add(List<MessageHeader> fields, StringBuilder text) {
        int colon = text.indexOf(":");
        String name = colon < 0 ? "" : text.substring(0, colon).strip();
        if (!name.isEmpty()) {
            fields.add(new MessageHeader(name, text.substring(colon + 1).strip()));
        }
        text.setLength(0);
    }
}
