package org.posthorn.engine.send;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;

/// The configuration sets of tenants, whose names are sensitive to case (SES Developer Guide, "configuration sets").
/// Safe for use by many threads.
public final class ConfigurationSets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private final Table<ConfigurationSet> table;

    public ConfigurationSets(Settings settings) {
        this.table = settings.table("configuration-set", ConfigurationSet.class);
    }

    /// Makes an empty set. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, CONFIGURATION_SET_ALREADY_EXISTS, LIMIT_EXCEEDED
    public void create(Tenant tenant, String name) {
        checkName(name);
        checkRoom(tenant, name);
        table.update(tenant, name, known -> {
            if (known.isPresent()) {
                throw new SesException(
                        SesError.CONFIGURATION_SET_ALREADY_EXISTS,
                        "Configuration set <" + name + "> already exists.",
                        Map.of("ConfigurationSetName", name));
            }
            return Optional.of(ConfigurationSet.named(name));
        });
    }

    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public ConfigurationSet get(Tenant tenant, String name) {
        return table.get(tenant, name).orElseThrow(() -> unknown(name));
    }

    /// Up to `max` sets behind the name `after` (empty for the start).
    public List<ConfigurationSet> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// On disk when this returns; messages that were accepted before keep what they were accepted with.
    ///
    /// @param policy empty to set it back
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public void setTlsPolicy(Tenant tenant, String name, Optional<ConfigurationSet.TlsPolicy> policy) {
        if (table.update(tenant, name, known -> known.map(set -> set.withTlsPolicy(policy)))
                .isEmpty()) {
            throw unknown(name);
        }
    }

    /// Stops what names the set, or allows it again. On disk when this returns.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public void setSending(Tenant tenant, String name, boolean enabled, Instant now) {
        if (table.update(tenant, name, known -> known.map(set -> set.withSending(enabled, now)))
                .isEmpty()) {
            throw unknown(name);
        }
    }

    /// The set that a message names.
    ///
    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST, CONFIGURATION_SET_SENDING_PAUSED
    ConfigurationSet forSending(Tenant tenant, String name) {
        ConfigurationSet set = get(tenant, name);
        if (set.paused()) {
            throw new SesException(
                    SesError.CONFIGURATION_SET_SENDING_PAUSED,
                    "Sending is paused for configuration set " + name,
                    Map.of("ConfigurationSetName", name));
        }
        return set;
    }

    /// @throws SesException CONFIGURATION_SET_DOES_NOT_EXIST
    public void delete(Tenant tenant, String name) {
        if (!table.delete(tenant, name)) {
            throw unknown(name);
        }
    }

    private static void checkName(String name) {
        if (name.isEmpty()) {
            throw invalid("Configuration set name must be specified.");
        }
        if (name.length() > Limits.CONFIGURATION_SET_NAME_CHARS) {
            throw invalid(
                    "Configuration set name cannot exceed " + Limits.CONFIGURATION_SET_NAME_CHARS + " characters.");
        }
        if (!NAME.matcher(name).matches()) {
            throw invalid("Invalid configuration set name <" + name
                    + ">: only alphanumeric ASCII characters, '_', and '-' are allowed.");
        }
    }

    private void checkRoom(Tenant tenant, String name) {
        if (table.get(tenant, name).isEmpty()
                && table.page(tenant, "", Limits.CONFIGURATION_SETS).size() >= Limits.CONFIGURATION_SETS) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "Maximum number of configuration sets (" + Limits.CONFIGURATION_SETS + ") exceeded.");
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }

    private static SesException unknown(String name) {
        return new SesException(
                SesError.CONFIGURATION_SET_DOES_NOT_EXIST,
                "Configuration set <" + name + "> does not exist.",
                Map.of("ConfigurationSetName", name));
    }
}
