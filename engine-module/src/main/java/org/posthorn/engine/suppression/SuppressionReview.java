package org.posthorn.engine.suppression;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Suppressed;

/// Finds what is on suppression lists for a bounce that was nobody's address's fault: earlier versions took every
/// permanent bounce for one. The bounces that are kept are judged anew.
///
/// An entry that no kept bounce led to was added by hand, or is older than the history: it is left alone. Takes as long
/// as reading the history once for every 50,000 entries.
@Singleton
public final class SuppressionReview {
    private static final int AT_ONCE = 50_000;
    /// How much later than its bounce an entry may have been made, should the follower have been behind.
    private static final Duration FOLLOWER_LAG = Duration.ofDays(1);

    private final SuppressionList list;
    private final EventLog events;
    private final MailQueue queue;

    @Inject
    public SuppressionReview(SuppressionList list, EventLog events, MailQueue queue) {
        this.list = list;
        this.events = events;
        this.queue = queue;
    }

    /// An entry that should not be there.
    ///
    /// @param cause the last bounce that led to it
    public record Wrong(Tenant tenant, Suppressed entry, MailEvent.BouncedRecipient cause) {}

    /// Up to `max` of them.
    ///
    /// @param of the list to look through; all lists when empty
    public List<Wrong> find(Optional<Tenant> of, int max) {
        List<Wrong> wrong = new ArrayList<>();
        Map<String, List<Case>> cases = new HashMap<>();
        int[] collected = {0};
        list.forEach((tenant, entry) -> {
            boolean asked = of.filter(one -> !one.equals(tenant)).isEmpty();
            if (asked && entry.reason() == Suppressed.Reason.BOUNCE) {
                cases.computeIfAbsent(entry.address(), key -> new ArrayList<>()).add(new Case(tenant, entry));
                if (++collected[0] % AT_ONCE == 0) {
                    judge(cases, wrong);
                    cases.clear();
                }
            }
        });
        judge(cases, wrong);
        return wrong.size() > max ? wrong.subList(0, max) : wrong;
    }

    private static final class Case {
        private final Tenant tenant;
        private final Suppressed entry;
        private Optional<MailEvent.BouncedRecipient> cause = Optional.empty();
        private boolean right;

        Case(Tenant tenant, Suppressed entry) {
            this.tenant = tenant;
            this.entry = entry;
        }
    }

    private void judge(Map<String, List<Case>> cases, List<Wrong> wrong) {
        if (cases.isEmpty()) {
            return;
        }
        // Whatever is wanted is noted at once, since bounces are large and may be many.
        events.search(
                Instant.EPOCH,
                event -> {
                    if (event instanceof MailEvent.Bounce bounce && bounce.counts()) {
                        note(cases, bounce);
                    }
                    return false;
                },
                1);
        cases.values()
                .forEach(all -> all.stream()
                        .filter(one -> !one.right && one.cause.isPresent())
                        .forEach(one -> wrong.add(new Wrong(one.tenant, one.entry, one.cause.get()))));
    }

    private void note(Map<String, List<Case>> cases, MailEvent.Bounce bounce) {
        for (MailEvent.BouncedRecipient recipient : bounce.recipients()) {
            for (Case one : cases.getOrDefault(SuppressionList.key(recipient.address()), List.of())) {
                Instant made = one.entry.since();
                boolean mayBeCause = !bounce.at().isAfter(made)
                        && !bounce.at().plus(FOLLOWER_LAG).isBefore(made)
                        && !recipient.reason().bounceClass().isSuppressed();
                if (mayBeCause && isOf(one.tenant, bounce)) {
                    one.cause = Optional.of(recipient);
                    one.right |= recipient.rejudged().isOfTheAddress();
                }
            }
        }
    }

    private boolean isOf(Tenant tenant, MailEvent.Bounce bounce) {
        return tenant.equals(SuppressionList.GLOBAL)
                || queue.find(bounce.messageId())
                        .map(QueuedMessage::mail)
                        .filter(mail -> mail.tenant().equals(tenant))
                        .isPresent();
    }
}
