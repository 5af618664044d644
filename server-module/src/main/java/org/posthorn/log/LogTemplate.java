package org.posthorn.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/// A message's pattern, read once: where its arguments go, and what members it names.
///
/// `event=hung-up host={} reply="{}"` has the members `event`, `host` and `reply`. Only the pattern is read for them,
/// which is ours; what the arguments say, a stranger's words, is always a value. So a line is written once, as text,
/// and has real members in JSON all the same.
final class LogTemplate {
    private static final String SLOT = "{}";
    /// Our patterns are a few hundred. A library may make texts of its own instead, and those are not kept.
    private static final int MOST_KEPT = 2_000;
    /// What every JSON line has, so that no pattern may name it.
    private static final Set<String> RESERVED =
            Set.of("time", "level", "logger", "thread", "message", "exception", "stack_trace");

    private static final Map<String, LogTemplate> KEPT = new ConcurrentHashMap<>();

    /// The text between the slots: one piece more than there are slots.
    private final List<String> texts = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    /// @param quoted stands within quotes of the pattern
    /// @param value stands behind `=`, and gets quotes when it needs them
    private record Slot(boolean quoted, boolean value) {}

    /// @param first the slot that its value begins with
    record Member(String name, LogTemplate value, int first) {
        /// A number or a truth value as itself, all else as text.
        Object of(Object @Nullable [] arguments) {
            boolean bare = value.slots.size() == 1
                    && value.texts.getFirst().isEmpty()
                    && value.texts.getLast().isEmpty();
            if (bare && arguments != null && first < arguments.length) {
                Object argument = arguments[first];
                return argument instanceof Number || argument instanceof Boolean
                        ? argument
                        : LogLine.escaped(textOf(argument));
            }
            StringBuilder text = new StringBuilder();
            value.write(text, arguments, first);
            return text.toString();
        }
    }

    private LogTemplate(String pattern) {
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith(SLOT, i)) {
                texts.add(text.toString());
                text.setLength(0);
                slots.add(new Slot(quoted, !quoted && i > 0 && pattern.charAt(i - 1) == '='));
                i++;
            } else {
                quoted ^= c == '"';
                text.append(c);
            }
        }
        texts.add(text.toString());
    }

    static LogTemplate of(String pattern) {
        LogTemplate known = KEPT.get(pattern);
        if (known != null) {
            return known;
        }
        LogTemplate template = new LogTemplate(pattern);
        template.findMembers(pattern);
        if (KEPT.size() < MOST_KEPT) {
            KEPT.put(pattern, template);
        }
        return template;
    }

    /// Each name once.
    List<Member> members() {
        return members;
    }

    void write(StringBuilder line, Object @Nullable [] arguments) {
        write(line, arguments, 0);
    }

    private void write(StringBuilder line, Object @Nullable [] arguments, int first) {
        LogLine.append(line, texts.getFirst(), false);
        for (int i = 0; i < slots.size(); i++) {
            if (arguments != null && first + i < arguments.length) {
                Slot slot = slots.get(i);
                String value = textOf(arguments[first + i]);
                boolean wrap = slot.value && !LogLine.isWord(value);
                if (wrap) {
                    line.append('"');
                }
                LogLine.append(line, value, slot.quoted || wrap);
                if (wrap) {
                    line.append('"');
                }
            } else {
                line.append(SLOT);
            }
            LogLine.append(line, texts.get(i + 1), false);
        }
    }

    private static String textOf(@Nullable Object argument) {
        if (argument instanceof String text) {
            return text;
        }
        String text = MessageFormatter.format(SLOT, argument).getMessage();
        return text == null ? "" : text;
    }

    /// `name=value` and `name="value"`, at the beginning or behind a blank.
    private void findMembers(String pattern) {
        Map<String, Member> found = new LinkedHashMap<>();
        int at = 0;
        while (at < pattern.length()) {
            int nameEnd = at;
            while (nameEnd < pattern.length() && isOfName(pattern.charAt(nameEnd))) {
                nameEnd++;
            }
            if (nameEnd > at && nameEnd < pattern.length() && pattern.charAt(nameEnd) == '=') {
                String name = name(pattern.substring(at, nameEnd));
                boolean quoted = pattern.startsWith("\"", nameEnd + 1);
                int begin = nameEnd + (quoted ? 2 : 1);
                int end = end(pattern, quoted ? '"' : ' ', begin);
                at = end;
                while (!quoted && end > begin && isPunctuation(pattern.charAt(end - 1))) {
                    end--;
                }
                LogTemplate value = new LogTemplate(pattern.substring(begin, end));
                found.putIfAbsent(name, new Member(name, value, slotsBefore(pattern, begin)));
            }
            at = end(pattern, ' ', Math.max(at, nameEnd)) + 1;
        }
        members.addAll(found.values());
    }

    private static int end(String pattern, char mark, int from) {
        int end = pattern.indexOf(mark, from);
        return end < 0 ? pattern.length() : end;
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    private static boolean isPunctuation(char c) {
        return c == ';' || c == ',' || c == ':';
    }

    private static int slotsBefore(String pattern, int end) {
        int count = 0;
        for (int at = pattern.indexOf(SLOT); at >= 0 && at < end; at = pattern.indexOf(SLOT, at + 2)) {
            count++;
        }
        return count;
    }

    /// In snake case, whatever a line says: `requestId` and `request-id` are `request_id`.
    private static String name(String word) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                name.append(i > 0 ? "_" : "");
            }
            name.append(c == '-' ? '_' : c);
        }
        String snake = name.toString().toLowerCase(Locale.ROOT);
        if (snake.equals("message")) {
            return "message_id";
        }
        return RESERVED.contains(snake) ? "of_" + snake : snake;
    }
}
