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
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ImportAction;
import org.posthorn.engine.settings.ImportJob;
import org.posthorn.engine.settings.JobFormat;
import org.posthorn.engine.settings.JobState;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The import jobs of accounts. [ImportRunner] does them. Safe for use by many threads.
@Singleton
public final class ImportJobs {
    /// Jobs of an account in one region that are not over yet.
    public static final int AT_ONCE = 20;

    /// Jobs that an account is told of; the oldest are forgotten for others.
    static final int KEPT = 1_000;

    /// How long a job is told of once it is over, and the failed records are there.
    static final Duration KEPT_FOR = Duration.ofDays(30);

    private final Table<ImportJob> table;
    private final RecordSource source;
    private final ContactLists lists;
    private final Accounts accounts;
    private final JobFiles files;
    private final InstantSource clock;

    @Inject
    public ImportJobs(
            Settings settings,
            RecordSource source,
            ContactLists lists,
            Accounts accounts,
            JobFiles files,
            InstantSource clock) {
        this.table = settings.table(Tables.IMPORT_JOBS);
        this.source = source;
        this.lists = lists;
        this.accounts = accounts;
        this.files = files;
        this.clock = clock;
    }

    /// Makes a job; it runs soon.
    ///
    /// @param list name of the contact list; empty for the suppression list
    /// @return its name
    /// @throws SesException INVALID_PARAMETER_VALUE for what the account may not read, and for accounts in the sandbox;
    ///     NOT_FOUND for the list; LIMIT_EXCEEDED
    public synchronized String create(
            Tenant tenant, Optional<String> list, ImportAction action, String url, JobFormat format) {
        if (list.isPresent() && lists.find(tenant, list.get()).isEmpty()) {
            throw new SesException(SesError.NOT_FOUND, noList(list.get()));
        }
        if (accounts.find(tenant.accountId()).filter(Account::sandbox).isPresent()) {
            // A guess: SES refuses them, in words that were not seen.
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE, "Import jobs are not available to accounts in the sandbox.");
        }
        source.refusal(tenant, url).ifPresent(why -> {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, why);
        });
        if (running(tenant) >= AT_ONCE) {
            // A guess, by that of exports.
            throw new SesException(
                    SesError.LIMIT_EXCEEDED,
                    "There are too many import jobs running - wait for one to complete before resubmitting.");
        }
        Instant now = clock.instant();
        ImportJob job = new ImportJob(
                JobId.at(now),
                list,
                action,
                url,
                format,
                JobState.CREATED,
                now,
                Optional.empty(),
                0,
                0,
                0,
                Optional.empty());
        table.put(tenant, job.id(), job);
        prune(tenant);
        return job.id();
    }

    static String noList(String name) {
        return "ContactList <" + name + "> doesn't exist.";
    }

    private int running(Tenant tenant) {
        List<ImportJob> found = new ArrayList<>();
        table.forEachDue(clock.instant(), row -> {
            if (row.tenant().equals(tenant)) {
                found.add(row.value());
            }
        });
        return found.size();
    }

    private void prune(Tenant tenant) {
        if (table.count(tenant, KEPT + 1) > KEPT) {
            table.page(tenant, "", 2 * KEPT).stream().skip(KEPT).forEach(this::forget);
        }
    }

    public Optional<ImportJob> find(Tenant tenant, String id) {
        return table.get(tenant, id);
    }

    /// Up to `max` jobs behind the one of this name (empty for the start), the newest first.
    public List<ImportJob> list(Tenant tenant, String after, int max) {
        return table.page(tenant, after, max).stream().map(Table.Row::value).toList();
    }

    /// Where the records are that failed; empty when none did.
    public Optional<String> failures(ImportJob job) {
        return job.failed() == 0 || !job.state().isOver()
                ? Optional.empty()
                : Optional.of(files.link(JobFiles.failuresOf(job)).toString());
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

    private void forget(Table.Row<ImportJob> row) {
        if (row.value().state().isOver()) {
            files.delete(JobFiles.failuresOf(row.value()));
            table.delete(row.tenant(), row.name());
        }
    }
}
