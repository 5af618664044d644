package org.posthorn.cli;

import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer with text of many lines, for people: the short members as a table, then each long one as it is.
final class LongText implements AdminOptions.View {
    private final List<String> members;

    /// @param members that may be long
    LongText(String... members) {
        this.members = Arrays.asList(members);
    }

    @Override
    public String of(JsonNode answer, int columns) {
        ObjectNode rest = ((ObjectNode) answer).deepCopy();
        StringBuilder below = new StringBuilder();
        for (String member : members) {
            rest.remove(member);
            if (answer.path(member).isString()) {
                below.append(below.isEmpty() && rest.isEmpty() ? "" : "\n" + member + ":\n")
                        .append(lines(answer.path(member).asString()));
            }
        }
        return AnswerTable.of(rest, columns) + below;
    }

    /// Line breaks and tabs stay; what else could steer a terminal does not.
    private static String lines(String text) {
        StringBuilder lines = new StringBuilder(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (!lineEnd) {
                lines.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '?' : c);
            }
        }
        return text.endsWith("\n") ? lines.toString() : lines.append('\n').toString();
    }
}
