package org.posthorn.api.v2.tenant;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.TenantAssociation;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.tenant.TenantAssociations;

/// Lists what a tenant may use in pages, in the order of ARNs.
///
/// What SES calls the types is told in two ways: as its model has them, and as they are in ARNs. The model's are
/// told, and both are taken in a filter.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListTenantResources.html
@Route(method = "POST", path = "/tenants/resources/list")
final class ListTenantResources implements Action<ListTenantResources.Request, ListTenantResources.Response> {
    record Request(
            Optional<String> tenantName,
            Map<String, String> filter,
            Optional<Integer> pageSize,
            Optional<String> nextToken) {
        private Optional<ResourceType> type() {
            return Optional.ofNullable(filter.get(Key.RESOURCE_TYPE.name())).map(ResourceType::named);
        }
    }

    enum Key {
        RESOURCE_TYPE
    }

    enum ResourceType {
        EMAIL_IDENTITY(Resource.Type.IDENTITY),
        CONFIGURATION_SET(Resource.Type.CONFIGURATION_SET),
        EMAIL_TEMPLATE(Resource.Type.TEMPLATE);

        private final Resource.Type type;

        ResourceType(Resource.Type type) {
            this.type = type;
        }

        private static ResourceType named(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.name().equals(word) || one.type.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new SesException(
                            SesError.INVALID_PARAMETER_VALUE, "Invalid resource type " + word + " specified."));
        }
    }

    record TenantResource(ResourceType resourceType, String resourceArn) {
        private static TenantResource of(Tenant owner, TenantAssociation association) {
            String key = association.resource();
            int slash = key.indexOf('/');
            ResourceType type = ResourceType.named(key.substring(0, slash));
            return new TenantResource(type, new Resource(type.type, key.substring(slash + 1)).arn(owner));
        }
    }

    record Response(List<TenantResource> tenantResources, Optional<String> nextToken) {}

    private final SendingTenants tenants;
    private final TenantAssociations associations;

    ListTenantResources(SendingTenants tenants, TenantAssociations associations) {
        this.tenants = tenants;
        this.associations = associations;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        FilterKeys.check(request.filter().keySet(), Key.values());
        String name = request.tenantName().orElse("");
        Paging paging =
                TenantPages.of("tenant-resources " + name + request.filter(), request.pageSize(), request.nextToken());
        SendingTenants.checkName(name);
        Optional<Resource.Type> type = request.type().map(asked -> asked.type);
        tenants.get(caller.tenant(), name);
        Paging.Page<TenantResource> page = paging.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> associations.resourcesOf(caller.tenant(), name, type, after, max),
                        TenantAssociations.Placed::place)
                .map(placed -> TenantResource.of(caller.tenant(), placed.association()));
        return new Response(page.items(), page.nextToken());
    }
}
