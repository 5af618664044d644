package org.posthorn.receiving.forward;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthorn.engine.Limits;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.LooseHeader;
import org.posthorn.engine.mime.ReturnTrace;
import org.posthorn.engine.receipt.InboxEdge;
import org.posthorn.receiving.forward.SenderRewriting.Meaning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the bounces of hosts behind this server, which come to rewritten senders, and sends them on to the senders.
///
/// No relay for anybody: an address can't be made up, ends after three weeks, takes 100 mails a day, and nothing but
/// bounces, which have the null sender or are a report (RFC 3464); what goes on has the null sender itself. Safe for
/// use by many threads.
@Singleton
public final class ReturnedBounces implements Inbox {
    private static final int MOST_A_DAY = 100;
    private static final int MOST_REMEMBERED = 100_000;

    private static final SmtpReply BAD = SmtpReply.of(550, "5.1.1 No such sender was rewritten here, or too long ago");
    private static final SmtpReply BOUNCES_ONLY = SmtpReply.of(550, "5.7.1 Only bounces are taken here");
    private static final SmtpReply TOO_MANY = SmtpReply.of(552, "5.2.2 Too many bounces for one sender");

    private static final Logger LOG = LoggerFactory.getLogger(ReturnedBounces.class);

    private final SenderRewriting rewriting;
    private final MailQueue queue;
    private final String host;
    private final InstantSource clock;
    private final Cache<String, AtomicInteger> lately = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    /// @param host our name
    @Inject
    ReturnedBounces(SenderRewriting rewriting, MailQueue queue, @MailDomain String host, InstantSource clock) {
        this.rewriting = rewriting;
        this.queue = queue;
        this.host = host;
        this.clock = clock;
    }

    /// Whose bounce it is.
    ///
    /// @param tenant that forwarded the message; the installation when that is not known
    private record Destination(String sender, Tenant tenant) {}

    @Override
    public Answer ask(SmtpClient client, String sender, String recipient) {
        return switch (rewriting.meaning(recipient)) {
            case Meaning.None none -> UNKNOWN;
            case Meaning.Bad bad -> new Answer.Refused(BAD);
            case Meaning.Sender original -> WANTED;
            case Meaning.SenderOf message -> destination(message).isPresent() ? WANTED : new Answer.Refused(BAD);
        };
    }

    private Optional<Destination> destination(Meaning meaning) {
        return switch (meaning) {
            case Meaning.None none -> Optional.empty();
            case Meaning.Bad bad -> Optional.empty();
            case Meaning.Sender original -> Optional.of(new Destination(original.address(), Tenant.INSTALLATION));
            case Meaning.SenderOf message ->
                queue.find(message.message())
                        .map(found -> found.mail())
                        .filter(mail -> mail.kind() == MailKind.RECEIVED && !mail.isUnanswerable())
                        .map(mail -> new Destination(mail.envelope().sender(), mail.tenant()));
        };
    }

    @Override
    public SmtpReply receive(ReceivedMail received) {
        return InboxEdge.reply(LOG, "bounce", received, () -> take(received));
    }

    private SmtpReply take(ReceivedMail received) {
        Map<String, Destination> destinations = new LinkedHashMap<>();
        for (String recipient : received.recipients()) {
            Optional<Destination> destination = destination(rewriting.meaning(recipient));
            if (destination.isEmpty()) {
                return BAD;
            }
            destinations.put(recipient, destination.get());
        }
        Optional<SmtpReply> refusal = refusal(received);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<Submission> all = new ArrayList<>();
        for (Map.Entry<String, Destination> entry : destinations.entrySet()) {
            String sender = entry.getValue().sender().toLowerCase(Locale.ROOT);
            if (lately.get(sender, key -> new AtomicInteger()).incrementAndGet() > MOST_A_DAY) {
                return TOO_MANY;
            }
            all.add(submission(received, entry.getValue()));
        }
        all.forEach(submission -> send(received, submission));
        return SmtpReply.of(250, "2.0.0 Ok");
    }

    private static Optional<SmtpReply> refusal(ReceivedMail received) {
        AtomicBoolean report = new AtomicBoolean();
        AtomicInteger hops = new AtomicInteger();
        LooseHeader.visit(received.content().headerSection(Limits.HEADER_BYTES), (name, field, value) -> {
            if (name.equals("received")) {
                hops.incrementAndGet();
            } else if (name.equals("content-type")) {
                report.set(
                        field.substring(value).strip().toLowerCase(Locale.ROOT).startsWith("multipart/report"));
            }
            return true;
        });
        if (!received.sender().isEmpty() && !report.get()) {
            return Optional.of(BOUNCES_ONLY);
        }
        return hops.get() > Limits.HOPS ? Optional.of(SmtpReply.of(554, "5.4.6 Too many hops")) : Optional.empty();
    }

    private void send(ReceivedMail received, Submission submission) {
        queue.submit(submission, 0);
        Mail mail = submission.mail();
        LOG.info(
                "event=bounce-returned message={} remote_ip={} recipient=\"{}\" bytes={}",
                mail.id(),
                received.remoteIp(),
                mail.envelope().recipients().getFirst(),
                mail.sizeBytes());
    }

    private Submission submission(ReceivedMail received, Destination destination) {
        Instant now = clock.instant();
        Tenant tenant = destination.tenant();
        MessageId id = MessageId.next(tenant.region().isEmpty() ? Regions.STANDARD : tenant.region(), now);
        Content content = ReturnTrace.inFrontOf(received, host, id, now);
        return new Submission(Mail.feedback(id, tenant, now, destination.sender(), content.sizeBytes()), content);
    }
}
