package org.posthorn.cli;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How numbers on the command line are read: picocli's own words for a bad one name Java's types.
final class Numbers {
    private Numbers() {}

    /// To be called when all subcommands are there.
    static CommandLine inWords(CommandLine commands) {
        return commands.registerConverter(Double.class, read(Double::valueOf, "a number"))
                .registerConverter(double.class, read(Double::valueOf, "a number"))
                .registerConverter(Integer.class, read(Integer::valueOf, "a whole number"))
                .registerConverter(int.class, read(Integer::valueOf, "a whole number"))
                .registerConverter(Long.class, read(Long::valueOf, "a whole number"))
                .registerConverter(long.class, read(Long::valueOf, "a whole number"));
    }

    private static <N> ITypeConverter<N> read(Function<String, N> reading, String kind) {
        return text -> {
            try {
                return reading.apply(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not " + kind);
            }
        };
    }
}
