package org.posthorn.engine.receipt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mime.LooseHeader;

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
        StringBuilder told = new StringBuilder();
        Set<String> names = new HashSet<>();
        LooseHeader.visit(content.headerSection(READ_CHARS), (name, field, value) -> {
            if (TELLING.contains(name) && told.length() + field.length() <= MOST_CHARS && names.add(name)) {
                told.append(field);
            }
            return true;
        });
        return told.toString();
    }

    /// The Message-ID with its brackets, when it is one that can stand in another message's field.
    static Optional<String> messageId(String section) {
        List<String> found = new ArrayList<>();
        LooseHeader.visit(section, (name, field, value) -> {
            if (name.equals("message-id")) {
                found.add(field.substring(value).strip());
            }
            return found.isEmpty();
        });
        return found.stream().filter(OriginalFields::isMessageId).findFirst();
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
}
