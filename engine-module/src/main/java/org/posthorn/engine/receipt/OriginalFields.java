package org.posthorn.engine.receipt;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.Content;

/// Fields of a message that came in, whatever its header looks like. Read in one pass.
public final class OriginalFields {
    /// That tell its sender which message it was.
    private static final Set<String> TELLING = Set.of("message-id", "date", "from", "to", "subject");

    private static final int MOST_CHARS = 2_000;
    private static final int READ_CHARS = 64 * 1024;
    /// RFC 5322 §2.1.1.
    private static final int ID_CHARS = 900;

    private OriginalFields() {}

    /// The fields that tell which message it is, as they came, each once; one that is too long is left out.
    public static String telling(Content content) {
        String section = content.headerSection(READ_CHARS);
        StringBuilder told = new StringBuilder();
        StringBuilder names = new StringBuilder(" ");
        for (int start = 0; start < section.length(); ) {
            int end = fieldEnd(section, start);
            String name = name(section, start, end);
            if (TELLING.contains(name)
                    && told.length() + end - start <= MOST_CHARS
                    && names.indexOf(" " + name + " ") < 0) {
                told.append(section, start, end);
                names.append(name).append(' ');
            }
            start = end;
        }
        return told.toString();
    }

    /// The Message-ID with its brackets, when it is one that can stand in another message's field.
    static Optional<String> messageId(String section) {
        for (int start = 0; start < section.length(); ) {
            int end = fieldEnd(section, start);
            if (name(section, start, end).equals("message-id")) {
                String id =
                        section.substring(section.indexOf(':', start) + 1, end).strip();
                return isMessageId(id) ? Optional.of(id) : Optional.empty();
            }
            start = end;
        }
        return Optional.empty();
    }

    private static boolean isMessageId(String id) {
        int at = id.indexOf('@');
        return id.length() <= ID_CHARS
                && id.startsWith("<")
                && at > 1
                && at < id.length() - 2
                && id.indexOf('>') == id.length() - 1
                && id.lastIndexOf('<') == 0
                && id.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /// In lower case; empty for what is no field.
    private static String name(String section, int start, int end) {
        int colon = section.indexOf(':', start);
        return colon < 0 || colon >= end
                ? ""
                : section.substring(start, colon).strip().toLowerCase(Locale.ROOT);
    }

    /// Behind the field that begins here, with the lines that it is folded to.
    private static int fieldEnd(String section, int start) {
        int end = lineEnd(section, start);
        while (end < section.length() && (section.charAt(end) == ' ' || section.charAt(end) == '\t')) {
            end = lineEnd(section, end);
        }
        return end;
    }

    private static int lineEnd(String section, int start) {
        int end = section.indexOf('\n', start);
        return end < 0 ? section.length() : end + 1;
    }
}
