package org.posthorn.engine.tenant;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.TenantAssociation;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// The sending tenants of accounts (SES Developer Guide, "tenants"). Safe for use by many threads; changes are on disk
/// when a method returns.
@Singleton
public final class SendingTenants {
    private static final int ID_BYTES = 15;
    private static final int ROWS_AT_ONCE = 1_000;

    private final Settings settings;
    private final Table<SendingTenant> table;
    private final Tags tags;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    public SendingTenants(Settings settings, Tags tags, InstantSource clock) {
        this.settings = settings;
        this.table = settings.table(Tables.SENDING_TENANTS);
        this.tags = tags;
        this.clock = clock;
    }

    /// The resource that a sending tenant is.
    public static Resource resource(SendingTenant tenant) {
        return new Resource(Resource.Type.TENANT, tenant.key());
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name or bad tags, ALREADY_EXISTS, LIMIT_EXCEEDED
    public synchronized SendingTenant create(
            Tenant owner, String name, Map<String, String> tagged, Optional<SendingTenant.Suppression> suppression) {
        checkName(name);
        if (table.get(owner, name).isPresent()) {
            throw new SesException(
                    SesError.ALREADY_EXISTS,
                    "Tenant with name " + name + " already exists in account " + owner.accountId());
        }
        if (table.count(owner, Limits.SENDING_TENANTS) >= Limits.SENDING_TENANTS) {
            // A guess: no answer of SES was seen.
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "Maximum number of tenants (" + Limits.SENDING_TENANTS + ") per account exceeded.");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        SendingTenant made = new SendingTenant(
                name,
                "tn-" + HexFormat.of().formatHex(id),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                suppression);
        settings.write(List.of(
                new Settings.Change<>(Tables.SENDING_TENANTS, owner, name, Optional.of(made)),
                tags.made(owner, resource(made), tagged)));
        return made;
    }

    /// Empty when there is no such tenant.
    public Optional<SendingTenant> find(Tenant owner, String name) {
        return table.get(owner, name);
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, NOT_FOUND
    public SendingTenant get(Tenant owner, String name) {
        checkName(name);
        return find(owner, name).orElseThrow(() -> unknown(name));
    }

    /// Up to `max` tenants behind the name `after` (empty for the start).
    public List<SendingTenant> list(Tenant owner, String after, int max) {
        return table.page(owner, after, max).stream().map(Table.Row::value).toList();
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, NOT_FOUND
    public void setSuppression(Tenant owner, String name, Optional<SendingTenant.Suppression> suppression) {
        checkName(name);
        if (table.update(owner, name, known -> known.map(tenant -> tenant.withSuppression(suppression)))
                .isEmpty()) {
            throw unknown(name);
        }
    }

    /// Deletes a tenant with its associations, its suppression list, what is known of its reputation and its tags, in
    /// one batch; the resources stay.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, NOT_FOUND
    public synchronized void delete(Tenant owner, String name) {
        SendingTenant tenant = get(owner, name);
        List<Settings.Change<?>> changes = new ArrayList<>();
        changes.add(new Settings.Change<>(Tables.SENDING_TENANTS, owner, name, Optional.empty()));
        changes.add(new Settings.Change<>(
                Tables.REPUTATION_STATES, owner, resource(tenant).key(), Optional.empty()));
        changes.add(tags.gone(owner, resource(tenant)));
        for (Table.Row<TenantAssociation> row : below(owner, Tables.TENANT_RESOURCES, name)) {
            changes.addAll(TenantAssociations.without(owner, row.value()));
        }
        below(owner, Tables.TENANT_SUPPRESSED, name)
                .forEach(row -> changes.add(
                        new Settings.Change<>(Tables.TENANT_SUPPRESSED, owner, row.name(), Optional.empty())));
        settings.write(changes);
    }

    /// The rows whose names begin with that of a tenant and a slash.
    private <T extends Record> List<Table.Row<T>> below(Tenant owner, TableName<T> name, String tenant) {
        List<Table.Row<T>> found = new ArrayList<>();
        String prefix = tenant + "/";
        String after = prefix;
        while (true) {
            List<Table.Row<T>> page = settings.table(name).page(owner, after, ROWS_AT_ONCE);
            for (Table.Row<T> row : page) {
                if (!row.name().startsWith(prefix)) {
                    return found;
                }
                found.add(row);
            }
            if (page.size() < ROWS_AT_ONCE) {
                return found;
            }
            after = page.getLast().name();
        }
    }

    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static void checkName(String name) {
        if (name.isEmpty()) {
            throw invalid("TenantName cannot be empty");
        }
        if (name.length() > Limits.NAME_CHARS) {
            throw invalid("TenantName cannot exceed " + Limits.NAME_CHARS + " characters.");
        }
        if (!name.chars().allMatch(SendingTenants::isNameChar)) {
            throw invalid("Invalid tenant name <" + name
                    + ">: only alphanumeric ASCII characters, '_', and '-' are allowed.");
        }
    }

    private static boolean isNameChar(int c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '-';
    }

    private static SesException unknown(String name) {
        return new SesException(SesError.NOT_FOUND, "The requested tenant <" + name + "> does not exist.");
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
