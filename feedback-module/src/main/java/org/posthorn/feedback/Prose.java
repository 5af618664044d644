package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.posthorn.engine.work.BoundedWork;

/// What a mail says in words, up to the message that it returns.
final class Prose {
    private static final int MOST_LINES = 2_000;
    static final int MOST_WORDS_CHARS = 2_000;
    private static final int MOST_NAME_CHARS = 100;
    private static final int SHORTEST_RULE = 3;

    /// Lines within which the header of a returned message shows that it is one.
    private static final int HEADER_LINES = 40;

    private static final int FEWEST_FIELDS = 3;

    private static final Set<String> HEADER_FIELDS = Set.of(
            "from",
            "to",
            "cc",
            "subject",
            "date",
            "message-id",
            "reply-to",
            "sender",
            "x-mailer",
            "received",
            "return-path",
            "mime-version",
            "dkim-signature");

    /// Those of them that nobody repeats for its readers.
    private static final Set<String> TELLING_FIELDS =
            Set.of("received", "return-path", "mime-version", "dkim-signature");

    private final List<String> lines;
    private final String folded;
    private final String returned;

    private Prose(List<String> lines, String returned) {
        this.lines = lines;
        this.folded = Phrases.fold(String.join("\n", lines));
        this.returned = returned;
    }

    static Prose of(String text) {
        List<String> all = Lines.of(text, MOST_LINES);
        List<String> words = new ArrayList<>();
        int end = 0;
        while (end < all.size() && !endsAt(all, end)) {
            BoundedWork.checkpoint();
            if (isHeaderAt(all, end)) {
                // Indented, it is what the author tells of the message, and goes on behind it.
                end = behindHeader(all, end);
            } else {
                String line = all.get(end++);
                words.add(isQuoted(line) ? "" : line);
            }
        }
        int header = end;
        while (header < all.size() && !isHeaderAt(all, header)) {
            header++;
        }
        return new Prose(words, section(all, header));
    }

    private static int behindHeader(List<String> lines, int at) {
        int end = at;
        while (end < lines.size() && !lines.get(end).isBlank()) {
            end++;
        }
        return end;
    }

    /// People and some programs mark what they quote; `>>>` and `<<<` stand in front of what hosts said.
    private static boolean isQuoted(String line) {
        return line.startsWith("> ") || line.equals(">") || line.startsWith("| ");
    }

    private static boolean endsAt(List<String> lines, int at) {
        String line = lines.get(at);
        String text = Phrases.fold(line).strip();
        int begin = 0;
        while (begin < text.length() && "-=*#_~+<>: ".indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        String bare = text.substring(begin);
        boolean behindRule = begin >= SHORTEST_RULE && Phrases.RETURNED_BEHIND_RULE.open(bare);
        boolean indented = line.startsWith(" ") || line.startsWith("\t");
        return behindRule || Phrases.RETURNED.open(bare) || (!indented && isHeaderAt(lines, at));
    }

    /// Whether the header section of a message begins here.
    private static boolean isHeaderAt(List<String> lines, int at) {
        if (!HEADER_FIELDS.contains(fieldName(lines.get(at)))) {
            return false;
        }
        int known = 0;
        boolean telling = false;
        for (int i = at;
                i < lines.size() && i < at + HEADER_LINES && !lines.get(i).isBlank();
                i++) {
            String name = fieldName(lines.get(i));
            known += HEADER_FIELDS.contains(name) ? 1 : 0;
            telling |= TELLING_FIELDS.contains(name);
        }
        return telling && known >= FEWEST_FIELDS;
    }

    /// The name of the field that a line begins, in small letters; empty where it is none.
    private static String fieldName(String line) {
        int start = 0;
        while (start < line.length() && " \t>|".indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        int colon = line.indexOf(':', start);
        return colon <= start || colon > start + MOST_NAME_CHARS
                ? ""
                : line.substring(start, colon).toLowerCase(Locale.ROOT);
    }

    /// The header section that begins there, as it was returned.
    private static String section(List<String> lines, int from) {
        StringBuilder section = new StringBuilder();
        for (int i = from; i < lines.size() && !lines.get(i).isBlank(); i++) {
            String line = lines.get(i);
            boolean continues = !section.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"));
            if (!continues && fieldName(line).isEmpty()) {
                break;
            }
            section.append(line).append("\r\n");
        }
        return section.toString();
    }

    /// The header section of the message that the text returns; may be empty.
    String returnedHeaders() {
        return returned;
    }

    /// The words, as [Phrases] compares them.
    String folded() {
        return folded;
    }

    boolean isEmpty() {
        return folded.isBlank();
    }

    String text() {
        return String.join("\n", lines);
    }

    List<String> lines() {
        return lines;
    }

    /// All of it, for a recipient that it need not name.
    Naming.Said said() {
        return new Naming.Said(words(), words());
    }

    /// All of it, as far as it is handed on.
    String words() {
        String text = text();
        return text.substring(0, Math.min(text.length(), MOST_WORDS_CHARS));
    }
}
