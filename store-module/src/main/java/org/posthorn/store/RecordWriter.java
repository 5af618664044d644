package org.posthorn.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// Writes the bytes of one [StoredRecord] into a growing array.
final class RecordWriter {
    private byte[] bytes;
    private int size;

    RecordWriter(int prefixBytes) {
        bytes = new byte[prefixBytes + 256];
        size = prefixBytes;
    }

    void version(byte version) {
        room(1);
        bytes[size++] = version;
    }

    void structure(Record value) {
        List<? extends RecordSchema.Component> components =
                RecordSchema.of(value.getClass()).components();
        number(components.size());
        for (RecordSchema.Component component : components) {
            int start = open();
            write(component.shape(), component.get(value));
            close(start);
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void write(Shape shape, Object value) {
        switch (shape) {
            case Shape.Scalar scalar -> scalar(value);
            case Shape.Structure structure -> structure((Record) value);
            case Shape.Choice choice -> choice((Record) value);
            case Shape.OptionalOf optional -> optional(optional.element(), (Optional<?>) value);
            case Shape.ListOf list -> list(list.element(), (List<?>) value);
            case Shape.MapOf map -> map(map.element(), (Map<?, ?>) value);
        }
    }

    private void scalar(Object value) {
        switch (value) {
            case String text -> raw(text.getBytes(StandardCharsets.UTF_8));
            case Integer number -> signed(number);
            case Long number -> signed(number);
            case Boolean flag -> raw(new byte[] {(byte) (flag ? 1 : 0)});
            case Double number ->
                raw(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
            case Instant instant -> time(instant.getEpochSecond(), instant.getNano());
            case Duration duration -> time(duration.getSeconds(), duration.getNano());
            case byte[] array -> raw(array);
            case Enum<?> constant -> raw(constant.name().getBytes(StandardCharsets.UTF_8));
            default ->
                throw new IllegalArgumentException(
                        "no stored form for " + value.getClass().getName());
        }
    }

    private void time(long seconds, int nanos) {
        signed(seconds);
        number(nanos);
    }

    private void choice(Record value) {
        int start = open();
        raw(value.getClass().getSimpleName().getBytes(StandardCharsets.UTF_8));
        close(start);
        structure(value);
    }

    private void optional(Shape element, Optional<?> value) {
        value.ifPresent(present -> {
            number(1);
            write(element, present);
        });
    }

    private void list(Shape element, List<?> values) {
        number(values.size());
        for (Object value : values) {
            int start = open();
            write(element, value);
            close(start);
        }
    }

    private void map(Shape element, Map<?, ?> values) {
        number(values.size());
        values.forEach((key, value) -> {
            int keyStart = open();
            scalar(key);
            close(keyStart);
            int valueStart = open();
            write(element, value);
            close(valueStart);
        });
    }

    /// Begins something with its length in front; leaves one byte for it, which is mostly enough.
    private int open() {
        room(1);
        return size++;
    }

    private void close(int start) {
        int length = size - start - 1;
        int more = numberLength(length) - 1;
        if (more > 0) {
            room(more);
            System.arraycopy(bytes, start + 1, bytes, start + 1 + more, length);
        }
        size = start;
        number(length);
        size += length;
    }

    private static int numberLength(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    private void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    private void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void room(int more) {
        if (more > StoredRecord.MAX_BYTES - size) {
            throw new IllegalArgumentException("a record of more than " + StoredRecord.MAX_BYTES + " bytes");
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
