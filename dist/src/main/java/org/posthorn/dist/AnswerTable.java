package org.posthorn.dist;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The server's answer for people: an array as a table with one row for each element, an object as one line for each
/// member, with what the lists in it hold below.
final class AnswerTable {
    private AnswerTable() {}

    static String of(JsonNode answer) {
        if (answer.isObject()) {
            return object(answer);
        }
        if (!answer.isArray()) {
            return text(answer) + "\n";
        }
        if (answer.isEmpty()) {
            return "none\n";
        }
        Set<String> columns = new LinkedHashSet<>();
        answer.forEach(row -> columns.addAll(row.propertyNames()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.copyOf(columns));
        answer.forEach(row ->
                rows.add(columns.stream().map(column -> text(row.path(column))).toList()));
        return align(rows);
    }

    private static String object(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        StringBuilder below = new StringBuilder();
        answer.properties().forEach(member -> {
            if (isTable(member.getValue())) {
                below.append(member.getKey())
                        .append('\n')
                        .append(list(member.getValue()).replaceAll("(?m)^(?=.)", "  "));
            } else {
                rows.add(List.of(member.getKey(), text(member.getValue())));
            }
        });
        return align(rows) + below;
    }

    /// A table, or one block for each element when they hold lists again.
    private static String list(JsonNode elements) {
        return elements.valueStream().anyMatch(AnswerTable::holdsTable)
                ? elements.valueStream().map(AnswerTable::object).collect(Collectors.joining("\n"))
                : of(elements);
    }

    private static boolean isTable(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.path(0).isObject();
    }

    private static boolean holdsTable(JsonNode value) {
        return value.isObject() && value.valueStream().anyMatch(AnswerTable::isTable);
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        if (value.isFloatingPointNumber() && value.canConvertToExactIntegral()) {
            return Long.toString(value.asLong());
        }
        if (value.isContainer()) {
            // Parts of a list are told apart by semicolons, those of an object stand in its order; lists in lists are
            // too
            // much for a cell.
            return value.valueStream()
                    .filter(part -> value.isArray() || !isTable(part))
                    .map(AnswerTable::text)
                    .collect(Collectors.joining(value.isArray() ? "; " : " "));
        }
        String text = value.asString();
        // What came in by mail must not steer the operator's terminal.
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static String align(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
