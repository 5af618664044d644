package org.posthorn.receiving;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ReceiptForwards;
import org.posthorn.engine.receipt.ReceiptRuleSets;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.ReceiptProgress;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.receiving.action.Actions;
import org.posthorn.receiving.action.Forwarding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the rules of messages, as they are at this moment. How far a message came is written only when an action could
/// not be done; a crash before that repeats what was done. Safe for use by many threads.
@Singleton
public final class ReceiptRuns {
    private static final Duration OLD = Duration.ofDays(1);
    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 100;
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptRuns.class);

    private final ReceiptRuleSets ruleSets;
    private final ReceiptForwards forwards;
    private final Actions actions;
    private final Forwarding forwarding;
    private final Table<ReceiptProgress> progress;
    private final MailQueue queue;
    private volatile long kept;

    @Inject
    ReceiptRuns(
            ReceiptRuleSets ruleSets,
            ReceiptForwards forwards,
            Actions actions,
            Forwarding forwarding,
            Settings settings,
            MailQueue queue) {
        this.ruleSets = ruleSets;
        this.forwards = forwards;
        this.actions = actions;
        this.forwarding = forwarding;
        this.queue = queue;
        this.progress = settings.table(Tables.RECEIPT_PROGRESS);
    }

    /// The relay for all mail.
    ///
    /// @param sending for mail that did not come in
    public Relay inFrontOf(Relay sending) {
        return new ReceiptRelay(sending, this);
    }

    /// The destination of the action that comes next.
    String nextDestination(Mail mail, List<String> addresses) {
        return script(mail.tenant()).nextDestination(progressOf(mail), addresses);
    }

    /// Goes on with a message where it stands.
    ///
    /// @param destination that counts what fails there
    /// @return an outcome for each recipient of the parcel
    Map<String, Outcome> run(Parcel parcel, String destination) {
        Mail mail = parcel.mail();
        ReceiptProgress before = progressOf(mail);
        ReceiptRun run = new ReceiptRun(parcel, before, actions::perform, forwarding::forward);
        Map<String, Outcome> outcomes = run.follow(script(mail.tenant()), destination);
        ReceiptProgress after = run.progress();
        if (run.isUnfinished() || isKept(mail, outcomes)) {
            if (!after.equals(before)) {
                progress.put(mail.tenant(), mail.id().toString(), after);
            }
        } else if (!before.equals(ReceiptProgress.NONE)) {
            progress.delete(mail.tenant(), mail.id().toString());
        }
        return outcomes;
    }

    /// What fails is tried again when its sender can't be told, where it failed.
    private static boolean isKept(Mail mail, Map<String, Outcome> outcomes) {
        return mail.isUnanswerable() && outcomes.values().stream().anyMatch(Outcome.Failed.class::isInstance);
    }

    private ReceiptProgress progressOf(Mail mail) {
        return progress.get(mail.tenant(), mail.id().toString()).orElse(ReceiptProgress.NONE);
    }

    private Script script(Tenant tenant) {
        List<ReceiptRule> rules = ruleSets.active(tenant).map(ReceiptRuleSet::rules).orElse(List.of()).stream()
                .filter(ReceiptRule::enabled)
                .toList();
        return new Script(rules, forwards.list(tenant));
    }

    /// Messages that wait for the operator, older than a day when it was last looked, at most an hour ago.
    public long kept() {
        return kept;
    }

    /// Counts what is kept. Reads what has been in the queue for more than a day: little else than that is.
    void count(Instant now) {
        Instant old = now.minus(OLD);
        long count = 0;
        Optional<MessageId> after = Optional.empty();
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            List<Mail> page =
                    queue.list(after, PAGE).stream().map(QueuedMessage::mail).toList();
            count += page.stream()
                    .filter(mail -> mail.isUnanswerable() && mail.acceptedAt().isBefore(old))
                    .count();
            if (page.size() < PAGE || !page.getLast().acceptedAt().isBefore(old)) {
                break;
            }
            after = Optional.of(page.getLast().id());
        }
        kept = count;
        if (count > 0) {
            LOG.warn("event=received-mail-kept messages={} for=\"more than a day\"", count);
        }
    }

    /// Forgets how far messages came that wait no longer, such as those that the operator dropped.
    void sweep() {
        progress.forEach(row -> {
            boolean waits = MessageId.parse(row.name())
                    .flatMap(queue::find)
                    .flatMap(QueuedMessage::due)
                    .isPresent();
            if (!waits) {
                progress.delete(row.tenant(), row.name());
            }
        });
    }

    /// What is to be done with the mail of a tenant.
    record Script(List<ReceiptRule> rules, List<ReceiptForward> forwards) {
        String nextDestination(ReceiptProgress progress, List<String> addresses) {
            return ReceiptRun.next(this, progress, addresses);
        }
    }
}
