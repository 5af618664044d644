package org.posthorn.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// Reads the bytes of one [StoredRecord]; every length is checked against what encloses it before it is believed.
final class RecordReader {
    private static final ClassValue<Map<String, Class<? extends Record>>> CASES = new ClassValue<>() {
        @Override
        protected Map<String, Class<? extends Record>> computeValue(Class<?> choice) {
            Map<String, Class<? extends Record>> cases = new LinkedHashMap<>();
            for (Class<?> permitted : choice.getPermittedSubclasses()) {
                cases.put(permitted.getSimpleName(), permitted.asSubclass(Record.class));
            }
            return cases;
        }
    };

    private final byte[] bytes;
    private int at;
    private int end;
    private int depth;
    private String where = "record";

    RecordReader(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.at = offset;
        this.end = bytes.length;
    }

    void version(byte expected) {
        byte version = next();
        if (version != expected) {
            throw corrupt("encoding version " + version + " is unknown");
        }
    }

    void end() {
        if (at != end) {
            throw corrupt("bytes left over");
        }
    }

    <T extends Record> T structure(Class<T> type) {
        if (++depth > StoredRecord.MAX_DEPTH) {
            throw corrupt("nested too deep");
        }
        RecordSchema<T> schema = RecordSchema.of(type);
        List<RecordSchema.Component> components = schema.components();
        int present = count();
        if (present > components.size()) {
            throw corrupt(type.getSimpleName() + " has more components than are known: written by something newer");
        }
        Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            RecordSchema.Component component = components.get(i);
            where = type.getSimpleName() + "." + component.name();
            values[i] = i < present ? enclosed(() -> read(component.shape())) : absent(component.shape());
        }
        depth--;
        where = type.getSimpleName();
        try {
            return schema.construct(values);
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException(where + ": values that can't be", e);
        }
    }

    /// Goes straight to a component deep inside.
    String text(int... path) {
        for (int place : path) {
            if (place >= count()) {
                throw corrupt("no component " + place);
            }
            for (int i = 0; i < place; i++) {
                int length = count();
                at += length;
            }
            int length = count();
            end = at + length;
        }
        return text();
    }

    private Object read(Shape shape) {
        return switch (shape) {
            case Shape.Scalar scalar -> scalar(scalar.type());
            case Shape.Structure structure -> structure(structure.type());
            case Shape.Choice choice -> choice(choice.type());
            case Shape.OptionalOf optional -> optional(optional.element());
            case Shape.ListOf list -> list(list.element());
            case Shape.MapOf map -> map(map.element());
        };
    }

    /// What a component reads as that was appended after the bytes were written.
    private Object absent(Shape shape) {
        return switch (shape) {
            case Shape.OptionalOf optional -> Optional.empty();
            case Shape.ListOf list -> List.of();
            case Shape.MapOf map -> Map.of();
            case Shape.Scalar scalar -> {
                if (scalar.type() != boolean.class) {
                    throw corrupt("missing");
                }
                yield false;
            }
            case Shape.Structure structure -> throw corrupt("missing");
            case Shape.Choice choice -> throw corrupt("missing");
        };
    }

    private Object scalar(Class<?> type) {
        if (type == String.class) {
            return text();
        }
        if (type == int.class || type == Integer.class) {
            long value = signed();
            if (value != (int) value) {
                throw corrupt("number out of range");
            }
            return (int) value;
        }
        if (type == long.class || type == Long.class) {
            return signed();
        }
        if (type == boolean.class || type == Boolean.class) {
            return next() != 0;
        }
        if (type == double.class || type == Double.class) {
            return ByteBuffer.wrap(take(Double.BYTES)).getDouble();
        }
        if (type == Instant.class || type == Duration.class) {
            return time(type);
        }
        if (type == byte[].class) {
            return take(end - at);
        }
        if (type.isEnum()) {
            return constant(type);
        }
        throw new IllegalArgumentException("no stored form for " + type.getName());
    }

    private Object time(Class<?> type) {
        long seconds = signed();
        long nanos = number();
        try {
            return type == Instant.class ? Instant.ofEpochSecond(seconds, nanos) : Duration.ofSeconds(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new CorruptRecordException(where + ": no such time", e);
        }
    }

    private Object constant(Class<?> type) {
        String name = text();
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> corrupt("no such constant"));
    }

    private Object choice(Class<?> type) {
        String name = enclosed(this::text);
        Class<? extends Record> found = CASES.get(type).get(name);
        if (found == null) {
            throw corrupt("no such case");
        }
        return structure(found);
    }

    private Optional<?> optional(Shape element) {
        if (at == end) {
            return Optional.empty();
        }
        if (next() != 1) {
            throw corrupt("bad mark of presence");
        }
        return Optional.of(read(element));
    }

    private List<?> list(Shape element) {
        int count = count();
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(enclosed(() -> read(element)));
        }
        return List.copyOf(values);
    }

    private Map<String, ?> map(Shape element) {
        int count = count();
        Map<String, Object> values = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            values.put(enclosed(this::text), enclosed(() -> read(element)));
        }
        return Map.copyOf(values);
    }

    /// Reads something with its length in front, and all of it.
    private <R> R enclosed(Supplier<R> reading) {
        int length = count();
        int outerEnd = end;
        end = at + length;
        R value = reading.get();
        end();
        end = outerEnd;
        return value;
    }

    /// A count or length: nothing has more parts or bytes than there are bytes left.
    private int count() {
        long value = number();
        if (value < 0 || value > end - at) {
            throw corrupt("length out of range");
        }
        return (int) value;
    }

    private String text() {
        String text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end;
        return text;
    }

    private long signed() {
        long folded = number();
        return (folded >>> 1) ^ -(folded & 1);
    }

    private long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = next();
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw corrupt("number too long");
    }

    private byte next() {
        if (at >= end) {
            throw corrupt("ends too early");
        }
        return bytes[at++];
    }

    private byte[] take(int length) {
        if (length > end - at) {
            throw corrupt("ends too early");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private CorruptRecordException corrupt(String what) {
        return new CorruptRecordException(where + ": " + what);
    }
}
