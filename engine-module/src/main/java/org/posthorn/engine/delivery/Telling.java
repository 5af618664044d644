package org.posthorn.engine.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.SmtpReply;

/// Gathers the recipients of an attempt into as few events as can tell what became of them, as SES does: those with the
/// same fate share one. Deliveries come first, then bounces, complaints and delays. For one thread.
final class Telling {
    private static final int HEADER_CHARS = 10_240;

    private final Lease lease;
    private final Fate.Terms terms;
    private final String reportingMta;
    private final Map<SmtpReply, List<RecipientState>> delivered = new LinkedHashMap<>();
    private final Map<BounceClass, List<MailEvent.BouncedRecipient>> bounced = new LinkedHashMap<>();
    private final List<String> complained = new ArrayList<>();
    private final Map<String, List<MailEvent.DelayedRecipient>> delayed = new LinkedHashMap<>();

    Telling(Lease lease, Fate.Terms terms, String reportingMta) {
        this.lease = lease;
        this.terms = terms;
        this.reportingMta = reportingMta;
    }

    void add(Fate fate) {
        RecipientState state = fate.state();
        switch (fate) {
            case Fate.Delivered f ->
                delivered.computeIfAbsent(reply(state), k -> new ArrayList<>()).add(state);
            case Fate.Bounced f ->
                bounced.computeIfAbsent(f.kind(), k -> new ArrayList<>()).add(f.told());
            case Fate.Complained f -> complained.add(state.address());
            case Fate.Deferred f ->
                f.delayType()
                        .ifPresent(type -> delayed.computeIfAbsent(type, k -> new ArrayList<>())
                                .add(delayed(state)));
        }
    }

    List<MailEvent> events() {
        List<MailEvent> events = new ArrayList<>();
        delivered.forEach((reply, states) -> events.add(delivery(reply, states)));
        bounced.forEach((kind, recipients) -> events.add(bounce(kind, recipients)));
        if (!complained.isEmpty()) {
            events.add(complaint());
        }
        delayed.forEach((type, recipients) -> events.add(new MailEvent.DeliveryDelay(
                lease.mail().id(), terms.now(), type, terms.expiry(), List.copyOf(recipients), reportingMta)));
        return events;
    }

    private static SmtpReply reply(RecipientState state) {
        return state.lastReply().orElseThrow();
    }

    private static MailEvent.DelayedRecipient delayed(RecipientState state) {
        SmtpReply reply = reply(state);
        return new MailEvent.DelayedRecipient(state.address(), reply.statusOrDefault(), "smtp; " + reply);
    }

    private MailEvent delivery(SmtpReply reply, List<RecipientState> states) {
        Attempt attempt = states.getFirst().log().getLast();
        return new MailEvent.Delivery(
                lease.mail().id(),
                terms.now(),
                states.stream().map(RecipientState::address).toList(),
                Duration.between(lease.mail().acceptedAt(), terms.now()).toMillis(),
                reply.toString(),
                reportingMta,
                Optional.of(attempt.host()).filter(host -> !host.isEmpty()),
                Optional.of(attempt.tls()).filter(tls -> !tls.isEmpty()));
    }

    private MailEvent bounce(BounceClass kind, List<MailEvent.BouncedRecipient> recipients) {
        return new MailEvent.Bounce(
                lease.mail().id(),
                terms.now(),
                kind.type(),
                kind.subType(),
                List.copyOf(recipients),
                "dns; " + (kind.isSuppressed() ? BounceClass.SUPPRESSING_HOST : reportingMta),
                Optional.empty(),
                lease.content().headerSection(HEADER_CHARS),
                Optional.of(Evidence.DIALOGUE));
    }

    private MailEvent complaint() {
        return new MailEvent.Complaint(
                lease.mail().id(),
                terms.now(),
                List.copyOf(complained),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("OnAccountSuppressionList"),
                lease.content().headerSection(HEADER_CHARS),
                Optional.of(Evidence.DIALOGUE));
    }
}
