package org.posthorn.api.v2.tenant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.account.ReputationEntities;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingStatus;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.tenant.SendingTenants;

/// Lists tenants in pages, in the order of their names.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTenants.html
@Route(method = "POST", path = "/tenants/list")
final class ListTenants implements Action<ListTenants.Request, ListTenants.Response> {
    private static final int ROWS_AT_ONCE = 500;

    record Request(Map<String, String> filter, Optional<String> nextToken, Optional<Integer> pageSize) {
        /// What a name must hold, in any case; that the case is no matter is a guess.
        private Optional<String> nameContains() {
            return Optional.ofNullable(filter.get(Key.TENANT_NAME_CONTAINS.name()))
                    .map(text -> text.toLowerCase(Locale.ROOT));
        }

        private Optional<SendingStatus> status() {
            return Optional.ofNullable(filter.get(Key.SENDING_STATUS.name()))
                    .map(word -> Arrays.stream(SendingStatus.values())
                            .filter(status -> status.name().equals(word))
                            .findFirst()
                            .orElseThrow(() -> new SesException(
                                    SesError.INVALID_PARAMETER_VALUE, "Invalid sending status <" + word + ">.")));
        }
    }

    enum Key {
        TENANT_NAME_CONTAINS,
        SENDING_STATUS
    }

    record Response(List<TenantInfo> tenants, Optional<String> nextToken) {}

    private final SendingTenants tenants;
    private final ReputationEntities reputation;

    ListTenants(SendingTenants tenants, ReputationEntities reputation) {
        this.tenants = tenants;
        this.reputation = reputation;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        FilterKeys.check(request.filter().keySet(), Key.values());
        Paging paging = TenantPages.of("tenants" + request.filter(), request.pageSize(), request.nextToken());
        Optional<String> part = request.nameContains();
        Optional<SendingStatus> status = request.status();
        Paging.Page<TenantInfo> page = paging.page(
                caller.tenant(),
                request.pageSize(),
                request.nextToken(),
                (after, max) -> find(caller.tenant(), part, status, after, max),
                TenantInfo::tenantName);
        return new Response(page.items(), page.nextToken());
    }

    private List<TenantInfo> find(
            Tenant owner, Optional<String> part, Optional<SendingStatus> status, String start, int max) {
        List<TenantInfo> found = new ArrayList<>();
        String after = start;
        boolean more = true;
        while (more && found.size() < max) {
            List<SendingTenant> some = tenants.list(owner, after, ROWS_AT_ONCE);
            for (SendingTenant tenant : some) {
                boolean named = part.filter(
                                text -> !tenant.name().toLowerCase(Locale.ROOT).contains(text))
                        .isEmpty();
                if (named && found.size() < max) {
                    TenantInfo info = TenantInfo.of(owner, tenant, reputation);
                    if (status.filter(word -> word != info.sendingStatus()).isEmpty()) {
                        found.add(info);
                    }
                }
                after = tenant.name();
            }
            more = some.size() == ROWS_AT_ONCE;
        }
        return found;
    }
}
