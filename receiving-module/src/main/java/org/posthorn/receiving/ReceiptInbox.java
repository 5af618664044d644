package org.posthorn.receiving;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.Limits;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.InboxEdge;
import org.posthorn.engine.receipt.OriginalFields;
import org.posthorn.engine.receipt.ReceiptFilters;
import org.posthorn.engine.receipt.Receivers;
import org.posthorn.engine.receipt.Receivers.Claim;
import org.posthorn.receiving.check.Checked;
import org.posthorn.receiving.check.MailChecks;
import org.posthorn.receiving.forward.ForwardLoops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes mail for the domains of accounts: checks it and puts it into the queue, once for each account that wants it.
/// What its rules do with it is [ReceiptRelay]'s business, at once or after the peer has gone.
///
/// A filter of an account costs only that account: the port is everybody's, and reports come in by it too. So a client
/// that an account blocks is refused at RCPT, not at the connection as by SES.
@Singleton
public final class ReceiptInbox implements Inbox {
    /// A message may come in again by a forward and a list, but not for ever: what goes in a circle through this server
    /// alone need not go round a hundred times.
    private static final int MAX_TIMES_HERE = 5;

    /// SES's words.
    private static final SmtpReply NO_MAILBOX =
            SmtpReply.of(550, "5.1.1 Requested action not taken: mailbox unavailable");
    private static final SmtpReply BLOCKED = SmtpReply.of(550, "5.7.1 Your IP address is blocked by this recipient");
    /// It was wanted at RCPT; the peer asks again, and is told which recipient is wanted no more.
    private static final SmtpReply CHANGED = SmtpReply.of(451, "4.3.0 The rules have changed, try again");
    private static final SmtpReply LOOP = SmtpReply.of(554, "5.4.6 Mail that was forwarded from here comes back");
    private static final SmtpReply TOO_MANY_HOPS = SmtpReply.of(554, "5.4.6 Too many hops");
    private static final SmtpReply TLS_FIRST = SmtpReply.of(530, "5.7.0 Must issue a STARTTLS command first");

    private static final Logger LOG = LoggerFactory.getLogger(ReceiptInbox.class);

    private final Receivers receivers;
    private final ReceiptFilters filters;
    private final MailChecks checks;
    private final ForwardLoops loops;
    private final TraceFields trace;
    private final MailQueue queue;
    private final InstantSource clock;
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder loopsRefused = new LongAdder();

    @Inject
    ReceiptInbox(
            Receivers receivers,
            ReceiptFilters filters,
            MailChecks checks,
            ForwardLoops loops,
            TraceFields trace,
            MailQueue queue,
            InstantSource clock) {
        this.receivers = receivers;
        this.filters = filters;
        this.checks = checks;
        this.loops = loops;
        this.trace = trace;
        this.queue = queue;
        this.clock = clock;
    }

    /// Messages taken since the start: one that several accounts want counts for each.
    public long messages() {
        return messages.sum();
    }

    /// Their content.
    public long bytes() {
        return bytes.sum();
    }

    /// Messages refused since the start, for they go in a circle.
    public long loops() {
        return loopsRefused.sum();
    }

    @Override
    public Answer ask(SmtpClient client, String sender, String recipient) {
        List<Claim> claims = receivers.claims(recipient);
        if (claims.isEmpty()) {
            String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
            return receivers.serves(domain) ? new Answer.Refused(NO_MAILBOX) : UNKNOWN;
        }
        List<Claim> open = claims.stream().filter(claim -> takes(claim, client)).toList();
        if (open.isEmpty()) {
            return new Answer.Refused(BLOCKED);
        }
        return client.isSecure() || !open.stream().allMatch(Claim::requiresTls)
                ? WANTED
                : new Answer.Refused(TLS_FIRST);
    }

    private boolean takes(Claim claim, SmtpClient client) {
        return !filters.blocks(claim.tenant(), client.ip());
    }

    @Override
    public SmtpReply receive(ReceivedMail received) {
        return InboxEdge.reply(LOG, "receipt", received, () -> take(received));
    }

    private SmtpReply take(ReceivedMail received) {
        Map<Tenant, Set<String>> shares = new LinkedHashMap<>();
        boolean scan = false;
        Set<String> marks = loops.marksOf(received.content());
        for (String recipient : received.recipients()) {
            List<Claim> all = receivers.claims(recipient);
            if (all.stream().anyMatch(claim -> loops.isLoop(marks, claim.tenant(), claim.forwards(), recipient))) {
                loopsRefused.increment();
                return LOOP;
            }
            List<Claim> claims = open(all, received.client());
            if (claims.isEmpty()) {
                return CHANGED;
            }
            for (Claim claim : claims) {
                shares.computeIfAbsent(claim.tenant(), tenant -> new LinkedHashSet<>())
                        .add(recipient);
                scan |= claim.scans();
            }
        }
        Checked checked = checks.check(received, scan);
        if (checked.hops() > Limits.HOPS || trace.timesHere(received.content()) >= MAX_TIMES_HERE) {
            loopsRefused.increment();
            return TOO_MANY_HOPS;
        }
        List<String> ids = new ArrayList<>();
        shares.forEach((tenant, recipients) ->
                ids.add(ReceivedId.of(queue(received, checked, tenant, List.copyOf(recipients)))));
        return SmtpReply.of(250, "2.0.0 Ok " + ids.getFirst());
    }

    /// The claims of those who take mail from this client, as it comes.
    private List<Claim> open(List<Claim> claims, SmtpClient client) {
        return claims.stream()
                .filter(claim -> takes(claim, client))
                .filter(claim -> client.isSecure() || !claim.requiresTls())
                .toList();
    }

    private MessageId queue(ReceivedMail received, Checked checked, Tenant tenant, List<String> recipients) {
        Instant now = clock.instant();
        MessageId id = MessageId.next(tenant.region(), now);
        Content content = trace.inFrontOf(received.to(recipients), checked, id, now);
        Receipt receipt = new Receipt(
                received.client(),
                checked.verdicts(),
                checked.senderProven(),
                checked.headerFrom(),
                Optional.of(OriginalFields.telling(received.content())));
        Mail mail = Mail.received(
                id, tenant, now, new Envelope(received.sender(), recipients), content.sizeBytes(), receipt);
        queue.submit(new Submission(mail, content), 0);
        messages.increment();
        bytes.add(content.sizeBytes());
        LOG.info(
                "event=mail-received message={} id={} account={} region={} sender=\"{}\" recipients={} bytes={} spf={} dkim={} dmarc={}",
                id,
                ReceivedId.of(id),
                tenant.accountId(),
                tenant.region(),
                received.sender(),
                recipients.size(),
                content.sizeBytes(),
                checked.verdicts().spf(),
                checked.verdicts().dkim(),
                checked.verdicts().dmarc());
        return id;
    }
}
