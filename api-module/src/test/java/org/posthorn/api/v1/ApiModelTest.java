package org.posthorn.api.v1;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.api.ApiModel;
import org.posthorn.api.TestEngine;
import org.posthorn.api.call.Actions;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.SesError;

/// Walks the API model of SES (`model/ses-2010-12-01.json`: the facts of the published service description) and holds
/// the records and errors against it.
class ApiModelTest {
    /// SES checks it itself, with a text of its own (recorded).
    private static final String OWN_TEXT = "SetIdentityHeadersInNotificationsEnabledRequest.NotificationType";

    private static final ApiModel MODEL = new ApiModel("ses-2010-12-01.json", Set.of(OWN_TEXT));

    private final Actions actions = new TestEngine().actions();

    @Test
    void everyOperationHasAnAction() {
        Set<String> done = actions.all().stream().map(Operation::name).collect(toSet());
        assertThat(done).isEqualTo(MODEL.operations());
    }

    @TestFactory
    Stream<DynamicTest> requestsHaveTheMembersOfTheModel() {
        return actions.all().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> MODEL.checkRequest(operation)));
    }

    @TestFactory
    Stream<DynamicTest> responsesHaveTheMembersOfTheModel() {
        return actions.all().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> MODEL.checkResponse(operation)));
    }

    @TestFactory
    Stream<DynamicTest> everyModelledErrorIsKnown() {
        Map<String, Integer> statuses = Arrays.stream(SesError.values())
                .map(ErrorCode::of)
                .distinct()
                .collect(toMap(ErrorCode::code, ErrorCode::httpStatus));
        return MODEL.errors().properties().stream()
                .map(error -> DynamicTest.dynamicTest(error.getKey(), () -> {
                    assertThat(statuses)
                            .containsEntry(
                                    error.getValue().get("code").asString(),
                                    error.getValue().get("http").asInt());
                }));
    }
}
