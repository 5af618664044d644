package org.posthorn.api.v2;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.api.ApiModel;
import org.posthorn.api.TestEngine;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.SesError;
import tools.jackson.databind.JsonNode;

/// Walks the model of SES API v2 (`model/sesv2-2019-09-27.json`: the facts of the published service description) and
/// holds the records, routes and errors against it.
class V2ModelTest {
    private static final ApiModel MODEL = new ApiModel(
            "sesv2-2019-09-27.json",
            Set.of(
                    "PutConfigurationSetSuppressionOptionsRequest.SuppressedReasons",
                    "PutConfigurationSetTrackingOptionsRequest.HttpsPolicy",
                    "CreateTenantResourceAssociationRequest.TenantName",
                    "DeleteTenantRequest.TenantName",
                    "DeleteTenantResourceAssociationRequest.TenantName",
                    "GetTenantRequest.TenantName",
                    "ListTenantResourcesRequest.TenantName",
                    "PutTenantSuppressionAttributesRequest.TenantName",
                    "BatchGetMetricDataQuery.Id",
                    "BatchGetMetricDataQuery.Metric",
                    "BatchGetMetricDataQuery.Namespace",
                    "CreateDedicatedIpPoolRequest.ScalingMode",
                    "PutDedicatedIpInPoolRequest.DestinationPoolName",
                    "PutDedicatedIpPoolScalingAttributesRequest.ScalingMode",
                    "PutDedicatedIpWarmupAttributesRequest.WarmupPercentage",
                    "UntagResourceRequest.TagKeys"));

    private final List<Operation<?, ?>> operations = new TestEngine().routes().all();

    @Test
    void everyOperationIsThere() {
        assertThat(operations.stream().map(Operation::name).collect(toSet())).isEqualTo(MODEL.operations());
    }

    @TestFactory
    Stream<DynamicTest> operationsAreCalledWhereTheModelSays() {
        return operations.stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> {
                    JsonNode http = MODEL.operation(operation.name()).get("http");
                    List<String> routes = Arrays.stream(
                                    operation.requestType().getDeclaringClass().getAnnotationsByType(Route.class))
                            .map(route -> route.method() + " /v2/email" + route.path())
                            .toList();
                    String uri = http.get("requestUri").asString();
                    assertThat(routes)
                            .contains(http.get("method").asString() + " "
                                    + (uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri));
                }));
    }

    @TestFactory
    Stream<DynamicTest> requestsHaveTheMembersOfTheModel() {
        return operations.stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> MODEL.checkRequest(operation)));
    }

    @TestFactory
    Stream<DynamicTest> responsesHaveTheMembersOfTheModel() {
        return operations.stream()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> MODEL.checkResponse(operation)));
    }

    @TestFactory
    Stream<DynamicTest> everyModelledErrorIsKnown() {
        Map<String, Integer> statuses = Arrays.stream(SesError.values())
                .map(ErrorType::of)
                .distinct()
                .collect(toMap(ErrorType::name, ErrorType::httpStatus));
        return MODEL.errors().properties().stream()
                .map(error -> DynamicTest.dynamicTest(
                        error.getKey(),
                        () -> assertThat(statuses)
                                .containsEntry(
                                        error.getKey(),
                                        error.getValue().get("http").asInt())));
    }
}
