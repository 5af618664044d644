package org.posthorn.engine.job;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.posthorn.engine.SesException;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.contact.Contacts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.ContactList;
import org.posthorn.engine.settings.ImportAction;
import org.posthorn.engine.settings.ImportJob;
import org.posthorn.engine.settings.JobState;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.suppression.SuppressionList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does import jobs, some records at a time: what they change and how far the job is go to disk in one batch, so that a
/// job goes on after a crash where it was, and no record counts twice. A record that is wrong goes into the file of
/// failed records and stops nothing.
@Singleton
public final class ImportRunner implements JobRuns.Runner<ImportJob> {
    private static final Logger LOG = LoggerFactory.getLogger(ImportRunner.class);

    /// Written in one batch.
    private static final int BATCH = 200;

    private static final long MOST_CONTACTS = 1_000_000;
    private static final long MOST_SUPPRESSED = 100_000;

    private static final String ADDRESS = "emailAddress";
    private static final String REASON = "reason";
    private static final String TOPIC = "topicPreferences.";

    private final Settings settings;
    private final Table<ImportJob> table;
    private final RecordSource source;
    private final ContactLists lists;
    private final Contacts contacts;
    private final SuppressionList suppressed;
    private final JobFiles files;
    private final InstantSource clock;

    @Inject
    public ImportRunner(
            Settings settings,
            RecordSource source,
            ContactLists lists,
            Contacts contacts,
            SuppressionList suppressed,
            JobFiles files,
            InstantSource clock) {
        this.settings = settings;
        this.table = settings.table(Tables.IMPORT_JOBS);
        this.source = source;
        this.lists = lists;
        this.contacts = contacts;
        this.suppressed = suppressed;
        this.files = files;
        this.clock = clock;
    }

    /// What ends a job before its file does.
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final String text;

