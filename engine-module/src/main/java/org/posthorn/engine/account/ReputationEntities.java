package org.posthorn.engine.account;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReputationState;
import org.posthorn.engine.settings.SendingStatus;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Identities, configuration sets and sending tenants, each with a reputation of its own, which may stop its mail (SES
/// Developer Guide, "reputation entities"). Safe for use by many threads; changes are on disk when a method returns.
///
/// Impact is that of the rates of the last 24 hours, by the thresholds at which SES reviews and pauses accounts: low
/// from 5 % of bounces or 0.1 % of complaints on, high from 10 % or 0.5 %; of fewer recipients than an account's own
/// rates need (`reputation.min_messages`) nothing is concluded. What was before its owner last said that it may send
/// no longer counts. Once stopped by its reputation it stays so until its owner reinstates it; then its reputation
/// stops it no more until he sets it back to `ENABLED`.
@Singleton
public final class ReputationEntities {
    /// What has a reputation, in the order of ARNs.
    public static final List<Resource.Type> TYPES =
            List.of(Resource.Type.CONFIGURATION_SET, Resource.Type.IDENTITY, Resource.Type.TENANT);

    private static final double LOW_BOUNCES = 5;
    private static final double HIGH_BOUNCES = 10;
    private static final double LOW_COMPLAINTS = 0.1;
    private static final double HIGH_COMPLAINTS = 0.5;
    private static final Duration WINDOW = Duration.ofDays(1);
    private static final int ROWS_AT_ONCE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(ReputationEntities.class);

    private final Settings settings;
    private final Table<ReputationState> states;
    private final Tags tags;
    private final Counters counters;
    private final Reputation.Rules rules;
    private final InstantSource clock;

    @Inject
    public ReputationEntities(
            Settings settings, Tags tags, Counters counters, Reputation.Rules rules, InstantSource clock) {
        this.settings = settings;
        this.states = settings.table(Tables.REPUTATION_STATES);
        this.tags = tags;
        this.counters = counters;
        this.rules = rules;
        this.clock = clock;
    }

    /// How much its bounces and complaints weigh; in SES's words and order.
    public enum Impact {
        LOW,
        HIGH
    }

    /// How one stands.
    ///
    /// @param impact empty while there is nothing against it
    public record Entity(Resource resource, ReputationState state, Reputation.Rates rates, Optional<Impact> impact) {}

    /// Empty when there is no such resource, or it has no reputation.
    public Optional<Entity> find(Tenant owner, Resource resource) {
        return TYPES.contains(resource.type()) && tags.exists(owner, resource)
                ? Optional.of(entity(owner, resource))
                : Optional.empty();
    }

    private Entity entity(Tenant owner, Resource resource) {
        ReputationState state = state(owner, resource);
        Reputation.Rates rates = rates(owner, resource, state);
        return new Entity(resource, state, rates, impact(rates));
    }

    /// Whether a resource may send.
    public SendingStatus status(Tenant owner, Resource resource) {
        return state(owner, resource).aggregate();
    }

    private ReputationState state(Tenant owner, Resource resource) {
        return states.get(owner, resource.key()).orElse(ReputationState.UNTOUCHED);
    }

    /// @param what it is, for the text, which is a guess for all but configuration sets
    /// @throws SesException SENDING_PAUSED when it may not send
    public void checkMaySend(Tenant owner, Resource resource, String what) {
        if (status(owner, resource) == SendingStatus.DISABLED) {
            throw new SesException(SesError.SENDING_PAUSED, "Sending is paused for " + what);
        }
    }

    /// Up to `max` that are asked for, behind a resource's key (empty for the start), in the order of their ARNs.
    public List<Entity> list(Tenant owner, String after, int max, Predicate<Entity> wanted) {
        List<Entity> found = new ArrayList<>();
        for (Resource.Type type : TYPES) {
            String prefix = type.word() + "/";
            boolean within = after.startsWith(prefix);
            if (!within && after.compareTo(prefix) > 0) {
                continue;
            }
            addOf(owner, type, within ? row(type, after.substring(prefix.length())) : "", max, wanted, found);
        }
        return found;
    }

    /// The tables of sending tenants and others are in the order of names.
    private static String row(Resource.Type type, String name) {
        int slash = type == Resource.Type.TENANT ? name.indexOf('/') : -1;
        return slash < 0 ? name : name.substring(0, slash);
    }

    private void addOf(
            Tenant owner, Resource.Type type, String start, int max, Predicate<Entity> wanted, List<Entity> found) {
        String after = start;
        boolean more = true;
        while (more && found.size() < max) {
            List<? extends Table.Row<?>> rows = settings.table(type.table()).page(owner, after, ROWS_AT_ONCE);
            for (Table.Row<?> row : rows) {
                String name = row.value() instanceof SendingTenant tenant ? tenant.key() : row.name();
                Entity entity = entity(owner, new Resource(type, name));
                if (found.size() < max && wanted.test(entity)) {
                    found.add(entity);
                }
                after = row.name();
            }
            more = rows.size() == ROWS_AT_ONCE;
        }
    }

    /// Sets what its owner says. `REINSTATED` lifts what its reputation did.
    ///
    /// @param resource one that exists
    public void setByOwner(Tenant owner, Resource resource, SendingStatus status) {
        Instant now = clock.instant();
        states.update(owner, resource.key(), known -> {
            ReputationState before = known.orElse(ReputationState.UNTOUCHED);
            ReputationState after =
                    before.byOwner(new ReputationState.Status(status, "Set to " + status + " by the customer.", now));
            boolean lifts = status == SendingStatus.REINSTATED
                    && before.byReputation()
                            .filter(said -> said.status() == SendingStatus.DISABLED)
                            .isPresent();
            return Optional.of(
                    lifts
                            ? after.byReputation(new ReputationState.Status(
                                    SendingStatus.ENABLED, "Reinstated by the customer.", now))
                            : after);
        });
    }

    /// @param resource one that exists
    public void setPolicy(Tenant owner, Resource resource, ReputationState.Policy policy) {
        states.update(
                owner,
                resource.key(),
                known -> Optional.of(known.orElse(ReputationState.UNTOUCHED).withPolicy(policy)));
    }

    /// Stops those whose policy wants it, for what their reputation is now.
    public void check() {
        states.forEach(row -> {
            ReputationState state = row.value();
            if (state.policy() != ReputationState.Policy.none && state.aggregate() == SendingStatus.ENABLED) {
                resource(row.name()).ifPresent(resource -> check(row.tenant(), resource, state));
            }
        });
    }

    private static Optional<Resource> resource(String key) {
        int slash = key.indexOf('/');
        return Resource.Type.of(key.substring(0, slash)).map(type -> new Resource(type, key.substring(slash + 1)));
    }

    private void check(Tenant owner, Resource resource, ReputationState state) {
        Reputation.Rates rates = rates(owner, resource, state);
        Optional<Impact> impact = impact(rates);
        boolean stops = state.policy() == ReputationState.Policy.strict
                ? impact.isPresent()
                : impact.filter(how -> how == Impact.HIGH).isPresent();
        if (!stops) {
            return;
        }
        String cause = String.format(
                Locale.ROOT,
                "Bounce rate %.2f %%, complaint rate %.2f %%, of %d recipients in 24 hours.",
                rates.bounces(),
                rates.complaints(),
                rates.recipients());
        Instant now = clock.instant();
        states.update(
                owner,
                resource.key(),
                known -> known.map(before -> before.aggregate() == SendingStatus.ENABLED
                        ? before.byReputation(new ReputationState.Status(SendingStatus.DISABLED, cause, now))
                        : before));
        LOG.warn(
                "event=reputation_entity_paused account={} region={} type={} cause=\"{}\"",
                owner.accountId(),
                owner.region(),
                resource.type().word(),
                cause);
    }

    private Reputation.Rates rates(Tenant owner, Resource resource, ReputationState state) {
        Instant from = clock.instant().minus(WINDOW);
        Instant since = state.byOwner()
                .filter(said -> said.status() != SendingStatus.DISABLED)
                .map(ReputationState.Status::at)
                .filter(at -> at.isAfter(from))
                .orElse(from);
        Counts sum = Counts.NONE;
        for (Counters.Window window : counters.read(subject(owner, resource), since)) {
            sum = sum.plus(window.counts());
        }
        return Reputation.Rates.of(sum);
    }

    private static Counters.Subject subject(Tenant owner, Resource resource) {
        return switch (resource.type()) {
            case CONFIGURATION_SET -> Counters.Subject.configurationSet(owner, resource.name());
            case IDENTITY -> Counters.Subject.identity(owner, resource.name());
            case TENANT -> Counters.Subject.sendingTenant(owner, resource.name());
            default -> throw new IllegalArgumentException("has no reputation: " + resource);
        };
    }

    private Optional<Impact> impact(Reputation.Rates rates) {
        if (rates.recipients() < rules.minMessages()) {
            return Optional.empty();
        }
        if (rates.bounces() >= HIGH_BOUNCES || rates.complaints() >= HIGH_COMPLAINTS) {
            return Optional.of(Impact.HIGH);
        }
        return rates.bounces() >= LOW_BOUNCES || rates.complaints() >= LOW_COMPLAINTS
                ? Optional.of(Impact.LOW)
                : Optional.empty();
    }
}
