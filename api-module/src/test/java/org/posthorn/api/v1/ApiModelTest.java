package org.posthorn.api.v1;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.api.TestEngine;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.SesError;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.record.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Walks the API model of SES (`model/ses-2010-12-01.json`: the facts of the published service description) and holds
/// the
/// records and errors against it.
class ApiModelTest {
    /// SES checks it itself, with a text of its own (recorded).
    private static final String OWN_TEXT = "SetIdentityHeadersInNotificationsEnabledRequest.NotificationType";

    private static final JsonNode MODEL = readModel();

    private final Actions actions = new TestEngine().actions();

    @Test
    void everyOperationHasAnActionOrIsStillToCome() {
        Set<String> done = actions.all().stream().map(Operation::name).collect(toSet());
        Set<String> known = new HashSet<>(done);
        known.addAll(NotYet.OPERATIONS);
        assertThat(known).isEqualTo(Set.copyOf(MODEL.get("operations").propertyNames()));
        assertThat(NotYet.OPERATIONS).doesNotContainAnyElementsOf(done).hasSize(17);
    }

    @TestFactory
    Stream<DynamicTest> requestsHaveTheMembersOfTheModel() {
        return actions.all().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> {
                    JsonNode shape =
                            MODEL.get("operations").get(operation.name()).get("in");
                    if (shape.isNull()) {
                        assertThat(operation.requestType().getRecordComponents())
                                .isEmpty();
                    } else {
                        checkStructure(shape.asString(), operation.requestType(), true);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> responsesHaveTheMembersOfTheModel() {
        return actions.all().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> {
                    JsonNode shape =
                            MODEL.get("operations").get(operation.name()).get("out");
                    Class<?> response = responseType(operation);
                    if (shape.isNull()) {
                        assertThat(response).isEqualTo(NoResult.class);
                    } else {
                        checkStructure(shape.asString(), response, false);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyModelledErrorIsKnown() {
        Map<String, Integer> statuses = Arrays.stream(SesError.values())
                .map(ErrorCode::of)
                .distinct()
                .collect(toMap(ErrorCode::code, ErrorCode::httpStatus));
        return MODEL.get("errors").properties().stream()
                .map(error -> DynamicTest.dynamicTest(error.getKey(), () -> {
                    assertThat(statuses)
                            .containsEntry(
                                    error.getValue().get("code").asString(),
                                    error.getValue().get("http").asInt());
                }));
    }

    /// @param request whether required members must be so in the record too: in responses SES itself leaves out members
    ///     that its model requires (unset topics), and always gives some that it does not
    private static void checkStructure(String shapeName, Class<?> type, boolean request) {
        JsonNode shape = MODEL.get("shapes").get(shapeName);
        List<RecordSchema.Component> components =
                RecordSchema.of(type.asSubclass(Record.class)).components();
        assertThat(components.stream().map(RecordSchema.Component::wireName))
                .as(shapeName)
                .containsExactlyElementsOf(shape.get("members").propertyNames());
        Set<String> required = StreamSupport.stream(shape.get("required").spliterator(), false)
                .map(JsonNode::asString)
                .collect(toSet());
        RecordComponent[] declared = type.getRecordComponents();
        for (int i = 0; i < declared.length; i++) {
            RecordSchema.Component component = components.get(i);
            String member = shapeName + "." + component.wireName();
            if (request) {
                assertThat(isRequired(component.shape(), declared[i]))
                        .as(member + " is required")
                        .isEqualTo(required.contains(component.wireName()));
            }
            checkKind(member, shape.get("members").get(component.wireName()).asString(), component.shape(), request);
        }
    }

    private static boolean isRequired(Shape shape, RecordComponent declared) {
        return switch (shape) {
            case Shape.OptionalOf optional -> false;
            case Shape.ListOf list -> declared.isAnnotationPresent(Required.class);
            default -> true;
        };
    }

    private static void checkKind(String member, String shapeName, Shape ours, boolean request) {
        JsonNode shape = MODEL.get("shapes").get(shapeName);
        Shape plain = ours instanceof Shape.OptionalOf optional ? optional.element() : ours;
        switch (shape.get("type").asString()) {
            case "structure" -> {
                assertThat(plain).as(member).isInstanceOf(Shape.Structure.class);
                checkStructure(shapeName, ((Shape.Structure) plain).type(), request);
            }
            case "list" -> {
                assertThat(plain).as(member).isInstanceOf(Shape.ListOf.class);
                checkKind(member, shape.get("member").asString(), ((Shape.ListOf) plain).element(), request);
            }
            case "map" -> {
                assertThat(plain).as(member).isInstanceOf(Shape.MapOf.class);
                checkKind(member, shape.get("value").asString(), ((Shape.MapOf) plain).element(), request);
            }
            default -> {
                assertThat(plain).as(member).isInstanceOf(Shape.Scalar.class);
                checkScalar(member, shape, ((Shape.Scalar) plain).type());
            }
        }
    }

    private static void checkScalar(String member, JsonNode shape, Class<?> type) {
        if (member.equals(OWN_TEXT)) {
            assertThat(type).isEqualTo(String.class);
            return;
        }
        if (shape.has("enum")) {
            assertThat(Arrays.stream(Objects.requireNonNull(type.getEnumConstants(), member))
                            .map(Object::toString))
                    .as(member)
                    .containsExactlyElementsOf(
                            StreamSupport.stream(shape.get("enum").spliterator(), false)
                                    .map(JsonNode::asString)
                                    .toList());
            return;
        }
        Set<Class<?>> allowed = switch (shape.get("type").asString()) {
            case "string" -> Set.of(String.class);
            case "boolean" -> Set.of(boolean.class, Boolean.class);
            case "integer" -> Set.of(int.class, Integer.class);
            case "long" -> Set.of(long.class);
            case "double" -> Set.of(double.class);
            case "timestamp" -> Set.of(Instant.class);
            case "blob" -> Set.of(byte[].class);
            default -> Set.of();
        };
        assertThat(allowed).as(member + " is " + type).contains(type);
    }

    private static Class<?> responseType(Operation<?, ?> operation) {
        ParameterizedType action =
                (ParameterizedType) operation.action().getClass().getGenericInterfaces()[0];
        return (Class<?>) action.getActualTypeArguments()[1];
    }

    private static JsonNode readModel() {
        try (InputStream in = ApiModelTest.class.getResourceAsStream("/model/ses-2010-12-01.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
