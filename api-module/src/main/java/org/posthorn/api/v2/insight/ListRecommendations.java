package org.posthorn.api.v2.insight;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.codec.Violations;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.insight.Recommendations;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.settings.Recommendation;
import org.posthorn.engine.settings.Recommendation.Impact;
import org.posthorn.engine.settings.Recommendation.Status;

/// Lists what could be done better for the account's verified identities, as it was seen in the last hour: signatures,
/// DMARC, the records of MAIL FROM domains, and rates of bounces and complaints. With a filter, a page may hold few.
///
/// Differs from SES: the Virtual Deliverability Manager need not be switched on. BIMI, feedback loops of others and
/// lists of addresses are not looked at.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListRecommendations.html
@Route(method = "POST", path = "/vdm/recommendations")
final class ListRecommendations implements Action<ListRecommendations.Request, ListRecommendations.Response> {
    /// The texts are guesses.
    private static final Paging PAGING = new Paging(
            "recommendation",
            100,
            100,
            size -> "The page size must be between 1 and 100",
            token -> "Invalid NextToken <" + token + ">.");

    record Request(
            @Bounds(min = 1, max = 2) Optional<Map<String, String>> filter,
            Optional<String> nextToken,
            Optional<Integer> pageSize) {}

    record Response(List<View> recommendations, Optional<String> nextToken) {}

    record View(
            String resourceArn,
            Recommendation.Type type,
            String description,
            Status status,
            Instant createdTimestamp,
            Instant lastUpdatedTimestamp,
            Impact impact) {}

    private enum Key {
        TYPE,
        IMPACT,
        STATUS,
        RESOURCE_ARN;

        private String of(View view) {
            return switch (this) {
                case TYPE -> view.type().name();
                case IMPACT -> view.impact().name();
                case STATUS -> view.status().name();
                case RESOURCE_ARN -> view.resourceArn();
            };
        }
    }

    private final Recommendations recommendations;

    ListRecommendations(Recommendations recommendations) {
        this.recommendations = recommendations;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Map<String, String> filter = request.filter().orElse(Map.of());
        check(filter);
        Paging.Page<View> page = PAGING.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> recommendations.list(caller.tenant(), after, max),
                        Recommendations::nameOf)
                .map(found -> view(found, caller));
        return new Response(
                page.items().stream()
                        .filter(view -> filter.entrySet().stream()
                                .allMatch(wanted ->
                                        Key.valueOf(wanted.getKey()).of(view).equals(wanted.getValue())))
                        .toList(),
                page.nextToken());
    }

    private static void check(Map<String, String> filter) {
        Violations violations = new Violations(Violations.Style.V2);
        if (!filter.keySet().stream()
                .allMatch(name ->
                        Arrays.stream(Key.values()).anyMatch(key -> key.name().equals(name)))) {
            violations.keyNotOneOf(Key.values(), "filter");
        }
        violations.throwIfAny();
    }

    private static View view(Recommendation found, Caller caller) {
        return new View(
                caller.tenant().identityArn(found.identity()),
                found.type(),
                found.description(),
                found.status(),
                found.createdAt(),
                found.updatedAt(),
                found.impact());
    }
}