        Failure(String text) {
            super(text);
            this.text = text;
        }
    }

    @Override
    public Table<ImportJob> table() {
        return table;
    }

    @Override
    public void run(Tenant tenant, ImportJob job, BooleanSupplier stopping) throws InterruptedException {
        Optional<String> error = Optional.empty();
        List<String> columns = job.list().isPresent() ? List.of() : List.of(ADDRESS, REASON);
        try (RecordSource.Reader reader = source.open(tenant, job.url(), job.format(), columns);
                RandomAccessFile failures = new RandomAccessFile(
                        files.path(JobFiles.failuresOf(job)).toFile(), "rw")) {
            // What was written behind the last batch is written again.
            failures.setLength(job.failureBytes());
            failures.seek(job.failureBytes());
            skip(reader, job.processed());
            Progress progress = new Progress(job, false);
            while (!progress.ended) {
                if (stopping.getAsBoolean()) {
                    throw new InterruptedException();
                }
                progress = batch(tenant, progress.job, reader, failures);
            }
        } catch (Failure e) {
            error = Optional.of(e.text);
        } catch (IOException e) {
            if (stopping.getAsBoolean()) {
                throw new InterruptedException();
            }
            LOG.warn("event=import_failed job={} account={} reason=\"{}\"", job.id(), tenant.accountId(), reason(e));
            error = Optional.of(Objects.requireNonNullElse(e.getMessage(), "The file can't be read."));
        }
        end(tenant, job, error);
    }

    private static String reason(IOException e) {
        return e.getCause() == null ? e.toString() : e + ": " + e.getCause();
    }

    @Override
    public void fail(Tenant tenant, ImportJob job) {
        end(tenant, job, Optional.of("An internal failure has occurred."));
    }

    private void end(Tenant tenant, ImportJob job, Optional<String> error) {
        JobState state = error.isPresent() ? JobState.FAILED : JobState.COMPLETED;
        table.update(tenant, job.id(), known -> known.map(now -> now.over(state, clock.instant(), error)))
                .ifPresent(ended -> LOG.info(
                        "event=import_ended job={} account={} state={} processed={} failed={}",
                        ended.id(),
                        tenant.accountId(),
                        state,
                        ended.processed(),
                        ended.failed()));
    }

    /// @param ended whether the file is read to its end
    private record Progress(ImportJob job, boolean ended) {}

    private static void skip(RecordSource.Reader reader, long records) throws IOException {
        for (long i = 0; i < records; i++) {
            if (reader.next().isEmpty()) {
                return;
            }
        }
    }

    private Progress batch(Tenant tenant, ImportJob job, RecordSource.Reader reader, RandomAccessFile failures)
            throws IOException, Failure {
        Optional<ContactList> list = Optional.empty();
        if (job.list().isPresent()) {
            list = lists.find(tenant, job.list().get());
            if (list.isEmpty()) {
                throw new Failure(ImportJobs.noList(job.list().get()));
            }
        }
        long most = list.isPresent() ? MOST_CONTACTS : MOST_SUPPRESSED;
        List<Settings.Change<?>> changes = new ArrayList<>();
        StringBuilder failed = new StringBuilder();
        int wrong = 0;
        int read = 0;
        boolean ended = false;
        while (read < BATCH && !ended) {
            Optional<RecordSource.Line> line = reader.next();
            ended = line.isEmpty();
            if (line.isPresent()) {
                if (job.processed() + read == most) {
                    commit(tenant, job, changes, read, wrong, failed, failures);
                    throw new Failure("The file has more than " + most + " records.");
                }
                read++;
                try {
                    changes.add(change(tenant, list, job.action(), line.get()));
                } catch (SesException e) {
                    wrong++;
                    failed.append(Csv.line(
                            List.of(String.valueOf(e.getMessage()), line.get().text())));
                }
            }
        }
        ImportJob after = commit(tenant, job, changes, read, wrong, failed, failures);
        return new Progress(after, ended);
    }

    private ImportJob commit(
            Tenant tenant,
            ImportJob job,
            List<Settings.Change<?>> changes,
            int read,
            int wrong,
            StringBuilder failed,
            RandomAccessFile failures)
            throws IOException {
        failures.write(failed.toString().getBytes(StandardCharsets.UTF_8));
        ImportJob after = job.at(job.processed() + read, job.failed() + wrong, failures.getFilePointer());
        changes.add(new Settings.Change<>(Tables.IMPORT_JOBS, tenant, job.id(), Optional.of(after)));
        settings.write(changes);
        return after;
    }

    /// @throws SesException when the record is wrong; the text is for the account
    private Settings.Change<?> change(
            Tenant tenant, Optional<ContactList> list, ImportAction action, RecordSource.Line line) {
        line.trouble().ifPresent(why -> {
            throw Wrong.record(why);
        });
        Map<String, String> fields = line.fields();
        String address = fields.getOrDefault(ADDRESS, "");
        if (list.isPresent()) {
            return action == ImportAction.DELETE
                    ? contacts.removal(tenant, list.get(), address)
                    : contacts.replacement(tenant, list.get(), address, said(fields));
        }
        return action == ImportAction.DELETE
                ? suppressed.removal(tenant, address)
                : suppressed.addition(tenant, address, reason(fields.getOrDefault(REASON, "")));
    }

    private static Contacts.Said said(Map<String, String> fields) {
        List<Contact.Choice> choices = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (name.startsWith(TOPIC)) {
                choices.add(new Contact.Choice(name.substring(TOPIC.length()), optedIn(value)));
            }
        });
        return new Contacts.Said(
                flag(fields.getOrDefault("unsubscribeAll", "false")),
                choices,
                Optional.ofNullable(fields.get("attributesData")));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true", "TRUE", "True" -> true;
            case "false", "FALSE", "False" -> false;
            default -> throw Wrong.record("unsubscribeAll is true or false");
        };
    }

    private static boolean optedIn(String text) {
        return switch (text) {
            case "OPT_IN" -> true;
            case "OPT_OUT" -> false;
            default -> throw Wrong.record("a topic preference is OPT_IN or OPT_OUT");
        };
    }

    private static Suppressed.Reason reason(String text) {
        return switch (text) {
            case "BOUNCE" -> Suppressed.Reason.BOUNCE;
            case "COMPLAINT" -> Suppressed.Reason.COMPLAINT;
            default -> throw Wrong.record("a reason is BOUNCE or COMPLAINT");
        };
    }
}
