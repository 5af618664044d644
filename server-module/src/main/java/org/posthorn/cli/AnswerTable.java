package org.posthorn.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The server's answer for people: an array as a table with one row for each element, an object as one line for each
/// member, with what the lists in it hold below.
final class AnswerTable {
    /// What is wider than this, such as the one long value among many short ones, makes no room in other rows.
    private static final int WIDEST_COLUMN = 64;

    /// Members of an object within another one that stand in one line.
    private static final int MOST_IN_LINE = 3;

    private static final int SECONDS_END = "2026-11-26T02:29:12".length();

    private AnswerTable() {}

    static String of(JsonNode answer) {
        return of(answer, Terminal.ENDLESS);
    }

    /// @param columns of the terminal: a table that does not fit becomes a block of lines for each row, and long values
    ///     go on in further lines; words are not broken
    static String of(JsonNode answer, int columns) {
        if (answer.isObject()) {
            return object(answer, columns);
        }
        if (!answer.isArray()) {
            return text(answer) + "\n";
        }
        if (answer.isEmpty()) {
            return "none\n";
        }
        Set<String> titles = new LinkedHashSet<>();
        answer.forEach(row -> titles.addAll(row.propertyNames()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.copyOf(titles));
        answer.forEach(row ->
                rows.add(titles.stream().map(title -> text(row.path(title))).toList()));
        String table = align(rows);
        return table.lines().allMatch(line -> line.length() <= columns)
                ? table
                : answer.valueStream()
                        .map(row -> row.isObject() ? object(row, columns) : of(row, columns))
                        .collect(Collectors.joining("\n"));
    }

    private static String object(JsonNode answer, int columns) {
        List<List<String>> rows = new ArrayList<>();
        StringBuilder below = new StringBuilder();
        answer.properties().forEach(member -> {
            if (isTable(member.getValue()) || isBlock(member.getValue())) {
                below.append(member.getKey()).append('\n');
                int within = columns == Terminal.ENDLESS ? columns : columns - 2;
                (isTable(member.getValue()) ? list(member.getValue(), within) : object(member.getValue(), within))
                        .lines()
                        .forEach(line -> below.append(line.isEmpty() ? "" : "  ")
                                .append(line)
                                .append('\n'));
            } else {
                rows.add(List.of(member.getKey(), text(member.getValue())));
            }
        });
        return wrapped(rows, columns) + below;
    }

    /// A table, or one block for each element when they hold lists again.
    private static String list(JsonNode elements, int columns) {
        return elements.valueStream().anyMatch(AnswerTable::holdsTable)
                ? elements.valueStream()
                        .map(element -> object(element, columns))
                        .collect(Collectors.joining("\n"))
                : of(elements, columns);
    }

    /// Titles and values; a value that is too long goes on below its beginning.
    private static String wrapped(List<List<String>> rows, int columns) {
        int titles =
                rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0) + 2;
        List<List<String>> fitting = new ArrayList<>();
        for (List<String> row : rows) {
            String title = row.getFirst();
            for (String line : words(row.getLast(), columns == Terminal.ENDLESS ? columns : columns - titles)) {
                fitting.add(List.of(title, line));
                title = "";
            }
        }
        return align(fitting);
    }

    private static List<String> words(String value, int columns) {
        if (value.length() <= columns) {
            return List.of(value);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        StringTokenizer words = new StringTokenizer(value, " ");
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static boolean isTable(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.path(0).isObject();
    }

    /// Whether an object says too much for one line, where nothing tells its members' names.
    private static boolean isBlock(JsonNode value) {
        return value.isObject() && value.size() > MOST_IN_LINE;
    }

    private static boolean holdsTable(JsonNode value) {
        return value.isObject() && value.valueStream().anyMatch(AnswerTable::isTable);
    }

    /// The value in one line: a time in whole seconds, nothing that could steer a terminal.
    static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        if (value.isFloatingPointNumber() && value.canConvertToExactIntegral()) {
            return Long.toString(value.asLong());
        }
        if (value.isContainer()) {
            // Parts of a list are told apart by semicolons, those of an object stand in its order; lists in lists are
            // too much for a cell.
            return value.valueStream()
                    .filter(part -> value.isArray() || !isTable(part))
                    .map(AnswerTable::text)
                    .collect(Collectors.joining(value.isArray() ? "; " : " "));
        }
        String text = value.asString();
        if (isTime(text)) {
            return text.substring(0, SECONDS_END) + "Z";
        }
        // What came in by mail must not steer the operator's terminal.
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /// Whether it is a moment as `Instant` writes it, to whatever fraction.
    private static boolean isTime(String text) {
        if (text.length() <= SECONDS_END || text.charAt(10) != 'T' || !text.endsWith("Z")) {
            return false;
        }
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String align(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                int width = row.get(i).length();
                widths[i] = width > WIDEST_COLUMN ? widths[i] : Math.max(widths[i], width);
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i))
                        .repeat(' ', Math.max(0, widths[i] - row.get(i).length()) + 2);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
