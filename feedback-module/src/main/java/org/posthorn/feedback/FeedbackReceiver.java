package org.posthorn.feedback;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.event.BounceClass;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.BouncedRecipient;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.feedback.ReportReader.Reading;
import org.posthorn.feedback.Reported.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the mail that comes to return paths: reports become events, everything else goes on to the sender.
///
/// The return path decides what a report is about, never the report: its token can't be forged, so the worst that a
/// recipient of a message can do is to lie about that message. Within it, the report names recipients, which are looked
/// up among the message's own. Nothing bounces on doubt: what does not clearly say `failed` is mail for a human.
///
/// A positive reply means that the events, or the mail that goes on, are on disk. Nothing is ever sent back to the
/// peer's
/// sender: a refusal is a reply in the dialogue, and mail that goes on has the null sender. Safe for use by many
/// threads.
public final class FeedbackReceiver {
    /// A bounce may return the whole of the largest message, and some bytes of its own.
    static final int MAX_BYTES = 44 * 1024 * 1024;

    /// RFC 5321 §6.3 asks for at least 100 before a loop is assumed.
    private static final int MAX_HOPS = 100;

    /// Local parts for reports that don't come to a return path: `fbl` is registered with the feedback loops of mailbox
    /// providers, `bounces` may be the fixed sender that a relay puts on mail.
    private static final Set<String> REPORT_BOXES = Set.of("fbl", "bounces");

    /// RFC 2369 §3.2; the subject that our own `List-Unsubscribe` asks for.
    private static final String UNSUBSCRIBE = "unsubscribe";

