package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One group of fields of a machine-readable report part: a block of header-like lines, set off by blank lines
/// (RFC 3464 §2.1, RFC 5965 §3), as strangers write them.
///
/// mime4j takes such a part for an opaque body, so its lines are read here. Reading never fails: what is no field is
/// passed over, and beyond the limits the rest is.
record FieldGroup(List<Field> fields) {
    /// More recipients than a message may have, with room for the per-message group.
    private static final int MAX_GROUPS = 200;

    private static final int MAX_FIELDS = 100;
    private static final int MAX_VALUE_CHARS = 2_000;

    private static final List<String> REPORT_FIELDS = List.of(
            "Reporting-MTA:",
            "Original-Recipient:",
            "Final-Recipient:",
            "Action:",
            "Status:",
            "Diagnostic-Code:",
            "Remote-MTA:");

    FieldGroup {
        fields = List.copyOf(fields);
    }

    /// @param name as written; compared in any case
    /// @param value unfolded and stripped
    record Field(String name, String value) {}

    static FieldGroup of(Field... fields) {
        return new FieldGroup(List.of(fields));
    }

    /// Reads the groups of a part, in order; groups without a field are left out.
    static List<FieldGroup> parse(String text) {
        List<FieldGroup> groups = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        StringBuilder unfolded = new StringBuilder();
        for (String line : Lines.of(text)) {
            boolean continues = !line.isBlank() && isBlank(line.charAt(0));
            if (continues) {
                append(unfolded, line);
                continue;
            }
            addField(fields, unfolded);
            unfolded.setLength(0);
            if (line.isBlank()) {
                addGroup(groups, fields);
                fields.clear();
            } else {
                append(unfolded, line);
            }
            if (groups.size() == MAX_GROUPS) {
                return groups;
            }
        }
        addField(fields, unfolded);
        addGroup(groups, fields);
        return groups;
    }

    /// The same of a text in which such a block may stand indented: what begins like one of its fields is one.
    static List<FieldGroup> parseIndented(String text) {
        StringBuilder straight = new StringBuilder(text.length());
        for (String line : Lines.of(text)) {
            String stripped = line.strip();
            boolean field =
                    REPORT_FIELDS.stream().anyMatch(name -> stripped.regionMatches(true, 0, name, 0, name.length()));
            straight.append(field ? stripped : line).append('\n');
        }
        return parse(straight.toString());
    }

    /// The value of the first field of that name.
    Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /// The value behind the type of a typed field, such as the address of `rfc822; user@example.com`; the whole value
    /// when it has no type.
    static String untyped(String value) {
        int semicolon = value.indexOf(';');
        boolean typed = semicolon > 0 && isToken(value.substring(0, semicolon).strip());
        return (typed ? value.substring(semicolon + 1) : value).strip();
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
    }

    private static void append(StringBuilder unfolded, String line) {
        int room = MAX_VALUE_CHARS - unfolded.length();
        if (room > 0) {
            unfolded.append(line, 0, Math.min(room, line.length()));
        }
    }

    private static void addField(List<Field> fields, CharSequence unfolded) {
        String line = unfolded.toString();
        int colon = line.indexOf(':');
        if (colon > 0 && fields.size() < MAX_FIELDS) {
            fields.add(new Field(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
    }

    private static void addGroup(List<FieldGroup> groups, List<Field> fields) {
        if (!fields.isEmpty()) {
            groups.add(new FieldGroup(fields));
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
