package org.posthorn.api.codec;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes a record as JSON: what is empty is left out, but lists and maps are there without members.
public final class JsonWriter {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private final JsonGenerator json;
    private final JsonDialect dialect;

    private JsonWriter(JsonGenerator json, JsonDialect dialect) {
        this.json = json;
        this.dialect = dialect;
    }

    /// An object in UTF-8.
    public static byte[] write(Record value, JsonDialect dialect) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new JsonWriter(json, dialect).structure(value);
        }
        return bytes.toByteArray();
    }

    /// An array in UTF-8.
    public static byte[] write(List<? extends Record> values, JsonDialect dialect) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            JsonWriter writer = new JsonWriter(json, dialect);
            json.writeStartArray();
            values.forEach(writer::structure);
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    private void structure(Record value) {
        json.writeStartObject();
        for (RecordSchema.Component component :
                RecordSchema.of(value.getClass()).components()) {
            Object member = component.get(value);
            if (!(member instanceof Optional<?> optional && optional.isEmpty())) {
                json.writeName(dialect.name(component));
                value(component.shape(), member);
            }
        }
        json.writeEndObject();
    }

    private void value(Shape shape, Object value) {
        switch (shape) {
            case Shape.Scalar scalar -> scalar(value);
            case Shape.Structure structure -> structure((Record) value);
            case Shape.OptionalOf optional -> value(optional.element(), ((Optional<?>) value).orElseThrow());
            case Shape.ListOf list -> {
                json.writeStartArray();
                ((List<?>) value).forEach(member -> value(list.element(), member));
                json.writeEndArray();
            }
            case Shape.MapOf map -> {
                json.writeStartObject();
                ((Map<?, ?>) value).forEach((name, member) -> {
                    json.writeName((String) name);
                    value(map.element(), member);
                });
                json.writeEndObject();
            }
            case Shape.Choice choice -> throw new IllegalStateException("not in an answer: " + choice);
        }
    }

    private void scalar(Object value) {
        switch (value) {
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean bool -> json.writeBoolean(bool);
            case byte[] blob -> json.writeBinary(blob);
            case Instant instant -> instant(instant);
            default -> json.writeString(value.toString());
        }
    }

    private void instant(Instant instant) {
        if (dialect == JsonDialect.SES) {
            json.writeNumber(BigDecimal.valueOf(instant.toEpochMilli(), 3));
        } else {
            json.writeString(instant.toString());
        }
    }
}
