package org.posthorn.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// One key, as the components of the configuration's records declare it.
///
/// @param name such as `api.listen`
/// @param type of the value, or of each when the key holds several or may be absent
/// @param many whether it holds a comma-separated list
/// @param optional whether it may be absent
public record ConfigKey(
        String name, Class<?> type, boolean many, boolean optional, Optional<Default> fallback, Optional<Range> range) {

    /// All keys there are, in the order of the file.
    public static List<ConfigKey> all() {
        return of(RecordSchema.of(PosthornConfig.class), "").stream()
                .filter(key -> key.name.indexOf('.') > 0) // `dev` and `listenAnywhere` are no keys
                .toList();
    }

    /// The keys below a record, in the order of its components.
    private static List<ConfigKey> of(RecordSchema<?> schema, String prefix) {
        List<ConfigKey> keys = new ArrayList<>();
        RecordComponent[] parts = schema.type().getRecordComponents();
        for (int i = 0; i < parts.length; i++) {
            Shape shape = schema.components().get(i).shape();
            String name = prefix + snakeCase(parts[i].getName());
            Optional<RecordSchema<?>> section = section(shape);
            if (section.isPresent()) {
                keys.addAll(of(section.get(), name + "."));
            } else {
                keys.add(of(name, shape, parts[i]));
            }
        }
        return List.copyOf(keys);
    }

    private static ConfigKey of(String name, Shape shape, RecordComponent part) {
        Optional<Default> fallback = Optional.ofNullable(part.getAnnotation(Default.class));
        Optional<Range> range = Optional.ofNullable(part.getAnnotation(Range.class));
        return switch (shape) {
            case Shape.OptionalOf one -> new ConfigKey(name, valueType(one.element()), false, true, fallback, range);
            case Shape.ListOf list ->
                new ConfigKey(name, valueType(list.element()), true, fallback.isEmpty(), fallback, range);
            default -> new ConfigKey(name, valueType(shape), false, false, fallback, range);
        };
    }

    /// A record that is no value of its own groups keys.
    static Optional<RecordSchema<?>> section(Shape shape) {
        return shape instanceof Shape.Structure structure && !ValueKind.isKnown(structure.type())
                ? Optional.of(structure.schema())
                : Optional.empty();
    }

    private static Class<?> valueType(Shape shape) {
        return switch (shape) {
            case Shape.Scalar scalar -> scalar.type();
            case Shape.Structure structure -> structure.type();
            default -> throw new IllegalStateException("a key can't hold " + shape);
        };
    }

    public boolean isSecret() {
        return type == Secret.class;
    }

    /// The environment variable that sets a key.
    static String variable(String key) {
        return "POSTHORN_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// `max24HourSend` → `max_24_hour_send`, `s3Directory` → `s3_directory`.
    static String snakeCase(String camelCase) {
        return camelCase
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z]{2})(?=[0-9])", "_")
                .toLowerCase(Locale.ROOT);
    }

    /// The default under these circumstances; empty when the key is then absent.
    public Optional<String> fallback(boolean dev, boolean sandbox) {
        return fallback.map(given -> {
            if (dev && !given.dev().isEmpty()) {
                return given.dev();
            }
            return !sandbox && !given.unsandboxed().isEmpty() ? given.unsandboxed() : given.value();
        });
    }
}
