package org.posthorn.engine.configurationset;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.TenantAssociations;

/// The configuration sets of tenants, whose names are sensitive to case (SES Developer Guide, "configuration sets").
/// Safe for use by many threads.
public final class ConfigurationSets {
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]+");
    private static final int DOMAIN_CHARS = 253;

    private final Settings settings;
    private final Table<ConfigurationSet> table;
    private final Tags tags;
    private final TenantAssociations associations;
    private final BiPredicate<Tenant, String> verified;
    private final BiPredicate<Tenant, String> pooled;
    private final Object making = new Object();
    private volatile boolean anyPublishes;

    /// @param verified whether a tenant has verified a domain, or one that it is below
    /// @param pooled whether a tenant has a pool of addresses of that name
    public ConfigurationSets(
            Settings settings,
            Tags tags,
            TenantAssociations associations,
            BiPredicate<Tenant, String> verified,
            BiPredicate<Tenant, String> pooled) {
        this.settings = settings;
        this.tags = tags;
        this.associations = associations;
        this.verified = verified;
        this.pooled = pooled;
        this.table = settings.table(Tables.CONFIGURATION_SETS);
        table.forEach(row -> noteIfPublishes(row.value()));
    }

    /// Makes an empty set. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, CONFIGURATION_SET_ALREADY_EXISTS, LIMIT_EXCEEDED
    public void create(Tenant tenant, String name) {
        create(tenant, ConfigurationSet.named(name), Map.of());
    }

    /// Makes a set with all its rules and tags, or nothing. On disk when this returns.
    ///
    /// @param set without event destinations; what it names was checked
    /// @throws SesException as the other one, and INVALID_PARAMETER_VALUE for tags
    public void create(Tenant tenant, ConfigurationSet set, Map<String, String> wanted) {
        String name = set.name();
        checkName(name);
        Settings.Change<?> tagged = tags.made(tenant, resource(name), wanted);
        synchronized (making) {
            if (table.get(tenant, name).isPresent()) {
                throw new SesException(
                        SesError.CONFIGURATION_SET_ALREADY_EXISTS, "Configuration set <" + name + "> already exists.");
            }
            checkRoom(tenant);
            noteIfPublishes(set);
            settings.write(
                    List.of(new Settings.Change<>(Tables.CONFIGURATION_SETS, tenant, name, Optional.of(set)), tagged));
        }
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for what is no name of a set
    public static void checkName(String name) {
        Names.check("Configuration set", name);
    }

    private static Resource resource(String name) {
        return new Resource(Resource.Type.CONFIGURATION_SET, name);
    }

    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public ConfigurationSet get(Tenant tenant, String name) {
        return table.get(tenant, name).orElseThrow(() -> unknown(name));
    }

    /// Empty when there is no such set.
    public Optional<ConfigurationSet> find(Tenant tenant, String name) {
        return table.get(tenant, name);
    }

    /// Up to `max` sets behind the name `after` (empty for the start).
    public List<ConfigurationSet> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Whether any set of anybody may publish events; true for good once one did.
    public boolean anyPublishes() {
        return anyPublishes;
    }

    private void noteIfPublishes(ConfigurationSet set) {
        if (!set.destinations().isEmpty() || set.reputationMetrics()) {
            anyPublishes = true;
        }
    }

    /// Changes a set. On disk when this returns.
    ///
    /// @param change free of side effects: it may be called more than once
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, and whatever `change` throws
    public void change(Tenant tenant, String name, UnaryOperator<ConfigurationSet> change) {
        UnaryOperator<ConfigurationSet> noted = set -> {
            ConfigurationSet after = change.apply(set);
            noteIfPublishes(after); // before it is written, so that no event slips through
            return after;
        };
        if (table.update(tenant, name, known -> known.map(noted)).isEmpty()) {
            throw unknown(name);
        }
    }

    /// On disk when this returns; messages that were accepted before keep what they were accepted with.
    ///
    /// @param policy empty to set it back
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public void setTlsPolicy(Tenant tenant, String name, Optional<ConfigurationSet.TlsPolicy> policy) {
        change(tenant, name, set -> set.withTlsPolicy(policy));
    }

    /// Stops what names the set, or allows it again. On disk when this returns.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public void setSending(Tenant tenant, String name, boolean enabled, Instant now) {
        change(tenant, name, set -> set.withSending(enabled, now));
    }

    /// Gives a set tracking options.
    ///
    /// @param domain that links lead through
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, TRACKING_OPTIONS_ALREADY_EXISTS, INVALID_TRACKING_OPTIONS
    public void createTracking(Tenant tenant, String name, Optional<String> domain) {
        String checked = checkRedirect(tenant, domain);
        change(tenant, name, set -> {
            if (set.tracking()) {
                throw new SesException(
                        SesError.TRACKING_OPTIONS_ALREADY_EXISTS,
                        "Configuration set <" + name + "> already has tracking options.");
            }
            return set.withTracking(true, Optional.of(checked));
        });
    }

    /// Changes the tracking options of a set.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, TRACKING_OPTIONS_DOES_NOT_EXIST, INVALID_TRACKING_OPTIONS
    public void updateTracking(Tenant tenant, String name, Optional<String> domain) {
        String checked = checkRedirect(tenant, domain);
        change(tenant, name, set -> withTracking(set).withTracking(true, Optional.of(checked)));
    }

    /// Takes the tracking options of a set away: its links lead through this installation's own address again.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, TRACKING_OPTIONS_DOES_NOT_EXIST
    public void deleteTracking(Tenant tenant, String name) {
        change(tenant, name, set -> withTracking(set).withTracking(false, Optional.empty()));
    }

    /// Gives a set this redirect domain, whether or not it had one; without a domain takes its tracking options away.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, INVALID_TRACKING_OPTIONS
    public void setTracking(Tenant tenant, String name, Optional<String> domain) {
        Optional<String> checked = domain.map(given -> checkRedirect(tenant, Optional.of(given)));
        change(tenant, name, set -> set.withTracking(checked.isPresent(), checked));
    }

    /// The form in which a set has a redirect domain.
    ///
    /// @throws SesException INVALID_TRACKING_OPTIONS unless it is verified
    public String redirectDomain(Tenant tenant, String domain) {
        return checkRedirect(tenant, Optional.of(domain));
    }

    /// @throws SesException INVALID_PARAMETER_VALUE when there is no such pool of addresses
    public void checkPool(Tenant tenant, String pool) {
        if (pool.isBlank()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "sendingPoolName can't be blank.");
        }
        if (!pooled.test(tenant, pool)) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "SendingPool <" + pool + "> doesn't exist");
        }
    }

    private static ConfigurationSet withTracking(ConfigurationSet set) {
        if (!set.tracking()) {
            throw new SesException(
                    SesError.TRACKING_OPTIONS_DOES_NOT_EXIST,
                    "There are no tracking options for configuration set <" + set.name() + ">");
        }
        return set;
    }

    /// Comes before the look for the set, as in SES.
    private String checkRedirect(Tenant tenant, Optional<String> domain) {
        String name = domain.filter(text -> !text.isBlank())
                .orElseThrow(() -> new SesException(
                        SesError.INVALID_TRACKING_OPTIONS,
                        "At least one field of TrackingOptions must contain a value."));
        boolean form = name.length() <= DOMAIN_CHARS && isDomain(name);
        if (!form || !verified.test(tenant, name)) {
            throw new SesException(
                    SesError.INVALID_TRACKING_OPTIONS, "Domain <" + name + "> is not verified under this account.");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /// Labels of letters, digits and hyphens, at least two.
    private static boolean isDomain(String name) {
        return name.indexOf('.') > 0
                && !name.endsWith(".")
                && !name.contains("..")
                && DOMAIN.matcher(name).matches();
    }

    /// The set that a message names.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, CONFIGURATION_SET_SENDING_PAUSED
    public ConfigurationSet forSending(Tenant tenant, String name) {
        ConfigurationSet set = get(tenant, name);
        if (set.paused()) {
            throw new SesException(
                    SesError.CONFIGURATION_SET_SENDING_PAUSED, "Sending is paused for configuration set " + name);
        }
        return set;
    }

    /// Its tags go with it.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE while a sending tenant may use it
    public void delete(Tenant tenant, String name) {
        Resource resource = resource(name);
        synchronized (making) {
            associations.checkUnused(tenant, resource);
            get(tenant, name);
            settings.write(List.of(
                    new Settings.Change<>(Tables.CONFIGURATION_SETS, tenant, name, Optional.empty()),
                    new Settings.Change<>(Tables.REPUTATION_STATES, tenant, resource.key(), Optional.empty()),
                    tags.gone(tenant, resource)));
        }
    }

    private void checkRoom(Tenant tenant) {
        if (table.count(tenant, Limits.CONFIGURATION_SETS) >= Limits.CONFIGURATION_SETS) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "Maximum number of configuration sets (" + Limits.CONFIGURATION_SETS + ") exceeded.");
        }
    }

    private static SesException unknown(String name) {
        return new SesException(
                SesError.CONFIGURATION_SET_DOES_NOT_EXIST, "Configuration set <" + name + "> does not exist.");
    }
}
