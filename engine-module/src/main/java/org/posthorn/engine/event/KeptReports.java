package org.posthorn.engine.event;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.KeptContent;
import org.posthorn.engine.settings.KeptReport;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// Reports that led to no message, on disk until somebody has looked at them. Safe for use by many threads.
///
/// Anybody can write to the addresses for reports, so all of it is bounded: the newest [#MOST] are kept, of each its
/// first [#MOST_BYTES]. They lie in a ring, as in [SetAside]: a row is named for its number modulo the size, so that
/// one more overwrites the oldest.
@Singleton
public final class KeptReports {
    static final int MOST = 1_000;

    /// What a program said about a failure stands in front of the message that it returns.
    public static final int MOST_BYTES = 128 << 10;

    private final Settings settings;
    private final Table<KeptReport> reports;
    private final Table<KeptContent> contents;
    private final int most;
    private final BitSet taken = new BitSet();
    private final LongAdder lost = new LongAdder();
    private long next = 1;

    @Inject
    public KeptReports(Settings settings) {
        this(settings, MOST);
    }

    KeptReports(Settings settings, int most) {
        this.settings = settings;
        this.reports = settings.table(Tables.KEPT_REPORTS);
        this.contents = settings.table(Tables.KEPT_CONTENTS);
        this.most = most;
        reports.forEach(row -> {
            taken.set(slot(row.value().number()));
            next = Math.max(next, row.value().number() + 1);
        });
    }

    private int slot(long number) {
        return Math.toIntExact(number % most);
    }

    private String row(long number) {
        return Integer.toString(slot(number));
    }

    /// Keeps one. On disk when this returns.
    ///
    /// @return it, with its number
    public synchronized KeptReport add(KeptReport report, Content mail) {
        KeptReport numbered = report.numbered(next);
        byte[] bytes = mail.bytes();
        byte[] first = bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes;
        // In this way it stays out of the cache, where strangers' mail would push out what is asked for all the time.
        write(next, Optional.of(numbered), Optional.of(new KeptContent(next, first)));
        if (taken.get(slot(next))) {
            lost.increment();
        }
        taken.set(slot(next));
        next++;
        return numbered;
    }

    private void write(long number, Optional<KeptReport> report, Optional<KeptContent> content) {
        settings.write(List.of(
                new Settings.Change<>(Tables.KEPT_REPORTS, Tenant.INSTALLATION, row(number), report),
                new Settings.Change<>(Tables.KEPT_CONTENTS, Tenant.INSTALLATION, row(number), content)));
    }

    /// Notes that it went to the postmaster too; nothing happens when it is there no more.
    public synchronized void sentOn(long number) {
        find(number).ifPresent(report -> reports.put(Tenant.INSTALLATION, row(number), report.sentOn()));
    }

    /// The oldest first.
    public List<KeptReport> list() {
        List<KeptReport> found = new ArrayList<>();
        reports.forEach(row -> found.add(row.value()));
        found.sort(Comparator.comparingLong(KeptReport::number));
        return found;
    }

    public Optional<KeptReport> find(long number) {
        return number < 1
                ? Optional.empty()
                : reports.get(Tenant.INSTALLATION, row(number)).filter(report -> report.number() == number);
    }

    /// Its bytes as they came, up to [#MOST_BYTES].
    public Optional<Content> content(long number) {
        return find(number)
                .flatMap(report -> contents.get(Tenant.INSTALLATION, row(number)))
                .filter(content -> content.number() == number)
                .map(content -> new Content(content.bytes()));
    }

    /// Forgets one.
    ///
    /// @return whether it was there
    public synchronized boolean drop(long number) {
        boolean present = find(number).isPresent();
        if (present) {
            write(number, Optional.empty(), Optional.empty());
            taken.clear(slot(number));
        }
        return present;
    }

    /// Forgets what was kept before this.
    public void forget(Instant before) {
        list().stream().filter(report -> report.since().isBefore(before)).forEach(report -> drop(report.number()));
    }

    /// How many are kept.
    public synchronized int count() {
        return taken.cardinality();
    }

    /// Those that gave way to newer ones, since the start.
    public long lost() {
        return lost.sum();
    }
}
