package org.posthorn.feedback;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.posthorn.engine.Limits;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.BouncedRecipient;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.work.BoundedWork;
import org.posthorn.engine.work.UnfinishedWorkException;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Told;
import org.posthorn.feedback.Reported.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the mail that comes to return paths: reports become events, everything else goes on to the sender.
///
/// The return path decides what a report is about, never the report: its token can't be forged, so the worst that a
/// recipient of a message can do is to lie about that message. Within it, the report names recipients, which are
/// looked up among the message's own. Nothing bounces on doubt: what does not clearly say `failed` is mail for a
/// human. A report that comes to a fixed address and knows no more than the Message-ID makes an event that counts for
/// nothing, unless the operator has named who sends it ([ReportTrust]).
///
/// A session's thread only waits: what strangers wrote is read on a few threads of their own, in bounded time. When
/// they have too much to do, the peer is asked to come again.
///
/// A positive reply means that the events, or the mail that goes on, are on disk. Nothing is ever sent back to the
/// peer's sender: a refusal is a reply in the dialogue, and mail that goes on has the null sender. Safe for use by
/// many threads.
public final class FeedbackReceiver implements Inbox, AutoCloseable {
    /// A bounce may return the whole of the largest message, and some bytes of its own.
    static final int MAX_BYTES = 44 * 1024 * 1024;

    /// RFC 2369 §3.2; the subject that our own `List-Unsubscribe` asks for.
    private static final String UNSUBSCRIBE = "unsubscribe";

