package org.posthorn.engine.job;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ExportJob;
import org.posthorn.engine.settings.ExportQuery;
import org.posthorn.engine.settings.JobFormat;
import org.posthorn.engine.settings.JobState;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does export jobs, from the start each time: the file gets its name once it is whole.
@Singleton
public final class ExportRunner implements JobRuns.Runner<ExportJob> {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRunner.class);

    /// Records between two looks at whether it is still wanted.
    private static final int STEP = 500;

    private final Table<ExportJob> table;
    private final ExportSources sources;
    private final JobFiles files;
    private final InstantSource clock;

    @Inject
    public ExportRunner(Settings settings, ExportSources sources, JobFiles files, InstantSource clock) {
        this.table = settings.table(Tables.EXPORT_JOBS);
        this.sources = sources;
        this.files = files;
        this.clock = clock;
    }

    @Override
    public Table<ExportJob> table() {
        return table;
    }

    @Override
    public void run(Tenant tenant, ExportJob job, BooleanSupplier stopping) throws InterruptedException {
        Optional<String> error = Optional.empty();
        try {
            export(tenant, job, stopping);
        } catch (IOException e) {
            if (stopping.getAsBoolean()) {
                throw new InterruptedException();
            }
            LOG.warn("event=export_failed job={} account={}", job.id(), tenant.accountId(), e);
            error = Optional.of("The result can't be written.");
        } catch (CancelledException e) {
            return;
        }
        end(tenant, job, error);
    }

    @Override
    public void fail(Tenant tenant, ExportJob job) {
        end(tenant, job, Optional.of("An internal failure has occurred."));
    }

    private void end(Tenant tenant, ExportJob job, Optional<String> error) {
        JobState state = error.isPresent() ? JobState.FAILED : JobState.COMPLETED;
        table.update(
                        tenant,
                        job.id(),
                        known -> known.map(now -> now.state().isOver() ? now : now.over(state, clock.instant(), error)))
                .ifPresent(ended -> {
                    if (ended.state() == JobState.CANCELLED) {
                        files.delete(JobFiles.resultOf(job));
                    }
                    LOG.info(
                            "event=export_ended job={} account={} state={} exported={}",
                            ended.id(),
                            tenant.accountId(),
                            ended.state(),
                            ended.exported());
                });
    }

    /// Its owner wants it no more.
    private static final class CancelledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void export(Tenant tenant, ExportJob job, BooleanSupplier stopping)
            throws IOException, InterruptedException {
        Path whole = files.path(JobFiles.resultOf(job));
        Path part = files.path(job.id() + ".part");
        try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
            Found found = new Found(tenant, job, stopping, out);
            search(sources.of(job.query()).orElseThrow(), tenant, job, found);
            found.tell();
        } catch (CancelledException e) {
            Files.delete(part);
            throw e;
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    private static <Q extends ExportQuery> void search(
            ExportSource<Q> source, Tenant tenant, ExportJob job, Found found)
            throws IOException, InterruptedException {
        Q query = source.queries().cast(job.query());
        found.columns(source.columns(query));
        source.find(tenant, query, found);
    }

    /// Writes rows as they come.
    private final class Found implements ExportSource.Rows {
        private final Tenant tenant;
        private final ExportJob job;
        private final BooleanSupplier stopping;
        private final Writer out;
        private List<String> columns = List.of();
        private long looked;
        private long added;

        Found(Tenant tenant, ExportJob job, BooleanSupplier stopping, Writer out) {
            this.tenant = tenant;
            this.job = job;
            this.stopping = stopping;
            this.out = out;
        }

        void columns(List<String> names) throws IOException {
            columns = names;
            if (job.format() == JobFormat.CSV) {
                out.write(Csv.line(names));
            }
        }

        @Override
        public void looked() throws InterruptedException {
            looked++;
            if (looked % STEP == 0) {
                if (stopping.getAsBoolean()) {
                    throw new InterruptedException();
                }
                tell();
            }
        }

        @Override
        public boolean add(List<String> values) throws IOException {
            out.write(job.format() == JobFormat.CSV ? Csv.line(values) : JsonLine.of(columns, values));
            added++;
            return added < ExportJobs.MOST_ROWS;
        }

        /// Notes how far it is.
        void tell() {
            Optional<ExportJob> now = table.update(
                    tenant,
                    job.id(),
                    known -> known.map(current -> current.state().isOver() ? current : current.at(looked, added)));
            if (now.isEmpty() || now.get().state().isOver()) {
                throw new CancelledException();
            }
        }
    }
}
