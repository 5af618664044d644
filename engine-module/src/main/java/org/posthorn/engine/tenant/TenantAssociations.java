package org.posthorn.engine.tenant;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.TenantAssociation;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// Which resources of an account its sending tenants may use. Kept twice in one batch, by tenant and by resource: the
/// latter in the order of time. Safe for use by many threads; changes are on disk when a method returns.
@Singleton
public final class TenantAssociations {
    /// What tenants use.
    public static final Set<Resource.Type> TYPES =
            Set.of(Resource.Type.CONFIGURATION_SET, Resource.Type.IDENTITY, Resource.Type.TEMPLATE);

    private final Settings settings;
    private final Table<TenantAssociation> byTenant;
    private final Table<TenantAssociation> byResource;
    private final SendingTenants tenants;
    private final Tags tags;
    private final InstantSource clock;

    @Inject
    public TenantAssociations(Settings settings, SendingTenants tenants, Tags tags, InstantSource clock) {
        this.settings = settings;
        this.tenants = tenants;
        this.tags = tags;
        this.byTenant = settings.table(Tables.TENANT_RESOURCES);
        this.byResource = settings.table(Tables.RESOURCE_TENANTS);
        this.clock = clock;
    }

    /// Lets a tenant use a resource.
    ///
    /// @throws SesException in SES's order: INVALID_PARAMETER_VALUE for what is no ARN of a resource that tenants use,
    ///     NOT_FOUND for a tenant or resource, ALREADY_EXISTS
    public void add(Tenant owner, String tenant, String arn) {
        SendingTenants.checkName(tenant);
        Resource resource = ResourceArn.resource(owner, arn);
        synchronized (tenants) { // none is deleted meanwhile
            tenants.get(owner, tenant);
            checkExists(owner, resource);
            if (has(owner, tenant, resource)) {
                throw new SesException(
                        SesError.ALREADY_EXISTS,
                        "Resources " + arn + " has already been associated with tenant " + tenant);
            }
            if (byTenant.count(owner, Limits.TENANT_RESOURCES) >= Limits.TENANT_RESOURCES) {
                // A guess, as the limit is ours.
                throw new SesException(
                        SesError.INVALID_PARAMETER_VALUE,
                        "Maximum number of tenant associations (" + Limits.TENANT_RESOURCES
                                + ") per account exceeded.");
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            settings.write(changes(owner, new TenantAssociation(tenant, resource.key(), now), true));
        }
    }

    /// Takes a resource from a tenant; one that it does not have is no matter.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE, NOT_FOUND for the tenant
    public void remove(Tenant owner, String tenant, String arn) {
        SendingTenants.checkName(tenant);
        Resource resource = ResourceArn.resource(owner, arn);
        synchronized (tenants) {
            tenants.get(owner, tenant);
            byTenant.get(owner, row(tenant, resource.key())).ifPresent(known -> settings.write(without(owner, known)));
        }
    }

    public boolean has(Tenant owner, String tenant, Resource resource) {
        return byTenant.get(owner, row(tenant, resource.key())).isPresent();
    }

    /// The resource that an ARN names.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for what is no ARN of a resource that tenants use, NOT_FOUND
    public Resource resource(Tenant owner, String arn) {
        Resource resource = ResourceArn.resource(owner, arn);
        checkExists(owner, resource);
        return resource;
    }

    /// The text is a guess.
    private void checkExists(Tenant owner, Resource resource) {
        if (!tags.exists(owner, resource)) {
            throw new SesException(SesError.NOT_FOUND, "Resource <" + resource.arn(owner) + "> does not exist.");
        }
    }

    /// A row of either order, and its place in it.
    public record Placed(String place, TenantAssociation association) {}

    /// Up to `max` resources of a tenant behind a place (empty for the start), in the order of their ARNs.
    ///
    /// @param type of them; any when empty
    public List<Placed> resourcesOf(Tenant owner, String tenant, Optional<Resource.Type> type, String after, int max) {
        String prefix = tenant + "/" + type.map(its -> its.word() + "/").orElse("");
        return placed(byTenant, owner, prefix, after, max);
    }

    /// Up to `max` tenants that use a resource behind a place (empty for the start), in the order of time.
    public List<Placed> of(Tenant owner, Resource resource, String after, int max) {
        return placed(byResource, owner, resource.key() + "\n", after, max);
    }

    private static List<Placed> placed(
            Table<TenantAssociation> table, Tenant owner, String prefix, String after, int max) {
        return table.page(owner, after.isEmpty() ? prefix : after, max).stream()
                .takeWhile(row -> row.name().startsWith(prefix))
                .map(row -> new Placed(row.name(), row.value()))
                .toList();
    }

    /// What is deleted must be free.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text while a tenant may use it
    public void checkUnused(Tenant owner, Resource resource) {
        if (!of(owner, resource, "", 1).isEmpty()) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Cannot delete <" + resource.arn(owner)
                            + "> because it has tenant associations. Remove all tenant associations and try again.");
        }
    }

    static List<Settings.Change<?>> without(Tenant owner, TenantAssociation known) {
        return changes(owner, known, false);
    }

    private static List<Settings.Change<?>> changes(Tenant owner, TenantAssociation association, boolean there) {
        Optional<TenantAssociation> value = there ? Optional.of(association) : Optional.empty();
        List<Settings.Change<?>> changes = new ArrayList<>();
        changes.add(change(
                Tables.TENANT_RESOURCES, owner, row(association.sendingTenant(), association.resource()), value));
        changes.add(change(
                Tables.RESOURCE_TENANTS,
                owner,
                // No resource has a line end in its name; the digits are for the order.
                association.resource() + "\n"
                        + String.valueOf(
                                1_000_000_000_000_000L + association.since().toEpochMilli()) + "\n"
                        + association.sendingTenant(),
                value));
        return changes;
    }

    private static Settings.Change<TenantAssociation> change(
            TableName<TenantAssociation> table, Tenant owner, String row, Optional<TenantAssociation> value) {
        return new Settings.Change<>(table, owner, row, value);
    }

    private static String row(String tenant, String resource) {
        return tenant + "/" + resource;
    }
}