    /// Who asks to be left alone, rather than to have the message judged.
    private static final String OPT_OUT = "opt-out";

    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 Ok");
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackReceiver.class);

    private final ReturnPath returnPath;
    private final MailQueue queue;
    private final EventLog events;
    private final ReportTrust trust;
    private final Predicate<Mail> unsubscribe;
    private final Unmatched unmatched;
    private final InstantSource clock;
    private final SentMessages sent;
    private final BoundedWork reading;
    private final Reported reported = new Reported();
    private final Map<Verdict, LongAdder> counts = new ConcurrentHashMap<>();

    /// @param trust whom to believe that doesn't know the return path
    /// @param reading where what strangers wrote is read; closed with this
    /// @param unsubscribe told when the recipient of a message answers `unsubscribe`; false when the message names no
    ///     list, so that a human may read the answer
    /// @param unmatched gets what leads to no message
    FeedbackReceiver(
            ReturnPath returnPath,
            MailQueue queue,
            EventLog events,
            ReportTrust trust,
            BoundedWork reading,
            Predicate<Mail> unsubscribe,
            Unmatched unmatched,
            InstantSource clock) {
        this.returnPath = returnPath;
        this.queue = queue;
        this.events = events;
        this.trust = trust;
        this.reading = reading;
        this.unsubscribe = unsubscribe;
        this.unmatched = unmatched;
        this.clock = clock;
        this.sent = new SentMessages(returnPath, queue);
    }

    /// So that a forged return path is refused before any data.
    @Override
    public Answer ask(SmtpClient client, String sender, String recipient) {
        return accepts(recipient) ? WANTED : UNKNOWN;
    }

    boolean accepts(String recipient) {
        return sent.at(recipient).isPresent() || isForReports(recipient);
    }

    /// Whether mail is taken that may lead nowhere.
    private boolean isForReports(String recipient) {
        return sent.isReportBox(recipient) || sent.isForgotten(recipient);
    }

    /// Reads no more.
    @Override
    public void close() {
        reading.close();
    }

    /// What a letter says about which messages of ours, and whether it is believed.
    private record Understood(Letter letter, Map<QueuedMessage, Report> reports, Evidence evidence) {}

    private Understood understand(ReceivedMail received, Set<QueuedMessage> addressed) {
        Letter letter = ReportReader.read(received.content(), received.sender().isEmpty());
        if (!addressed.isEmpty()) {
            return new Understood(letter, reports(letter, addressed), Evidence.TRUSTED_REPORT);
        }
        Optional<SentMessages.Returned> returned = sent.returned(letter);
        boolean believed = returned.filter(SentMessages.Returned::proven).isPresent()
                || (returned.isPresent() && trust.isFor(received));
        return new Understood(
                letter,
                reports(
                        letter,
                        returned.map(SentMessages.Returned::message)
                                .map(Set::of)
                                .orElse(Set.of())),
                believed ? Evidence.TRUSTED_REPORT : Evidence.UNTRUSTED_REPORT);
    }

    private static Map<QueuedMessage, Report> reports(Letter letter, Set<QueuedMessage> messages) {
        Map<QueuedMessage, Report> reports = new LinkedHashMap<>();
        messages.forEach(message -> reports.put(
                message, Recognition.of(letter, message.mail().envelope().recipients())));
        return reports;
    }

    @Override
    public SmtpReply receive(ReceivedMail received) {
        if (received.content().sizeBytes() > MAX_BYTES) {
            return end(Verdict.TOO_LARGE, received, SmtpReply.of(552, "5.3.4 Message too big"));
        }
        try {
            Set<QueuedMessage> addressed = new LinkedHashSet<>();
            received.recipients().forEach(recipient -> sent.at(recipient).ifPresent(addressed::add));
            if (addressed.isEmpty() && received.recipients().stream().noneMatch(this::isForReports)) {
                return end(Verdict.UNKNOWN, received, SmtpReply.of(550, "5.1.1 No such return path"));
            }
            Understood understood = reading.call(() -> understand(received, addressed));
            if (understood.letter().header().hops() > Limits.HOPS) {
                return end(Verdict.LOOP, received, SmtpReply.of(554, "5.4.6 Too many hops"));
            }
            if (understood.reports().isEmpty()) {
                unmatched.take(received, "it names no message of ours");
                return end(Verdict.UNMATCHED, received, OK);
            }
            SmtpReply last = OK;
            for (QueuedMessage message : understood.reports().keySet()) {
                SmtpReply reply = act(received, message, understood);
                last = reply.isPositive() ? last : reply;
            }
            return last;
        } catch (UnfinishedWorkException e) {
            LOG.warn("event=feedback_deferred reason={} remote_ip={}", e.reason(), received.remoteIp());
            return end(Verdict.DEFERRED, received, SmtpReply.of(451, "4.3.2 Too busy to read it now, try again later"));
        } catch (IntakeRefusedException e) {
            return end(Verdict.DEFERRED, received, SmtpReply.of(452, "4.3.1 Insufficient system storage"));
        } catch (UncheckedIOException e) {
            LOG.warn("event=feedback_deferred reason=store remote_ip={}", received.remoteIp(), e);
            return end(Verdict.DEFERRED, received, SmtpReply.of(451, "4.3.0 Local error, try again later"));
        } catch (RuntimeException e) {
            // The edge for our own mistakes: the peer keeps its copy and comes again.
            LOG.error("event=feedback_failed remote_ip={}", received.remoteIp(), e);
            return end(Verdict.DEFERRED, received, SmtpReply.of(451, "4.3.0 Local error, try again later"));
        }
    }

    /// How often that was the end, since the start.
    public long count(Verdict verdict) {
        return counter(verdict).sum();
    }

    /// How much led to no message, since the start.
    public long unmatched() {
        return unmatched.total();
    }

    private LongAdder counter(Verdict verdict) {
        return counts.computeIfAbsent(verdict, key -> new LongAdder());
    }

    private SmtpReply act(ReceivedMail received, QueuedMessage message, Understood understood) {
        Report report = Objects.requireNonNull(understood.reports().get(message));
        Evidence evidence = understood.evidence();
        String subject = understood.letter().header().subject();
        boolean isReport = report instanceof Report.Dsn || report instanceof Report.Arf;
        if (!isReport && subject.equalsIgnoreCase(UNSUBSCRIBE) && unsubscribe.test(message.mail())) {
            return end(Verdict.UNSUBSCRIBED, received, OK);
        }
        return switch (report) {
            case Report.Dsn dsn -> bounce(received, message, dsn, evidence);
            case Report.Arf arf -> complaint(received, message, arf, evidence);
            case Report.AutoReply reply -> forward(received, message, Verdict.AUTO_REPLY);
            case Report.PlainMail mail -> forward(received, message, Verdict.MAIL);
        };
    }

    private SmtpReply bounce(ReceivedMail received, QueuedMessage message, Report.Dsn dsn, Evidence evidence) {
        SequencedMap<String, Told> failed = dsn.with(Action.FAILED);
        if (failed.isEmpty()) {
            return withoutFailure(received, message, dsn, evidence);
        }
        Mail mail = message.mail();
        failed.keySet()
                .removeIf(address -> Recipients.hasBounced(message, address)
                        || reported.contains(mail.id(), address, Kind.BOUNCE, evidence));
        if (failed.isEmpty()) {
            return end(Verdict.REPEATED, received, OK);
        }
        events.append(mail, bounces(mail, dsn, failed, evidence));
        failed.keySet().forEach(address -> reported.add(mail.id(), address, Kind.BOUNCE, evidence));
        return end(Verdict.BOUNCE, mail, failed.keySet());
    }

    private SmtpReply withoutFailure(ReceivedMail received, QueuedMessage message, Report.Dsn dsn, Evidence evidence) {
        boolean unclear = dsn.with(Action.UNKNOWN).size() == dsn.recipients().size();
        if (unclear) {
            return forward(received, message, Verdict.MAIL);
        }
        Mail mail = message.mail();
        SequencedMap<String, Told> delayed = dsn.with(Action.DELAYED);
        if (delayed.isEmpty() || evidence == Evidence.UNTRUSTED_REPORT) {
            return end(Verdict.NO_FAILURE, received, OK);
        }
        // As for a deferral of our own, the first time counts.
        delayed.keySet()
                .removeIf(address -> Recipients.hasBounced(message, address)
                        || reported.contains(mail.id(), address, Kind.BOUNCE, evidence)
                        || reported.contains(mail.id(), address, Kind.DELAY, evidence));
        if (delayed.isEmpty()) {
            return end(Verdict.REPEATED, received, OK);
        }
        events.append(mail, List.of(Delays.event(mail, delayed, reportingMta(dsn), clock.instant())));
        delayed.keySet().forEach(address -> reported.add(mail.id(), address, Kind.DELAY, evidence));
        return end(Verdict.DELAY, mail, delayed.keySet());
    }

    private String reportingMta(Report.Dsn dsn) {
        return dsn.reportingMta().orElse("dns; " + returnPath.domain());
    }

    /// One bounce for each class, since SES's bounce has one type for all its recipients.
    private List<Bounce> bounces(Mail mail, Report.Dsn dsn, SequencedMap<String, Told> failed, Evidence evidence) {
        Instant now = clock.instant();
        Map<BounceClass, List<BouncedRecipient>> byClass = new LinkedHashMap<>();
        failed.forEach((address, told) -> {
            Judgement judged = Judgement.of(told);
            byClass.computeIfAbsent(judged.reason().bounceClass(), key -> new ArrayList<>())
                    .add(new BouncedRecipient(
                            address, "failed", judged.status(), judged.diagnosticCode(), judged.reason()));
        });
        Optional<String> remoteIp = failed.values().stream()
                .flatMap(found -> found.remoteIp().stream())
                .findFirst();
        List<Bounce> bounces = new ArrayList<>();
        byClass.forEach((bounceClass, recipients) -> bounces.add(new Bounce(
                mail.id(),
                now,
                bounceClass.type(),
                bounceClass.subType(),
                List.copyOf(recipients),
                reportingMta(dsn),
                remoteIp,
                dsn.originalHeaders(),
                Optional.of(evidence))));
        return bounces;
    }

    private SmtpReply complaint(ReceivedMail received, QueuedMessage message, Report.Arf arf, Evidence reporter) {
        Mail mail = message.mail();
        if (arf.feedbackType().equals(OPT_OUT) && unsubscribe.test(mail)) {
            return end(Verdict.UNSUBSCRIBED, received, OK);
        }
        Recipients.Complaining complaining =
                Recipients.complaining(mail, arf.originalRecipients(), arf.originalHeaders());
        // Whoever reports it, nobody is complained of on a guess.
        Evidence evidence = complaining.certain() ? reporter : Evidence.UNTRUSTED_REPORT;
        List<String> complained = complaining.addresses().stream()
                .filter(address -> !reported.contains(mail.id(), address, Kind.COMPLAINT, evidence))
                .toList();
        if (complained.isEmpty()) {
            return end(Verdict.REPEATED, received, OK);
        }
        events.append(
                mail,
                List.of(new Complaint(
                        mail.id(),
                        clock.instant(),
                        complained,
                        arf.userAgent(),
                        Optional.of(arf.feedbackType()),
                        arf.arrivalDate(),
                        Optional.empty(),
                        arf.originalHeaders(),
                        Optional.of(evidence))));
        complained.forEach(address -> reported.add(mail.id(), address, Kind.COMPLAINT, evidence));
        return end(Verdict.COMPLAINT, mail, complained);
    }

    /// Sends it on as it is, below a trace header of ours; the identity's switch for feedback by mail is about reports
    /// and doesn't keep a human's answer back.
    private SmtpReply forward(ReceivedMail received, QueuedMessage message, Verdict verdict) {
        Mail mail = message.mail();
        if (mail.feedbackTo().isEmpty()
                && verdict == Verdict.MAIL
                && received.sender().isEmpty()) {
            // A program wrote it, so it may be a report in a form that is not known.
            unmatched.take(
                    received, "it is no report that can be read, and the sender of its message takes no answers");
            return end(Verdict.UNMATCHED, received, OK);
        }
        if (mail.feedbackTo().isEmpty()) {
            return end(Verdict.UNWANTED, received, SmtpReply.of(550, "5.7.1 The sender takes no answers"));
        }
        if (!reported.mayForward(mail.id())) {
            return end(Verdict.UNWANTED, received, SmtpReply.of(552, "5.2.2 Too many answers to one message"));
        }
        String to = mail.feedbackTo().get();
        Submission submission = ForwardedMail.of(received, mail, to, returnPath.domain(), clock.instant());
        queue.submit(submission, 0);
        reported.forwarded(mail.id());
        return end(verdict, mail, List.of(to));
    }

    private SmtpReply end(Verdict verdict, Mail mail, Iterable<String> recipients) {
        counter(verdict).increment();
        recipients.forEach(recipient ->
                LOG.info("event=feedback verdict={} message={} recipient={}", verdict, mail.id(), recipient));
        return OK;
    }

    private SmtpReply end(Verdict verdict, ReceivedMail received, SmtpReply reply) {
        counter(verdict).increment();
        LOG.info(
                "event=feedback verdict={} remote_ip={} size={} reply={}",
                verdict,
                received.remoteIp(),
                received.content().sizeBytes(),
                reply.code());
        return reply;
    }
}
