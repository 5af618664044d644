package org.posthorn.api.codec;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads a record out of JSON: structures are objects, lists arrays, maps objects, blobs base64.
///
/// The record's schema leads, so nesting is as deep as the schema, and what it does not name is skipped or refused as
/// the [JsonDialect] says. `null` is absent, and an absent `boolean` is `false`, but a `null` is none to SES. A value
/// of another type ends the reading at once; broken constraints (a member that is missing, a word that is not of an
/// enum) are gathered over the whole of it, as SES v2 does.
public final class JsonReader {
    /// Deeper than any schema; it bounds what is skipped.
    private static final int DEPTH = 64;

    private static final int NUMBER_CHARS = 100;

    /// The year 9999.
    private static final double MOST_MILLIS = 253_402_300_799_999.0;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(NUMBER_CHARS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /// In place of a value that broke a constraint; no record is made of it.
    static final Object VIOLATED = new Object();

    private static final Set<String> TRUE = Set.of("true", "yes", "y", "t", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "n", "f", "0");

    private final JsonParser json;
    private final JsonDialect dialect;
    private final Violations violations;

    private JsonReader(JsonParser json, JsonDialect dialect, Violations violations) {
        this.json = json;
        this.dialect = dialect;
        this.violations = violations;
    }

    /// @param bytes an object in UTF-8; none is one without members. Its size is for the caller to bound
    /// @throws JsonMismatch for what is no JSON, no object, or has a value of another type
    /// @throws SesException VALIDATION_ERROR for missing members and unknown enum constants
    public static <T extends Record> T read(byte[] bytes, Class<T> type, JsonDialect dialect) {
        RecordSchema<T> schema = RecordSchema.of(type);
        Object[] none = new Object[schema.components().size()];
        return read(new ByteArrayInputStream(bytes), schema, dialect, none, new Violations(dialect.style()));
    }

    /// The same where some members are not in the body.
    ///
    /// @param elsewhere for each component that is not, its value or null
    /// @param violations those that were found there
    static <T extends Record> T read(
            InputStream body,
            RecordSchema<T> schema,
            JsonDialect dialect,
            @Nullable Object[] elsewhere,
            Violations violations) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            JsonReader reader = new JsonReader(json, dialect, violations);
            JsonToken first = json.nextToken();
            Object read = null;
            if (first == JsonToken.START_OBJECT) {
                read = reader.structure(schema, "", elsewhere);
            } else if (first == null && json.currentLocation().getByteOffset() <= 0) {
                read = reader.complete(schema, "", elsewhere);
            } else {
                throw new JsonMismatch("", null);
            }
            if (json.nextToken() != null) {
                throw new JsonMismatch("", null);
            }
            violations.throwIfAny();
            return schema.type().cast(Objects.requireNonNull(read)); // nothing was violated
        } catch (JacksonException e) {
            throw new JsonMismatch("", null);
        }
    }

    /// @param path what the paths of the members start with
    /// @return null once something was violated
    private @Nullable Object structure(RecordSchema<?> schema, String path) {
        return structure(schema, path, new Object[schema.components().size()]);
    }

    /// @param values of what was read elsewhere
    private @Nullable Object structure(RecordSchema<?> schema, String path, @Nullable Object[] values) {
        List<RecordSchema.Component> components = schema.components();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            int i = indexOf(schema, json.currentName());
            boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
            if (i < 0) {
                skip(path);
                continue;
            }
            RecordSchema.Component component = components.get(i);
            if (isNull && isFlag(component) && dialect == JsonDialect.SES) {
                // Not the same as absent, which is false.
                throw new JsonMismatch(path + component.name(), null);
            }
            if (!isNull) {
                Object value = value(component.shape(), path + component.name());
                values[i] = value == null ? VIOLATED : value;
            }
        }
        return complete(schema, path, values);
    }

    /// Gives what is absent its value, and checks what is there.
    private @Nullable Object complete(RecordSchema<?> schema, String path, @Nullable Object[] values) {
        List<RecordSchema.Component> components = schema.components();
        for (int i = 0; i < values.length; i++) {
            RecordSchema.Component component = components.get(i);
            Object value = values[i];
            if (value == null) {
                values[i] = absent(component, path);
            } else {
                component.bounds().ifPresent(bounds -> check(value, bounds, path + component.name()));
            }
        }
        return violations.isEmpty() ? schema.construct(values) : null;
    }

    private void check(Object value, Bounds bounds, String path) {
        Object plain = value instanceof Optional<?> optional && optional.isPresent() ? optional.get() : value;
        boolean isNumber = plain instanceof Number;
        long size = switch (plain) {
            case String text -> text.length();
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Number number -> number.longValue();
            default -> bounds.min();
        };
        if (size < bounds.min()) {
            violations.tooSmall(isNumber ? "value" : "length", bounds.min(), path);
        } else if (size > bounds.max()) {
            violations.tooLarge(isNumber ? "value" : "length", bounds.max(), path);
        }
    }

    private int indexOf(RecordSchema<?> schema, String name) {
        int i = dialect == JsonDialect.OPERATOR ? schema.indexOfName(name) : schema.indexOfWireName(name);
        return i >= 0 && schema.components().get(i).place() == RecordSchema.Place.BODY ? i : -1;
    }

    private static boolean isFlag(RecordSchema.Component component) {
        return component.shape() instanceof Shape.Scalar scalar && scalar.type() == boolean.class;
    }

    private void skip(String path) {
        if (dialect != JsonDialect.SES) {
            throw new JsonMismatch(path + json.currentName(), "there is no such member");
        }
        json.skipChildren();
    }

    private @Nullable Object absent(RecordSchema.Component component, String path) {
        if (component.shape() instanceof Shape.OptionalOf) {
            return Optional.empty();
        }
        if (isFlag(component)) {
            return false;
        }
        if (component.isRequired()) {
            violations.missing(path + component.name(), component.tellsNull());
            return null;
        }
        return component.shape() instanceof Shape.MapOf ? Map.of() : List.of();
    }

    private @Nullable Object value(Shape shape, String path) {
        return switch (shape) {
            case Shape.Scalar scalar -> scalar(scalar.type(), path);
            case Shape.OptionalOf optional -> Optional.ofNullable(value(optional.element(), path));
            case Shape.Structure structure -> {
                expect(JsonToken.START_OBJECT, "Expected null", path);
                yield structure(structure.schema(), path + ".");
            }
            case Shape.ListOf list -> {
                expect(JsonToken.START_ARRAY, "Expected list or null", path);
                yield list(list.element(), path);
            }
            case Shape.MapOf map -> {
                expect(JsonToken.START_OBJECT, "Expected map or null", path);
                yield map(map.element(), path);
            }
            case Shape.Choice choice -> throw new IllegalStateException("not in a request: " + choice);
        };
    }

    private List<Object> list(Shape element, String path) {
        List<Object> list = new ArrayList<>();
        boolean words = element instanceof Shape.Scalar scalar && scalar.type().isEnum();
        boolean known = true;
        for (int number = 1; json.nextToken() != JsonToken.END_ARRAY; number++) {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (words) {
                Object word = word(((Shape.Scalar) element).type(), path);
                if (word == null) {
                    known = false;
                } else {
                    list.add(word);
                }
            } else {
                Object value = value(element, path + "." + number + ".member");
                if (value != null) {
                    list.add(value);
                }
            }
        }
        if (!known) {
            violations.memberNotOneOf(((Shape.Scalar) element).type().getEnumConstants(), path);
        }
        return List.copyOf(list);
    }

    private Map<String, Object> map(Shape element, String path) {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                Object value = value(element, path + "." + key + ".member");
                if (value != null) {
                    map.put(key, value);
                }
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object scalar(Class<?> type, String path) {
        JsonToken token = json.currentToken();
        if (type == String.class || type.isEnum() || type == byte[].class) {
            expect(JsonToken.VALUE_STRING, found() + " can not be converted to a String", path);
            return text(type, path);
        }
        if (type == boolean.class || type == Boolean.class) {
            return bool(token, path);
        }
        boolean isNumber = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (type == Instant.class) {
            if (isNumber && dialect == JsonDialect.SES) {
                return epochSeconds(path);
            }
            expect(JsonToken.VALUE_STRING, found() + " can not be converted to a Timestamp", path);
            return instant(path);
        }
        if (!isNumber) {
            expect(JsonToken.VALUE_NUMBER_INT, found() + " can not be converted to " + nameOf(type), path);
        }
        return number(type, path);
    }

    private @Nullable Object text(Class<?> type, String path) {
        if (type == byte[].class) {
            return json.getBinaryValue();
        }
        String text = json.getString();
        if (type == String.class) {
            return text;
        }
        Object constant = constant(type, text);
        if (constant == null) {
            violations.notOneOf(type.getEnumConstants(), path);
        }
        return constant;
    }

    private @Nullable Object word(Class<?> type, String path) {
        expect(JsonToken.VALUE_STRING, found() + " can not be converted to a String", path);
        return constant(type, json.getString());
    }

    /// The constant of an enum that reads so.
    static @Nullable Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElse(null);
    }

    private Boolean bool(JsonToken token, String path) {
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        expect(JsonToken.VALUE_STRING, found() + " can not be converted to a Boolean", path);
        String word = json.getString().toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            // Its own article, as seen.
            throw notA("an Boolean", path);
        }
        return TRUE.contains(word);
    }

    private Object number(Class<?> type, String path) {
        try {
            BigDecimal number = json.getDecimalValue();
            if (type == int.class || type == Integer.class) {
                return number.intValueExact();
            }
            if (type == long.class || type == Long.class) {
                return number.longValueExact();
            }
            if (type == double.class || type == Double.class) {
                return number.doubleValue();
            }
        } catch (ArithmeticException e) {
            throw notA(nameOf(type), path);
        }
        throw new IllegalStateException("no such member type: " + type);
    }

    /// To the millisecond; as a double, since a decimal of a large exponent would be worked out digit by digit.
    private Instant epochSeconds(String path) {
        double millis = json.getDoubleValue() * 1_000;
        if (Math.abs(millis) > MOST_MILLIS) {
            throw notA("a Timestamp", path);
        }
        return Instant.ofEpochMilli(Math.round(millis));
    }

    private Instant instant(String path) {
        try {
            return Instant.parse(json.getString());
        } catch (DateTimeException e) {
            throw notA("a Timestamp", path);
        }
    }

    /// In the words that SES v2 was seen to use.
    private void expect(JsonToken token, String otherwise, String path) {
        JsonToken found = json.currentToken();
        if (found == token) {
            return;
        }
        throw new JsonMismatch(
                path,
                switch (found) {
                    case START_ARRAY -> "Start of list found where not expected";
                    case START_OBJECT -> "Start of structure or map found where not expected.";
                    default -> otherwise;
                });
    }

    private JsonMismatch notA(String type, String path) {
        return new JsonMismatch(path, found() + " can not be converted to " + type);
    }

    /// The present token as SES v2 names it.
    private String found() {
        return switch (json.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER_VALUE";
            case VALUE_TRUE -> "TRUE_VALUE";
            case VALUE_FALSE -> "FALSE_VALUE";
            default -> "STRING_VALUE";
        };
    }

    private static String nameOf(Class<?> type) {
        return type == double.class || type == Double.class
                ? "a Double"
                : type == long.class || type == Long.class ? "a Long" : "an Integer";
    }
}
