package org.posthorn.engine.dedicatedip;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.DedicatedIpPool;
import org.posthorn.engine.settings.DedicatedIpPool.ScalingMode;
import org.posthorn.engine.settings.DedicatedIpState;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.TagSet;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;

/// The pools of tenants, whose names configuration sets have (SES API v2 Reference, "CreateDedicatedIpPool"). Safe for
/// use by many threads.
@Singleton
public final class DedicatedIpPools {
    /// The one that addresses begin in, and that mail leaves from without another. It is always there, and not listed.
    public static final String DEFAULT = "ses-default-dedicated-pool";

    private static final int PAGE = 1_000;

    private final Settings settings;
    private final Table<DedicatedIpPool> table;
    private final Tags tags;

    @Inject
    public DedicatedIpPools(Settings settings, Tags tags) {
        this.settings = settings;
        this.table = settings.table(Tables.DEDICATED_IP_POOLS);
        this.tags = tags;
    }

    /// On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a name or tags that are none, ALREADY_EXISTS, LIMIT_EXCEEDED
    public void create(Tenant tenant, String name, ScalingMode mode, Map<String, String> tagged) {
        checkName(name);
        Settings.Change<TagSet> written = tags.made(tenant, resource(name), tagged);
        if (name.equals(DEFAULT)) {
            throw exists(name);
        }
        if (table.get(tenant, name).isEmpty()
                && table.count(tenant, Limits.DEDICATED_IP_POOLS) >= Limits.DEDICATED_IP_POOLS) {
            // The text is a guess.
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "Maximum number of dedicated IP pools (" + Limits.DEDICATED_IP_POOLS + ") exceeded.");
        }
        table.update(tenant, name, known -> {
            if (known.isPresent()) {
                throw exists(name);
            }
            return Optional.of(new DedicatedIpPool(name, mode));
        });
        settings.write(List.of(written));
    }

    /// @throws SesException NOT_FOUND
    public DedicatedIpPool get(Tenant tenant, String name) {
        return find(tenant, name).orElseThrow(() -> unknown(name));
    }

    /// Empty when there is no such pool.
    public Optional<DedicatedIpPool> find(Tenant tenant, String name) {
        return name.equals(DEFAULT)
                ? Optional.of(new DedicatedIpPool(DEFAULT, ScalingMode.STANDARD))
                : table.get(tenant, name);
    }

    /// Up to `max` pools behind the name `after` (empty for the start).
    public List<DedicatedIpPool> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Hands a pool over to the service to look after; there is no way back. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a managed pool that is to be none, NOT_FOUND
    public void scale(Tenant tenant, String name, ScalingMode mode) {
        DedicatedIpPool pool = get(tenant, name);
        if (name.equals(DEFAULT) || (pool.scalingMode() == ScalingMode.MANAGED && mode == ScalingMode.STANDARD)) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "The ScalingMode parameter is invalid.");
        }
        if (table.update(tenant, name, known -> known.map(before -> new DedicatedIpPool(name, mode)))
                .isEmpty()) {
            throw unknown(name);
        }
    }

    /// Its addresses are in the default pool then. On disk when this returns.
    ///
    /// @throws SesException NOT_FOUND, INVALID_PARAMETER_VALUE while a configuration set sends from it
    public void delete(Tenant tenant, String name) {
        get(tenant, name);
        // The texts are guesses.
        if (name.equals(DEFAULT)) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "The pool <" + name + "> cannot be deleted.");
        }
        userOf(tenant, name).ifPresent(set -> {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "The pool <" + name + "> is in use by configuration set <" + set + ">.");
        });
        List<Settings.Change<?>> changes = new ArrayList<>();
        changes.add(new Settings.Change<>(Tables.DEDICATED_IP_POOLS, tenant, name, Optional.empty()));
        changes.add(tags.gone(tenant, resource(name)));
        for (Table.Row<DedicatedIpState> row : addresses(tenant)) {
            if (row.value().pool().filter(name::equals).isPresent()) {
                changes.add(new Settings.Change<>(
                        Tables.DEDICATED_IPS,
                        tenant,
                        row.name(),
                        Optional.of(row.value().withPool(Optional.empty()))));
            }
        }
        settings.write(changes);
    }

    /// There are no more of them than the machine has.
    private List<Table.Row<DedicatedIpState>> addresses(Tenant tenant) {
        return settings.table(Tables.DEDICATED_IPS).page(tenant, "", PAGE);
    }

    private Optional<String> userOf(Tenant tenant, String pool) {
        Table<ConfigurationSet> sets = settings.table(Tables.CONFIGURATION_SETS);
        String after = "";
        List<Table.Row<ConfigurationSet>> rows;
        do {
            rows = sets.page(tenant, after, PAGE);
            for (Table.Row<ConfigurationSet> row : rows) {
                if (row.value().sendingPool().filter(pool::equals).isPresent()) {
                    return Optional.of(row.name());
                }
                after = row.name();
            }
        } while (rows.size() == PAGE);
        return Optional.empty();
    }

    /// What tags hang on.
    public static Resource resource(String name) {
        return new Resource(Resource.Type.DEDICATED_IP_POOL, name);
    }

    /// But for the first, the texts are guesses.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE
    static void checkName(String name) {
        if (name.isBlank()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Pool name can't be blank.");
        }
        if (name.length() > Limits.NAME_CHARS || !name.chars().allMatch(DedicatedIpPools::isNameChar)) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Pool name can contain up to " + Limits.NAME_CHARS
                            + " characters. Only alphanumeric characters, underscores(_) and hyphens(-) are allowed.");
        }
    }

    private static boolean isNameChar(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }

    private static SesException exists(String name) {
        return new SesException(SesError.ALREADY_EXISTS, "The pool <" + name + "> already exists.");
    }

    private static SesException unknown(String name) {
        return new SesException(SesError.NOT_FOUND, "The requested pool <" + name + "> does not exist.");
    }
}
