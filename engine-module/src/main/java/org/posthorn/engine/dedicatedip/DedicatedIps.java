package org.posthorn.engine.dedicatedip;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.dedicatedip.DedicatedIp.WarmupStatus;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.DedicatedIpPool;
import org.posthorn.engine.settings.DedicatedIpPool.ScalingMode;
import org.posthorn.engine.settings.DedicatedIpState;
import org.posthorn.engine.settings.DedicatedIpState.Warmup;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The addresses that a tenant's mail may leave from: those of the configuration, each in a pool, and each warm or on
/// the way there (SES API v2 Reference, "GetDedicatedIp"). Safe for use by many threads.
///
/// An address is warm until somebody asks for its warm-up: the server can't know what it has sent before. From then on
/// it gets on by a hundredth of the whole in [#WHOLE_WARMUP] each, unless the account keeps that in its own hand.
@Singleton
public final class DedicatedIps {
    /// From nothing to everything (SES Developer Guide, "Warming up dedicated IP addresses": 45 days).
    static final Duration WHOLE_WARMUP = Duration.ofDays(45);

    static final int WARM = 100;

    /// Of an address that is as cold as can be, a day: with less, no receiver would ever see it.
    private static final int LEAST_A_DAY = 50;

    private final SourceAddresses addresses;
    private final DedicatedIpPools pools;
    private final Table<DedicatedIpState> table;
    private final AutoWarmup auto;
    private final InstantSource clock;

    @Inject
    public DedicatedIps(
            SourceAddresses addresses,
            DedicatedIpPools pools,
            Settings settings,
            AutoWarmup auto,
            InstantSource clock) {
        this.addresses = addresses;
        this.pools = pools;
        this.table = settings.table(Tables.DEDICATED_IPS);
        this.auto = auto;
        this.clock = clock;
    }

    /// Up to `max` addresses behind the one `after` (empty for the start), in the order of their texts.
    ///
    /// @param pool of which; empty for any
    /// @throws SesException NOT_FOUND for such a pool
    public List<DedicatedIp> list(Tenant tenant, Optional<String> pool, String after, int max) {
        pool.ifPresent(name -> pools.get(tenant, name));
        return ofTenant(tenant).stream()
                .filter(address -> address.name().compareTo(after) > 0)
                .sorted(Comparator.comparing(SourceAddress::name))
                .map(address -> view(tenant, address))
                .filter(view -> pool.isEmpty() || pool.get().equals(view.pool()))
                .limit(max)
                .toList();
    }

    /// @throws SesException NOT_FOUND
    public DedicatedIp get(Tenant tenant, String ip) {
        return view(tenant, known(tenant, ip));
    }

    /// Moves an address to another pool. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a blank name, NOT_FOUND for the address or the pool
    public void putInPool(Tenant tenant, String ip, String pool) {
        DedicatedIpPools.checkName(pool);
        SourceAddress address = known(tenant, ip);
        pools.get(tenant, pool);
        Optional<String> named = Optional.of(pool).filter(name -> !name.equals(DedicatedIpPools.DEFAULT));
        table.update(
                tenant,
                address.name(),
                state -> Optional.of(state.orElse(DedicatedIpState.UNTOUCHED).withPool(named)));
    }

    /// Says how far an address's warm-up is; 100 ends it. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE unless it is 0 to 100, NOT_FOUND
    public void putWarmup(Tenant tenant, String ip, int percentage) {
        if (percentage < 0 || percentage > WARM) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Warmup Percentage must be between 0 and 100.");
        }
        Warmup warmup = new Warmup(percentage, clock.instant());
        table.update(
                tenant,
                known(tenant, ip).name(),
                state -> Optional.of(state.orElse(DedicatedIpState.UNTOUCHED).withWarmup(warmup)));
    }

    /// Those that mail of a pool leaves from.
    List<InetAddress> inPool(Tenant tenant, String pool) {
        return ofTenant(tenant).stream()
                .filter(address -> pool(state(tenant, address)).equals(pool))
                .map(SourceAddress::address)
                .toList();
    }

    /// Recipients that an address may have today; empty when it is warm.
    Optional<Integer> allowance(Tenant tenant, InetAddress address) {
        DedicatedIpState state = table.get(tenant, address.getHostAddress()).orElse(DedicatedIpState.UNTOUCHED);
        int percentage = isManaged(tenant, pool(state)) ? WARM : percentage(tenant, state);
        return percentage >= WARM
                ? Optional.empty()
                : Optional.of((int) Math.max(LEAST_A_DAY, (long) addresses.fullDay() * percentage / WARM));
    }

    private List<SourceAddress> ofTenant(Tenant tenant) {
        return addresses.all().stream()
                .filter(address -> address.isFor(tenant.accountId()))
                .toList();
    }

    private SourceAddress known(Tenant tenant, String ip) {
        return SourceAddress.literal(ip)
                .flatMap(literal -> ofTenant(tenant).stream()
                        .filter(address -> address.address().equals(literal))
                        .findFirst())
                .orElseThrow(() -> new SesException(
                        SesError.NOT_FOUND, "Could not find dedicated IP <" + ip + "> under this account."));
    }

    private DedicatedIpState state(Tenant tenant, SourceAddress address) {
        return table.get(tenant, address.name()).orElse(DedicatedIpState.UNTOUCHED);
    }

    private static String pool(DedicatedIpState state) {
        return state.pool().orElse(DedicatedIpPools.DEFAULT);
    }

    private boolean isManaged(Tenant tenant, String pool) {
        return pools.find(tenant, pool).map(DedicatedIpPool::scalingMode).equals(Optional.of(ScalingMode.MANAGED));
    }

    private DedicatedIp view(Tenant tenant, SourceAddress address) {
        DedicatedIpState state = state(tenant, address);
        String pool = pool(state);
        if (isManaged(tenant, pool)) {
            return new DedicatedIp(address.name(), WarmupStatus.NOT_APPLICABLE, -1, pool);
        }
        int percentage = percentage(tenant, state);
        return new DedicatedIp(
                address.name(), percentage < WARM ? WarmupStatus.IN_PROGRESS : WarmupStatus.DONE, percentage, pool);
    }

    private int percentage(Tenant tenant, DedicatedIpState state) {
        return state.warmup().map(warmup -> percentage(tenant, warmup)).orElse(WARM);
    }

    private int percentage(Tenant tenant, Warmup warmup) {
        if (!auto.isOn(tenant)) {
            return warmup.percentage();
        }
        Instant now = clock.instant();
        long since = Math.max(0, Duration.between(warmup.at(), now).toMinutes());
        return (int) Math.min(WARM, warmup.percentage() + since * WARM / WHOLE_WARMUP.toMinutes());
    }
}
