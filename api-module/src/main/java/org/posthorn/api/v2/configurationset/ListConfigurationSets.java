package org.posthorn.api.v2.configurationset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.codec.Violations;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;

/// Lists the names of configuration sets in pages, in their order.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListConfigurationSets.html
@Route(method = "POST", path = "/list-configuration-sets")
@Route(method = "GET", path = "/configuration-sets")
final class ListConfigurationSets implements Action<ListConfigurationSets.Request, ListConfigurationSets.Response> {
    private static final int LEAST_FILTER_CHARS = 3;
    private static final int MOST_FILTER_CHARS = 64;

    record Request(Map<String, String> filter, Optional<String> nextToken, Optional<Integer> pageSize) {}

    record Response(List<String> configurationSets, Optional<String> nextToken) {}

    private enum FilterKey {
        CONFIGURATION_SET_NAME_CONTAINS
    }

    private static final Paging PAGING = new Paging(
            "configuration-set",
            50,
            1_000,
            size -> "The page size must be between 1 and 1000",
            token -> "invalid nextToken " + token);

    private final ConfigurationSets sets;

    ListConfigurationSets(ConfigurationSets sets) {
        this.sets = sets;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Tenant tenant = caller.tenant();
        checkKeys(request.filter());
        // The size is judged before the filter, and the token after it.
        page(tenant, request.pageSize(), Optional.empty(), (after, max) -> List.of());
        String part = Optional.ofNullable(request.filter().get(FilterKey.CONFIGURATION_SET_NAME_CONTAINS.name()))
                .map(ListConfigurationSets::checked)
                .orElse("");
        Paging.Page<String> page =
                page(tenant, request.pageSize(), request.nextToken(), (after, max) -> found(tenant, part, after, max));
        return new Response(page.items(), page.nextToken());
    }

    private static Paging.Page<String> page(
            Tenant tenant, Optional<Integer> size, Optional<String> token, Paging.Source<String> source) {
        return PAGING.page(tenant, size, token, source, name -> name);
    }

    private static void checkKeys(Map<String, String> filter) {
        if (!filter.keySet().stream().allMatch(FilterKey.CONFIGURATION_SET_NAME_CONTAINS.name()::equals)) {
            Violations violations = new Violations(Violations.Style.V2);
            violations.keyNotOneOf(FilterKey.values(), "filter");
            violations.throwIfAny();
        }
    }

    private static String checked(String part) {
        if (part.length() < LEAST_FILTER_CHARS || part.length() > MOST_FILTER_CHARS) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "CONFIGURATION_SET_NAME_CONTAINS must be between 3 and 64 characters");
        }
        return part.toLowerCase(Locale.ROOT);
    }

    /// Reads on until there are enough, or there is no more: as many sets as an account may have.
    private List<String> found(Tenant tenant, String part, String after, int max) {
        List<String> found = new ArrayList<>();
        String last = after;
        List<ConfigurationSet> read;
        do {
            read = sets.list(tenant, last, max);
            for (ConfigurationSet set : read) {
                last = set.name();
                if (found.size() < max && set.name().toLowerCase(Locale.ROOT).contains(part)) {
                    found.add(set.name());
                }
            }
        } while (found.size() < max && read.size() == max);
        return found;
    }
}
