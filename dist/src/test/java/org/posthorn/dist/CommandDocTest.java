package org.posthorn.dist;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.posthorn.api.operator.CommandForm;
import org.posthorn.api.operator.command.Commands;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// The table of `docs/commands.md` says what the commands' records say. `mvn … -Dgolden.rewrite=true` writes it anew.
class CommandDocTest {
    private static final Path PAGE = SourceTree.ROOT.resolve("docs/commands.md");
    private static final String START = "<!-- commands: written from their classes by CommandDocTest -->\n";
    private static final String END = "<!-- end of commands -->\n";

    @Test
    void theTableHasEveryCommandAsItIs() throws IOException {
        String table = "| command | takes | gives | does |\n| --- | --- | --- | --- |\n"
                + Commands.ALL.stream()
                        .map(CommandForm::of)
                        .map(form -> "| `%s` | %s | %s | %s |\n"
                                .formatted(form.path(), takes(form.request()), answer(form.answer()), form.help()))
                        .collect(joining());
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
        } else {
            assertThat(page.substring(start, end))
                    .as("to write it anew: -Dgolden.rewrite=true")
                    .isEqualTo(table);
        }
    }

    private static String takes(RecordSchema<?> request) {
        return request.components().stream()
                .map(member -> (member.isRequired()
                                                && member.shape() instanceof Shape.Scalar scalar
                                                && scalar.type() != boolean.class
                                        ? "**`%s`**"
                                        : "`%s`")
                                .formatted(member.name())
                        + kind(member.shape()))
                .collect(joining(", "));
    }

    private static String answer(Shape shape) {
        if (shape instanceof Shape.Structure structure) {
            return members(structure.schema());
        }
        return "array of" + elements(shape);
    }

    private static String elements(Shape list) {
        Shape element = ((Shape.ListOf) list).element();
        return element instanceof Shape.Structure structure
                ? ": " + members(structure.schema())
                : " text" + kind(element);
    }

    private static String members(RecordSchema<?> schema) {
        return schema.components().stream()
                .map(member -> "`" + member.name() + "`" + kind(member.shape()))
                .collect(joining(", "));
    }

    /// Nothing for text, which is the most; what else it is in brackets.
    private static String kind(Shape shape) {
        return switch (shape) {
            case Shape.OptionalOf optional -> kind(optional.element());
            case Shape.ListOf list -> " (array of" + elements(list) + ")";
            case Shape.Structure structure -> " (" + members(structure.schema()) + ")";
            case Shape.Scalar scalar -> kind(scalar.type());
            case Shape.MapOf map -> " (object)";
            case Shape.Choice choice -> throw new AssertionError("no member is a choice: " + choice);
        };
    }

    private static String kind(Class<?> type) {
        if (type == String.class) {
            return "";
        }
        if (type == boolean.class || type == Boolean.class) {
            return " (true or false)";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(joining(", ", " (one of ", ")"));
        }
        return type == byte[].class ? " (Base64)" : type == Instant.class ? " (time)" : " (number)";
    }
}
