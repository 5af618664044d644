package org.posthorn.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the values of one type are read from text and described to people.
///
/// @param expected ends the sentence "it must be …"
/// @param parse from the text and the directory that relative paths count from; throws IllegalArgumentException
record ValueKind(String expected, BiFunction<String, Path, Object> parse) {
    private static final String FILE_URL = "file://";
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final Map<Class<?>, ValueKind> KINDS = Map.of(
            String.class, of("a text that is not empty", ValueKind::text),
            Secret.class, of("a text that is not empty", text -> new Secret(text(text))),
            boolean.class, of("true or false", ValueKind::bool),
            int.class, of("a whole number", Integer::valueOf),
            long.class, of("a whole number", Long::valueOf),
            double.class, of("a number", ValueKind::number),
            ByteSize.class, of("a size such as 512MiB (B, KiB, MiB, GiB, TiB)", ByteSize::parse),
            Duration.class, of("a time such as 30s (ms, s, m, h, d)", ValueKind::duration),
            HostPort.class, of("host:port, such as 127.0.0.1:2525 or [::1]:2525", HostPort::parse),
            Path.class, new ValueKind("a path", ValueKind::path));
    private static final ValueKind URL = of("a URL that starts with http:// or https://", ValueKind::url);

    static boolean isKnown(Class<?> type) {
        return KINDS.containsKey(type) || type.isEnum() || type == URI.class;
    }

    static ValueKind of(ConfigKey key) {
        Class<?> type = key.type();
        if (type.isEnum()) {
            return ofEnum(type);
        }
        ValueKind kind = type == URI.class
                ? URL
                : Optional.ofNullable(KINDS.get(type))
                        .orElseThrow(() -> new IllegalStateException("a key can't hold " + type));
        return key.range().map(range -> kind.within(range.min(), range.max())).orElse(kind);
    }

    private static ValueKind of(String expected, Function<String, Object> parse) {
        return new ValueKind(expected, (text, base) -> parse.apply(text));
    }

    private ValueKind within(long min, long max) {
        return new ValueKind(expected + " from " + min + " to " + max, (text, base) -> {
            Number number = (Number) parse.apply(text, base);
            if (number.doubleValue() < min || number.doubleValue() > max) {
                throw new IllegalArgumentException("out of range");
            }
            return number;
        });
    }

    private static ValueKind ofEnum(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        String words =
                String.join(", ", Arrays.stream(constants).map(ValueKind::word).toList());
        return of(
                constants.length == 1 ? words : "one of " + words,
                text -> Arrays.stream(constants)
                        .filter(constant -> word(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no such word")));
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A value in the form it has in the file.
    static String print(Object value) {
        return switch (value) {
            case Enum<?> constant -> word(constant);
            case Duration duration -> print(duration);
            case Double number -> number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString();
            default -> value.toString();
        };
    }

    private static String print(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHoursPart() != 0 || duration.toDays() < 2
                ? duration.toHours() + "h"
                : duration.toDays() + "d";
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("empty");
        }
        return text;
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Double number(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("not finite");
        }
        return number;
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a time");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static URI url(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException("not a web address");
        }
        return uri;
    }

    /// A URL of a file is one too.
    private static Path path(String text, Path base) {
        String path = text.startsWith(FILE_URL + "/") ? text.substring(FILE_URL.length()) : text;
        try {
            return base.resolve(text(path)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
        }
    }
}
