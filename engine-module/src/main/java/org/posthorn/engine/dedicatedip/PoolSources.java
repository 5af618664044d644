package org.posthorn.engine.dedicatedip;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.delivery.Sources;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.DedicatedIpUse;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// Mail leaves from the pool of its configuration set; without one, from the addresses that are in no pool of their
/// own, or from whatever address the system takes when there are none.
///
/// What addresses in their warm-up can't send today goes out from others of the pool, then from those of the default
/// pool; when they can't either, it waits. What is counted outlives a restart: a day's allowance is set apart on disk
/// in parts, so that a crash costs a part of it and never gives more.
@Singleton
public final class PoolSources implements Sources {
    /// SES's word for addresses that are nobody's own.
    private static final String SHARED = "ses-shared-pool";

    /// A day's allowance is written down in so many parts.
    private static final int PARTS = 20;

    private final DedicatedIps ips;
    private final DedicatedIpPools pools;
    private final SourceAddresses configured;
    private final Table<ConfigurationSet> sets;
    private final Table<DedicatedIpUse> uses;
    private final InstantSource clock;
    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    private record Key(Tenant tenant, InetAddress address) {}

    /// Of one address today; its own monitor guards it.
    private static final class Count {
        private long day = -1;
        private int sent;
        private int written;
    }

    @Inject
    public PoolSources(
            DedicatedIps ips,
            DedicatedIpPools pools,
            SourceAddresses configured,
            Settings settings,
            InstantSource clock) {
        this.ips = ips;
        this.pools = pools;
        this.configured = configured;
        this.sets = settings.table(Tables.CONFIGURATION_SETS);
        this.uses = settings.table(Tables.DEDICATED_IP_USES);
        this.clock = clock;
    }

    @Override
    public Choice choose(Mail mail) {
        if (configured.all().isEmpty() && mail.configurationSet().isEmpty()) {
            return Choice.Any.ANY;
        }
        // It goes to hosts of the operator's own, which the address of a sender may not reach, nor warm up.
        if (mail.kind() == MailKind.RECEIVED) {
            return Choice.Any.ANY;
        }
        Tenant tenant = mail.tenant();
        String pool = mail.configurationSet()
                .flatMap(set -> sets.get(tenant, set))
                .flatMap(ConfigurationSet::sendingPool)
                .filter(name -> name.equals(SHARED) || pools.find(tenant, name).isPresent())
                .orElse(DedicatedIpPools.DEFAULT);
        if (pool.equals(SHARED)) {
            return Choice.Any.ANY;
        }
        List<InetAddress> addresses = inOrder(mail, ips.inPool(tenant, pool));
        if (pool.equals(DedicatedIpPools.DEFAULT)) {
            return addresses.isEmpty() ? Choice.Any.ANY : new Choice.Pool(pool, addresses);
        }
        if (addresses.stream()
                .anyMatch(address -> ips.allowance(tenant, address).isPresent())) {
            addresses.addAll(inOrder(mail, ips.inPool(tenant, DedicatedIpPools.DEFAULT)));
        }
        return new Choice.Pool(pool, addresses);
    }

    /// Begins where the message's id says, so that mail is spread and each message keeps its place.
    private static List<InetAddress> inOrder(Mail mail, List<InetAddress> addresses) {
        List<InetAddress> turned = new ArrayList<>(addresses);
        if (!turned.isEmpty()) {
            Collections.rotate(turned, Math.floorMod(mail.id().hashCode(), turned.size()));
        }
        return turned;
    }

    @Override
    public boolean take(Mail mail, InetAddress address, int recipients) {
        Optional<Integer> allowance = ips.allowance(mail.tenant(), address);
        if (allowance.isEmpty()) {
            return true;
        }
        int most = allowance.get();
        Count count = counts.computeIfAbsent(new Key(mail.tenant(), address), key -> new Count());
        synchronized (count) {
            today(count, mail.tenant(), address);
            // What alone is more than a day's may leave at the start of one.
            if (count.sent > 0 && count.sent + recipients > most) {
                return false;
            }
            count.sent += recipients;
            if (count.sent > count.written) {
                count.written = Math.min(most, count.sent + most / PARTS);
                uses.put(mail.tenant(), address.getHostAddress(), new DedicatedIpUse(count.day, count.written));
            }
            return true;
        }
    }

    /// Goes on with what was set apart when this is the first time since the start.
    private void today(Count count, Tenant tenant, InetAddress address) {
        long day = Math.floorDiv(
                clock.instant().getEpochSecond(), Duration.ofDays(1).toSeconds());
        if (count.day != day) {
            count.day = day;
            count.sent = uses.get(tenant, address.getHostAddress())
                    .filter(use -> use.day() == day)
                    .map(DedicatedIpUse::taken)
                    .orElse(0);
            count.written = count.sent;
        }
    }

    @Override
    public void giveBack(Mail mail, InetAddress address, int recipients) {
        Count count = counts.get(new Key(mail.tenant(), address));
        if (count != null) {
            synchronized (count) {
                count.sent = Math.max(0, count.sent - recipients);
            }
        }
    }
}
