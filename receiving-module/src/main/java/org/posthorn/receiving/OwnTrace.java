package org.posthorn.receiving;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mime.LooseHeader;

/// Reads the Received fields of a message for those that [TraceFields] has written. In one pass, and of the first 1 MiB
/// of the header only.
final class OwnTrace {
    private static final int READ_CHARS = 1 << 20;
    /// More than ours have.
    private static final int MOST_WORDS = 40;

    private OwnTrace() {}

    static int count(Content content, String host) {
        AtomicInteger count = new AtomicInteger();
        LooseHeader.visit(content.headerSection(READ_CHARS), (name, field, value) -> {
            if (name.equals("received") && isOurs(field.substring(value), host)) {
                count.incrementAndGet();
            }
            return true;
        });
        return count.get();
    }

    private static boolean isOurs(String value, String host) {
        List<String> words = words(value);
        boolean by = false;
        boolean id = false;
        for (int i = 0; i + 1 < words.size(); i++) {
            String next = words.get(i + 1);
            switch (words.get(i).toLowerCase(Locale.ROOT)) {
                case "by" -> by |= next.equalsIgnoreCase(host);
                case "id" -> id |= ReceivedId.parse(next).isPresent();
                default -> {}
            }
        }
        return by && id;
    }

    /// In front of the semicolon.
    private static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= value.length() && words.size() < MOST_WORDS; i++) {
            char c = i < value.length() ? value.charAt(i) : ';';
            boolean between = c <= ' ' || c == ';';
            if (!between && start < 0) {
                start = i;
            } else if (between && start >= 0) {
                words.add(value.substring(start, i));
                start = -1;
            }
            if (c == ';') {
                return words;
            }
        }
        return words;
    }
}
