package org.posthorn.api.operator;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// How a command is asked, as its class says it.
///
/// @param path of its class: the first word, and the others with hyphens between them; `IdentityRotateDkim` is
///     `identity/rotate-dkim`
/// @param answer a [Shape.Structure], or a [Shape.ListOf] such or of words
public record CommandForm(String path, RecordSchema<?> request, Shape answer, String help) {
    public static CommandForm of(Class<?> command) {
        Type[] types = Arrays.stream(command.getGenericInterfaces())
                .filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast)
                .filter(type -> type.getRawType() == Command.class)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no command: " + command))
                .getActualTypeArguments();
        Help help = command.getAnnotation(Help.class);
        if (help == null || !(Shape.of(types[0]) instanceof Shape.Structure request)) {
            throw new IllegalArgumentException("without help, or without a record to ask it with: " + command);
        }
        return new CommandForm(path(command), request.schema(), Shape.of(types[1]), help.value());
    }

    /// Where a request goes: to the command that encloses its type.
    ///
    /// @param request of type `Request` in a command
    public static String pathOf(Record request) {
        return path(request.getClass().getDeclaringClass());
    }

    private static String path(Class<?> command) {
        String name = command.getSimpleName();
        StringBuilder path = new StringBuilder();
        int words = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                if (words > 0) {
                    path.append(words == 1 ? '/' : '-');
                }
                words++;
            }
            path.append(Character.toLowerCase(c));
        }
        return path.toString();
    }
}