    private static final Pattern RETURN_PATH = Pattern.compile("(?im)^Return-Path:\\s*<([^<>\\s]{1,320})>");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID:\\s*<([^<>\\s]{1,320})>");

    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 Ok");
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackReceiver.class);

    private final ReturnPath returnPath;
    private final MailQueue queue;
    private final EventLog events;
    private final Predicate<Mail> unsubscribe;
    private final InstantSource clock;
    private final Reported reported = new Reported();
    private final Map<Verdict, LongAdder> counts = new ConcurrentHashMap<>();

    /// @param unsubscribe told when the recipient of a message answers `unsubscribe`; false when the message names no
    ///     list, so that a human may read the answer
    public FeedbackReceiver(
            ReturnPath returnPath, MailQueue queue, EventLog events, Predicate<Mail> unsubscribe, InstantSource clock) {
        this.returnPath = returnPath;
        this.queue = queue;
        this.events = events;
        this.unsubscribe = unsubscribe;
        this.clock = clock;
    }

    /// Whether mail to an address is taken: for RCPT, so that a forged return path is refused before any data.
    public boolean accepts(String recipient) {
        return find(recipient).isPresent() || isReportBox(recipient);
    }

    private boolean isReportBox(String recipient) {
        int at = recipient.lastIndexOf('@');
        return at > 0
                && recipient.substring(at + 1).equalsIgnoreCase(returnPath.domain())
                && REPORT_BOXES.contains(recipient.substring(0, at).toLowerCase(Locale.ROOT));
    }

    /// The message that a report returns: by the return path in its headers, which nobody can make up; else by its
    /// Message-ID.
    private Optional<QueuedMessage> original(String headers) {
        return header(headers, RETURN_PATH)
                .flatMap(this::find)
                .or(() -> header(headers, MESSAGE_ID)
                        .map(id -> id.substring(0, Math.max(0, id.indexOf('@'))))
                        .flatMap(MessageId::parse)
                        .flatMap(queue::find)
                        .filter(message -> message.mail().kind() == MailKind.SENT));
    }

    /// What stands in the angle brackets of a field.
    private static Optional<String> header(String headers, Pattern field) {
        Matcher matcher = field.matcher(headers);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /// Deals with one message and says how the dialogue ends. Never throws.
    public SmtpReply receive(ReceivedMail received) {
        if (received.content().sizeBytes() > MAX_BYTES) {
            return end(Verdict.TOO_LARGE, received, SmtpReply.of(552, "5.3.4 Message too big"));
        }
        try {
            Set<QueuedMessage> messages = new LinkedHashSet<>();
            received.recipients().forEach(recipient -> find(recipient).ifPresent(messages::add));
            boolean toBox = received.recipients().stream().anyMatch(this::isReportBox);
            if (messages.isEmpty() && !toBox) {
                return end(Verdict.UNKNOWN, received, SmtpReply.of(550, "5.1.1 No such return path"));
            }
            Reading reading =
                    ReportReader.read(received.content(), received.sender().isEmpty());
            if (reading.hops() > MAX_HOPS) {
                return end(Verdict.LOOP, received, SmtpReply.of(554, "5.4.6 Too many hops"));
            }
            if (messages.isEmpty()) {
                original(reading.report().originalHeaders()).ifPresent(messages::add);
            }
            if (messages.isEmpty()) {
                return end(Verdict.UNKNOWN, received, OK);
            }
            SmtpReply last = OK;
            for (QueuedMessage message : messages) {
                SmtpReply reply = act(received, message, reading);
                last = reply.isPositive() ? last : reply;
            }
            return last;
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

    private LongAdder counter(Verdict verdict) {
        return counts.computeIfAbsent(verdict, key -> new LongAdder());
    }

    private Optional<QueuedMessage> find(String recipient) {
        return returnPath
                .messageOf(recipient)
                .flatMap(queue::find)
                .filter(message -> message.mail().kind() == MailKind.SENT)
                // At the very address that it went out with, so at no domain that is not the sender's or ours.
                .filter(message -> message.mail().envelope().sender().equalsIgnoreCase(recipient));
    }

    private SmtpReply act(ReceivedMail received, QueuedMessage message, Reading reading) {
        boolean isReport = reading.report() instanceof Report.Dsn || reading.report() instanceof Report.Arf;
        if (!isReport && reading.subject().equalsIgnoreCase(UNSUBSCRIBE) && unsubscribe.test(message.mail())) {
            return end(Verdict.UNSUBSCRIBED, received, OK);
        }
        return switch (reading.report()) {
            case Report.Dsn dsn -> bounce(received, message, dsn);
            case Report.Arf arf -> complaint(received, message, arf);
            case Report.AutoReply reply -> forward(received, message, Verdict.AUTO_REPLY);
            case Report.PlainMail mail -> forward(received, message, Verdict.MAIL);
        };
    }

    private SmtpReply bounce(ReceivedMail received, QueuedMessage message, Report.Dsn dsn) {
        List<Report.DsnRecipient> failed = dsn.with(Report.Action.FAILED);
        if (failed.isEmpty()) {
            boolean unclear =
                    dsn.with(Report.Action.UNKNOWN).size() == dsn.recipients().size();
            return unclear ? forward(received, message, Verdict.MAIL) : end(Verdict.NO_FAILURE, received, OK);
        }
        Map<String, Report.DsnRecipient> named = Recipients.named(message, failed);
        if (named.isEmpty()) {
            return forward(received, message, Verdict.MAIL);
        }
        Mail mail = message.mail();
        named.keySet()
                .removeIf(address ->
                        Recipients.hasBounced(message, address) || reported.contains(mail.id(), address, Kind.BOUNCE));
        if (named.isEmpty()) {
            return end(Verdict.REPEATED, received, OK);
        }
        events.append(mail, bounces(mail, dsn, named, clock.instant()));
        named.keySet().forEach(address -> reported.add(mail.id(), address, Kind.BOUNCE));
        return end(Verdict.BOUNCE, mail, named.keySet());
    }

    /// One bounce for each class, since SES's bounce has one type for all its recipients.
    private List<Bounce> bounces(Mail mail, Report.Dsn dsn, Map<String, Report.DsnRecipient> named, Instant now) {
        Map<BounceClass, List<BouncedRecipient>> byClass = new LinkedHashMap<>();
        named.forEach((address, found) -> byClass.computeIfAbsent(found.bounceClass(), key -> new ArrayList<>())
                .add(new BouncedRecipient(address, "failed", found.status(), found.diagnosticCode())));
        Optional<String> remoteIp = named.values().stream()
                .flatMap(found -> found.remoteIp().stream())
                .findFirst();
        List<Bounce> bounces = new ArrayList<>();
        byClass.forEach((bounceClass, recipients) -> bounces.add(new Bounce(
                mail.id(),
                now,
                bounceClass.type(),
                bounceClass.subType(),
                List.copyOf(recipients),
                dsn.reportingMta().orElse("dns; " + returnPath.domain()),
                remoteIp,
                dsn.originalHeaders(),
                Optional.of(Evidence.TRUSTED_REPORT))));
        return bounces;
    }

    private SmtpReply complaint(ReceivedMail received, QueuedMessage message, Report.Arf arf) {
        Mail mail = message.mail();
        List<String> complained = Recipients.complaining(mail, arf.originalRecipients()).stream()
                .filter(address -> !reported.contains(mail.id(), address, Kind.COMPLAINT))
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
                        Optional.of(Evidence.TRUSTED_REPORT))));
        complained.forEach(address -> reported.add(mail.id(), address, Kind.COMPLAINT));
        return end(Verdict.COMPLAINT, mail, complained);
    }

    /// Sends it on as it is, below a trace header of ours; the identity's switch for feedback by mail is about reports
    /// and doesn't keep a human's answer back.
    private SmtpReply forward(ReceivedMail received, QueuedMessage message, Verdict verdict) {
        Mail mail = message.mail();
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
