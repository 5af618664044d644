package org.posthorn.engine.job;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ExportJob;
import org.posthorn.engine.settings.ExportQuery;
import org.posthorn.engine.settings.JobFormat;
import org.posthorn.engine.settings.JobState;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The export jobs of accounts. [ExportRunner] does them. Safe for use by many threads.
@Singleton
public final class ExportJobs {
    /// Jobs of one kind that are not over yet, of an account in one region.
    public static final int AT_ONCE = 20;

    /// Of a result.
    public static final int MOST_ROWS = 10_000;

    /// Jobs that an account is told of; the oldest are forgotten for others.
    static final int KEPT = 1_000;

    /// How long a job is told of once it is over, and its result is there.
    static final Duration KEPT_FOR = Duration.ofDays(30);

    private final Table<ExportJob> table;
    private final ExportSources sources;
    private final JobFiles files;
    private final InstantSource clock;

    @Inject
    public ExportJobs(Settings settings, ExportSources sources, JobFiles files, InstantSource clock) {
        this.table = settings.table(Tables.EXPORT_JOBS);
        this.sources = sources;
        this.files = files;
        this.clock = clock;
    }

    /// Makes a job; it runs soon.
    ///
    /// @return its name
    /// @throws SesException INVALID_PARAMETER_VALUE for what can't be exported, LIMIT_EXCEEDED
    public synchronized String create(Tenant tenant, ExportQuery query, JobFormat format) {
        sources.refusal(query).ifPresent(why -> {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, why);
        });
        if (running(tenant, query.type()) >= AT_ONCE) {
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "There are too many <" + query.type() + "> export jobs running - either cancel one of the jobs or"
                            + " wait for it to complete before resubmitting.");
        }
        Instant now = clock.instant();
        ExportJob job = new ExportJob(
                JobId.at(now), query, format, JobState.CREATED, now, Optional.empty(), 0, 0, Optional.empty());
        table.put(tenant, job.id(), job);
        if (table.count(tenant, KEPT + 1) > KEPT) {
            table.page(tenant, "", 2 * KEPT).stream().skip(KEPT).forEach(this::forget);
        }
        return job.id();
    }

    private int running(Tenant tenant, String type) {
        List<ExportJob> found = new ArrayList<>();
        table.forEachDue(clock.instant(), row -> {
            if (row.tenant().equals(tenant) && row.value().query().type().equals(type)) {
                found.add(row.value());
            }
        });
        return found.size();
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for an unknown one
    public ExportJob get(Tenant tenant, String id) {
        return table.get(tenant, id).orElseThrow(ExportJobs::unknown);
    }

    private static SesException unknown() {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid JobId");
    }

    /// Ends a job before it is done.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for an unknown one, and for one that is over
    public void cancel(Tenant tenant, String id) {
        Optional<ExportJob> cancelled = table.update(
                tenant,
                id,
                known -> known.map(job -> {
                    if (job.state().isOver()) {
                        throw new SesException(
                                SesError.INVALID_PARAMETER_VALUE,
                                "Cannot cancel an export job that has a <" + job.state() + "> status.");
                    }
                    return job.over(JobState.CANCELLED, clock.instant(), Optional.empty());
                }));
        if (cancelled.isEmpty()) {
            throw unknown();
        }
    }

    /// Up to `max` jobs behind the one of this name (empty for the start), the newest first.
    public List<ExportJob> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// A link to what a job found; empty until it has completed.
    public Optional<String> result(ExportJob job) {
        return job.state() == JobState.COMPLETED
                ? Optional.of(files.link(JobFiles.resultOf(job)).toString())
                : Optional.empty();
    }

    /// Forgets what was over long ago.
    void sweep() {
        Instant old = clock.instant().minus(KEPT_FOR);
        table.forEach(row -> {
            if (row.value().completedAt().filter(old::isAfter).isPresent()) {
                forget(row);
            }
        });
    }

    private void forget(Table.Row<ExportJob> row) {
        if (row.value().state().isOver()) {
            files.delete(JobFiles.resultOf(row.value()));
            table.delete(row.tenant(), row.name());
        }
    }
}
