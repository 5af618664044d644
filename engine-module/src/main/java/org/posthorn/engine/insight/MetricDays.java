package org.posthorn.engine.insight;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.MetricCounts;
import org.posthorn.engine.settings.MetricDay;
import org.posthorn.engine.settings.MetricPosition;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// What happened to mail, by day, for all that questions can be about: a row for each identity, configuration set, kind
/// of mailbox and tenant that met on a day. A question adds up the rows that it is about.
///
/// Rows are kept for [#KEPT_DAYS], and are [#MOST_ROWS] for a tenant at most: what would make more is counted in a row
/// that says of none of these what it is, so that the whole stays right.
@Singleton
public final class MetricDays {
    public static final int KEPT_DAYS = 90;
    static final int MOST_ROWS = 100_000;

    private static final int PAGE = 1_000;

    private final Settings settings;
    private final Table<MetricDay> days;
    private final Table<MetricPosition> position;
    // Of the writer alone.
    private final Map<Tenant, Rows> rowsOf = new HashMap<>();

    /// How many rows a tenant has, and when the old ones were thrown away.
    private static final class Rows {
        private int count;
        private long sweptOn = -1;
    }

    @Inject
    public MetricDays(Settings settings) {
        this.settings = settings;
        this.days = settings.table(Tables.METRIC_DAYS);
        this.position = settings.table(Tables.METRIC_POSITION);
    }

    /// What a row is about.
    public record Key(Tenant tenant, long day, String identity, String set, String isp, String tenantName) {
        String name() {
            String about = String.join("\n", identity, set, isp, tenantName);
            byte[] hash = Hmac.sha256(
                    "metric-day".getBytes(StandardCharsets.US_ASCII), about.getBytes(StandardCharsets.UTF_8));
            return nameOf(day) + HexFormat.of().formatHex(hash, 0, 16);
        }

        private Key folded() {
            return new Key(tenant, day, "", "", "", "");
        }

        private MetricDay empty() {
            return new MetricDay(day, identity, set, isp, tenantName, MetricCounts.NONE);
        }
    }

    /// In the order of days.
    private static String nameOf(long day) {
        return String.format(Locale.ROOT, "%06d/", day);
    }

    public static long dayOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), TimeUnit.DAYS.toSeconds(1));
    }

    /// Up to which event all is counted.
    public long position() {
        return position.get(Tenant.INSTALLATION, "")
                .map(MetricPosition::position)
                .orElse(0L);
    }

    /// Adds what events up to a position brought: all of it, with the position, or nothing. On disk when this returns.
    /// For one writer.
    public void add(Map<Key, MetricCounts> more, long upTo) {
        Map<Key, MetricDay> changed = new HashMap<>();
        more.forEach((key, counts) -> {
            Key place = place(key, changed);
            MetricDay before = Optional.ofNullable(changed.get(place))
                    .or(() -> days.get(place.tenant(), place.name()))
                    .orElseGet(place::empty);
            changed.put(place, before.plus(counts));
        });
        List<Settings.Change<?>> changes = new ArrayList<>();
        changed.forEach((key, row) ->
                changes.add(new Settings.Change<>(Tables.METRIC_DAYS, key.tenant(), key.name(), Optional.of(row))));
        changes.add(new Settings.Change<>(
                Tables.METRIC_POSITION, Tenant.INSTALLATION, "", Optional.of(new MetricPosition(upTo))));
        settings.write(changes);
    }

    /// The row that counts it: its own, or the one of all that has no room.
    private Key place(Key key, Map<Key, MetricDay> changed) {
        Rows rows = rows(key.tenant(), key.day());
        if (changed.containsKey(key) || days.get(key.tenant(), key.name()).isPresent()) {
            return key;
        }
        if (rows.count >= MOST_ROWS) {
            return key.folded();
        }
        rows.count++;
        return key;
    }

    private Rows rows(Tenant tenant, long today) {
        Rows rows = rowsOf.computeIfAbsent(tenant, key -> new Rows());
        if (rows.sweptOn < today) {
            sweep(tenant, today - KEPT_DAYS);
            rows.count = days.count(tenant, MOST_ROWS);
            rows.sweptOn = today;
        }
        return rows;
    }

    private void sweep(Tenant tenant, long first) {
        String until = nameOf(Math.max(0, first));
        List<Settings.Change<?>> old;
        do {
            old = new ArrayList<>();
            for (Table.Row<MetricDay> row : days.page(tenant, "", PAGE)) {
                if (row.name().compareTo(until) < 0) {
                    old.add(new Settings.Change<>(Tables.METRIC_DAYS, tenant, row.name(), Optional.empty()));
                }
            }
            if (!old.isEmpty()) {
                settings.write(old);
            }
        } while (old.size() == PAGE);
    }

    /// Hands over the rows of a tenant from one day until before another, in the order of days.
    public void read(Tenant tenant, long from, long until, Consumer<MetricDay> each) {
        String end = nameOf(until);
        String after = nameOf(from);
        List<Table.Row<MetricDay>> rows;
        do {
            rows = days.page(tenant, after, PAGE);
            for (Table.Row<MetricDay> row : rows) {
                if (row.name().compareTo(end) >= 0) {
                    return;
                }
                each.accept(row.value());
                after = row.name();
            }
        } while (rows.size() == PAGE);
    }
}
