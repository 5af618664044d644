package org.posthorn.api.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// Reads a request record of a REST API: some members are labels of the path, some are in the query part of the URL,
/// the others in a JSON body (the protocol restJson1).
public final class RestReader {

    private final Map<String, String> labels;
    private final Map<String, List<String>> query;
    private final boolean bodyless;
    private final Violations violations = new Violations(JsonDialect.SES.style());

    private RestReader(Map<String, String> labels, String query, boolean bodyless) {
        this.labels = labels;
        this.query = QueryPart.parse(query);
        this.bodyless = bodyless;
    }

    /// @param labels of the path, decoded, by name
    /// @param query the raw query part of the URL
    /// @param bodyless whether it came by a method without a body: older SDKs ask for lists by `GET`, with all members
    /// in
    ///     the query that a newer one has in the body
    /// @param body maybe empty
    /// @throws JsonMismatch for a value that is not of its type
    /// @throws org.posthorn.engine.SesException VALIDATION_ERROR for broken constraints
    public static <T extends Record> T read(
            Class<T> type, Map<String, String> labels, String query, boolean bodyless, Chunks body) {
        RestReader reader = new RestReader(labels, query, bodyless);
        RecordSchema<T> schema = RecordSchema.of(type);
        List<RecordSchema.Component> components = schema.components();
        @Nullable Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = reader.elsewhere(components.get(i));
        }
        return JsonReader.read(body.stream(), schema, JsonDialect.SES, values, reader.violations);
    }

    private @Nullable Object elsewhere(RecordSchema.Component component) {
        return switch (component.place()) {
            case BODY ->
                bodyless && isPlain(component.shape())
                        ? value(component, query.getOrDefault(component.wireName(), List.of()))
                        : null;
            case PATH -> label(component, labels.get(component.nameInUrl()));
            case QUERY -> value(component, query.getOrDefault(component.nameInUrl(), List.of()));
        };
    }

    private static boolean isPlain(Shape shape) {
        return shape instanceof Shape.OptionalOf optional ? isPlain(optional.element()) : shape instanceof Shape.Scalar;
    }

    private @Nullable Object label(RecordSchema.Component component, @Nullable String text) {
        boolean isText = component.shape() instanceof Shape.Scalar scalar && scalar.type() == String.class;
        return isText || text == null ? text : value(component, List.of(text));
    }

    /// An empty value is an absent one.
    private @Nullable Object value(RecordSchema.Component component, List<String> texts) {
        List<String> given = texts.stream().filter(text -> !text.isEmpty()).toList();
        if (given.isEmpty()) {
            return null;
        }
        if (component.shape() instanceof Shape.ListOf list) {
            return list(((Shape.Scalar) list.element()).type(), given, component.name());
        }
        boolean optional = component.shape() instanceof Shape.OptionalOf;
        Shape plain = component.shape() instanceof Shape.OptionalOf of ? of.element() : component.shape();
        Class<?> type = ((Shape.Scalar) plain).type();
        Object value = scalar(type, given.getFirst(), component.name());
        if (value == null) {
            violations.notOneOf(type.getEnumConstants(), component.name());
            return JsonReader.VIOLATED;
        }
        return optional ? Optional.of(value) : value;
    }

    private List<Object> list(Class<?> type, List<String> texts, String path) {
        List<Object> list = new ArrayList<>();
        boolean known = true;
        for (String text : texts) {
            Object value = scalar(type, text, path);
            if (value == null) {
                known = false;
            } else {
                list.add(value);
            }
        }
        if (!known) {
            violations.memberNotOneOf(type.getEnumConstants(), path);
        }
        return List.copyOf(list);
    }

    /// @return null for a word that is not of the enum
    private static @Nullable Object scalar(Class<?> type, String text, String path) {
        try {
            if (type == String.class) {
                return text;
            }
            if (type.isEnum()) {
                return JsonReader.constant(type, text);
            }
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text);
            }
            if (type == Instant.class) {
                return OffsetDateTime.parse(text).toInstant();
            }
        } catch (NumberFormatException e) {
            throw new JsonMismatch(path, "'" + text + "' can not be converted to Integer");
        } catch (DateTimeException e) {
            throw new JsonMismatch(path, "'" + text + "' can not be converted to Timestamp");
        }
        throw new IllegalStateException("no such member of a query: " + type);
    }
}
