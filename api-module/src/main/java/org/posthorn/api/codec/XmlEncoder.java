package org.posthorn.api.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

/// Writes a response record as the XML of a successful answer.
///
/// An empty optional is left out, an empty list or map is an empty element: SDKs then see an empty list, not null.
public final class XmlEncoder {
    static final String NAMESPACE = "http://ses.amazonaws.com/doc/2010-12-01/";

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Xml xml = new Xml();

    private XmlEncoder() {}

    /// @param result empty for the operations without an output: they have no result element at all
    public static String encode(String action, Optional<? extends Record> result, String requestId) {
        XmlEncoder encoder = new XmlEncoder();
        encoder.xml.openWith(action + "Response", " xmlns=\"" + NAMESPACE + "\"");
        result.ifPresent(r -> encoder.structure(action + "Result", r));
        encoder.xml.open("ResponseMetadata").leaf("RequestId", requestId).close("ResponseMetadata");
        return encoder.xml.close(action + "Response").toString();
    }

    private void structure(String name, Record value) {
        List<RecordSchema.Component> components =
                RecordSchema.of(value.getClass()).components();
        if (components.isEmpty()) {
            xml.empty(name);
            return;
        }
        xml.open(name);
        for (RecordSchema.Component component : components) {
            element(component.wireName(), component.shape(), component.get(value));
        }
        xml.close(name);
    }

    private void element(String name, Shape shape, Object value) {
        switch (shape) {
            case Shape.Scalar scalar -> xml.leaf(name, text(value));
            case Shape.Structure structure -> structure(name, (Record) value);
            case Shape.OptionalOf optional ->
                ((Optional<?>) value).ifPresent(v -> element(name, optional.element(), v));
            case Shape.ListOf list -> list(name, list.element(), (List<?>) value);
            case Shape.MapOf map -> map(name, map.element(), (Map<?, ?>) value);
            case Shape.Choice choice -> throw new IllegalStateException("not in a response: " + choice);
        }
    }

    private void list(String name, Shape element, List<?> members) {
        if (members.isEmpty()) {
            xml.empty(name);
            return;
        }
        xml.open(name);
        members.forEach(member -> element("member", element, member));
        xml.close(name);
    }

    private void map(String name, Shape element, Map<?, ?> entries) {
        if (entries.isEmpty()) {
            xml.empty(name);
            return;
        }
        xml.open(name);
        entries.forEach((key, value) -> {
            xml.open("entry").leaf("key", text(key));
            element("value", element, value);
            xml.close("entry");
        });
        xml.close(name);
    }

    private static String text(Object value) {
        return switch (value) {
            case Instant instant -> TIMESTAMP.format(instant);
            case Double number -> decimal(number);
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            default -> value.toString();
        };
    }

    /// `200.0`, never with an exponent.
    private static String decimal(double number) {
        String plain = BigDecimal.valueOf(number).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
}
