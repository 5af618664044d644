package org.posthorn.api;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.call.Operation;
import org.posthorn.api.v2.Unavailable;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published description of one version of the API, and whether our records have its members.
public final class ApiModel {
    private final JsonNode model;
    private final Set<String> ownTexts;

    /// @param resource below `model/`
    /// @param ownTexts members that SES checks itself, with an answer of its own, so that any string must come through,
    ///     or none: `Shape.Member`
    public ApiModel(String resource, Set<String> ownTexts) {
        this.ownTexts = ownTexts;
        try (InputStream in = ApiModel.class.getResourceAsStream("/model/" + resource)) {
            model = JsonMapper.shared().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Set<String> operations() {
        return Set.copyOf(model.get("operations").propertyNames());
    }

    /// An operation's entry.
    public JsonNode operation(String name) {
        return model.get("operations").get(name);
    }

    public JsonNode errors() {
        return model.get("errors");
    }

    public void checkRequest(Operation<?, ?> operation) {
        if (isUnavailable(operation)) {
            checkNames(operation(operation.name()).get("in"), operation.requestType());
            return;
        }
        JsonNode shape = operation(operation.name()).path("in");
        if (shape.isString()) {
            checkStructure(shape.asString(), operation.requestType(), true);
        } else {
            assertThat(operation.requestType().getRecordComponents()).isEmpty();
        }
    }

    public void checkResponse(Operation<?, ?> operation) {
        JsonNode shape = operation(operation.name()).path("out");
        Class<?> response = responseType(operation);
        if (isUnavailable(operation)) {
            checkNames(shape, response);
            return;
        }
        if (shape.isString() && !(response.equals(NoResult.class) && isEmpty(shape.asString()))) {
            checkStructure(shape.asString(), response, false);
        } else {
            assertThat(response).isEqualTo(NoResult.class);
        }
    }

    /// What refuses everything need not know all that could be said.
    private void checkNames(JsonNode shape, Class<?> type) {
        assertThat(model.get("shapes").get(shape.asString()).get("members").propertyNames())
                .containsAll(RecordSchema.of(type.asSubclass(Record.class)).components().stream()
                        .map(RecordSchema.Component::wireName)
                        .toList());
    }

    private static boolean isUnavailable(Operation<?, ?> operation) {
        return operation.requestType().getDeclaringClass().isAnnotationPresent(Unavailable.class);
    }

    private boolean isEmpty(String shapeName) {
        return model.get("shapes").get(shapeName).get("members").isEmpty();
    }

    /// @param request whether required members must be so in the record too: in responses SES itself leaves out members
    ///     that its model requires (unset topics), and always gives some that it does not
    private void checkStructure(String shapeName, Class<?> type, boolean request) {
        JsonNode shape = model.get("shapes").get(shapeName);
        List<RecordSchema.Component> components =
                RecordSchema.of(type.asSubclass(Record.class)).components();
        assertThat(components.stream().map(RecordSchema.Component::wireName))
                .as(shapeName)
                .containsExactlyElementsOf(shape.get("members").propertyNames());
        Set<String> required = StreamSupport.stream(shape.path("required").spliterator(), false)
                .map(JsonNode::asString)
                .collect(toSet());
        for (RecordSchema.Component component : components) {
            JsonNode described = shape.get("members").get(component.wireName());
            String member = shapeName + "." + component.wireName();
            if (request && !ownTexts.contains(member)) {
                assertThat(component.isRequired())
                        .as(member + " is required")
                        .isEqualTo(required.contains(component.wireName()));
            }
            assertThat(component.place().name().toLowerCase(Locale.ROOT))
                    .as(member)
                    .isEqualTo(place(described));
            assertThat(component.nameInUrl())
                    .as(member)
                    .isEqualTo(described.path("locationName").asString(component.wireName()));
            checkKind(member, shapeName(described), component.shape(), request);
        }
    }

    private static String place(JsonNode described) {
        return switch (described.path("location").asString("")) {
            case "uri" -> "path";
            case "querystring" -> "query";
            default -> "body";
        };
    }

    private static String shapeName(JsonNode described) {
        return described.isString()
                ? described.asString()
                : described.get("shape").asString();
    }

    private void checkKind(String member, String shapeName, Shape ours, boolean request) {
        JsonNode shape = model.get("shapes").get(shapeName);
        Shape plain = ours instanceof Shape.OptionalOf optional ? optional.element() : ours;
        switch (shape.get("type").asString()) {
            case "structure" -> {
                assertThat(plain).as(member).isInstanceOf(Shape.Structure.class);
                checkStructure(shapeName, ((Shape.Structure) plain).type(), request);
            }
            case "list" -> {
                assertThat(plain).as(member).isInstanceOf(Shape.ListOf.class);
                checkKind(member, shapeName(shape.get("member")), ((Shape.ListOf) plain).element(), request);
            }
            case "map" -> {
                assertThat(plain).as(member).isInstanceOf(Shape.MapOf.class);
                checkKind(member, shapeName(shape.get("value")), ((Shape.MapOf) plain).element(), request);
            }
            default -> {
                assertThat(plain).as(member).isInstanceOf(Shape.Scalar.class);
                checkScalar(member, shape, ((Shape.Scalar) plain).type());
            }
        }
    }

    private void checkScalar(String member, JsonNode shape, Class<?> type) {
        if (ownTexts.contains(member) && shape.has("enum")) {
            assertThat(type).isEqualTo(String.class);
            return;
        }
        if (shape.has("enum")) {
            assertThat(Arrays.stream(Objects.requireNonNull(type.getEnumConstants(), member))
                            .map(Object::toString))
                    .as(member)
                    .containsExactlyInAnyOrderElementsOf(
                            StreamSupport.stream(shape.get("enum").spliterator(), false)
                                    .map(JsonNode::asString)
                                    .toList());
            return;
        }
        Set<Class<?>> allowed = switch (shape.get("type").asString()) {
            case "string" -> Set.of(String.class);
            case "boolean" -> Set.of(boolean.class, Boolean.class);
            case "integer" -> Set.of(int.class, Integer.class);
            case "long" -> Set.of(long.class, Long.class);
            case "double" -> Set.of(double.class, Double.class);
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
}
