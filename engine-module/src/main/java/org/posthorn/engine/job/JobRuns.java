package org.posthorn.engine.job;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.part.Repeated;
import org.posthorn.engine.settings.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs in the background: those that wait longest first, and of each kind [#AT_ONCE], of as many tenants, so
/// that nobody's jobs keep those of others waiting, and all of them take a small share of the machine. What a stop or
/// a crash breaks off goes on at the next start.
@Singleton
public final class JobRuns {
    /// Of one kind.
    static final int AT_ONCE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(JobRuns.class);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /// Before a job is tried again that broke off by no fault of its own.
    private static final Duration RETRY = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final List<Runner<?>> runners;
    private final ImportJobs imports;
    private final ExportJobs exports;
    private final JobFiles files;
    private final InstantSource clock;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /// Does the jobs of one kind.
    interface Runner<J extends Record> {
        /// Where they are kept; those that are to be done are due.
        Table<J> table();

        /// Does a job up to its end, which is on disk when this returns. A job that was broken off goes on.
        ///
        /// @param stopping whether it is to break off
        void run(Tenant tenant, J job, BooleanSupplier stopping) throws InterruptedException;

        /// Ends a job that can't be done, by a fault of ours.
        void fail(Tenant tenant, J job);
    }

    private record Running(Runner<?> runner, Tenant tenant, String id, Thread thread) {}

    @Inject
    public JobRuns(
            ImportRunner importing,
            ExportRunner exporting,
            ImportJobs imports,
            ExportJobs exports,
            JobFiles files,
            InstantSource clock) {
        this.runners = List.of(importing, exporting);
        this.imports = imports;
        this.exports = exports;
        this.files = files;
        this.clock = clock;
    }

    /// @return what stops it
    public AutoCloseable start() {
        Repeated looking = Repeated.every(PAUSE, "jobs", this::look);
        Repeated sweeping = Repeated.every(SWEEP, "old jobs", this::sweep);
        return () -> {
            stopping.set(true);
            looking.close();
            sweeping.close();
            for (Running run : running) {
                if (!run.thread.join(PATIENCE)) {
                    // It may wait for somebody else.
                    run.thread.interrupt();
                    run.thread.join(STOP);
                }
            }
        };
    }

    private void sweep() {
        imports.sweep();
        exports.sweep();
        try {
            files.sweep(clock.instant().minus(ImportJobs.KEPT_FOR).minus(SWEEP));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look() {
        runners.forEach(this::look);
    }

    private <J extends Record> void look(Runner<J> runner) {
        Set<Tenant> busy = new HashSet<>();
        running.stream()
                .filter(run -> run.runner.equals(runner))
                .map(Running::tenant)
                .forEach(busy::add);
        runner.table().forEachDue(clock.instant(), row -> {
            if (busy.size() < AT_ONCE && !stopping.get() && busy.add(row.tenant())) {
                start(runner, row);
            }
        });
    }

    private <J extends Record> void start(Runner<J> runner, Table.Row<J> row) {
        Thread thread = Thread.ofVirtual().name("job " + row.name()).unstarted(() -> perform(runner, row));
        running.add(new Running(runner, row.tenant(), row.name(), thread));
        thread.start();
    }

    private <J extends Record> void perform(Runner<J> runner, Table.Row<J> row) {
        try {
            runner.run(row.tenant(), row.value(), stopping::get);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            LOG.warn("event=job_broken_off job={}; it goes on in {}", row.name(), RETRY, e);
            rest();
        } catch (RuntimeException e) {
            LOG.error("event=job_failed job={}", row.name(), e);
            runner.fail(row.tenant(), row.value());
        } finally {
            Thread self = Thread.currentThread();
            running.removeIf(run -> run.thread == self);
        }
    }

    private void rest() {
        try {
            if (!stopping.get()) {
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
