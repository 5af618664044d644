package org.posthorn.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordSchemaTest {
    private record Inner(int number) {}

    private record Outer(
            String text,
            Optional<Inner> inner,
            List<String> words,
            Map<String, Inner> named,
            @WireName("IAMRoleARN") String roleArn) {
        Outer {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("empty");
            }
        }
    }

    private final RecordSchema<Outer> schema = RecordSchema.of(Outer.class);

    @Test
    void aRecordsComponentsSayItsShapeAndItsNamesOnTheWire() {
        assertThat(schema.components())
                .extracting(RecordSchema.Component::wireName)
                .containsExactly("Text", "Inner", "Words", "Named", "IAMRoleARN");
        assertThat(schema.components())
                .extracting(RecordSchema.Component::shape)
                .containsExactly(
                        new Shape.Scalar(String.class),
                        new Shape.OptionalOf(new Shape.Structure(Inner.class)),
                        new Shape.ListOf(new Shape.Scalar(String.class)),
                        new Shape.MapOf(new Shape.Structure(Inner.class)),
                        new Shape.Scalar(String.class));
        assertThat(RecordSchema.of(Outer.class)).isSameAs(schema);
    }

    @Test
    void aPrivateRecordIsTakenApartAndPutTogether() {
        Outer outer = new Outer("a", Optional.of(new Inner(1)), List.of("b"), Map.of(), "r");
        Object[] values = schema.components().stream()
                .map(component -> component.get(outer))
                .toArray();
        assertThat(schema.construct(values)).isEqualTo(outer);
    }

    @Test
    void whatARecordsConstructorThrowsPassesThrough() {
        assertThatThrownBy(() -> schema.construct(new Object[] {"", Optional.empty(), List.of(), Map.of(), "r"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("empty");
    }
}
