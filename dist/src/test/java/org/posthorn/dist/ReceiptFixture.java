package org.posthorn.dist;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.engine.receipt.OriginalFields;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;

/// Mail that came in, and rules for it, put into a server from behind: what checks find is not what its tests are
/// about.
final class ReceiptFixture {
    private ReceiptFixture() {}

    /// Makes these rules the active set of a tenant.
    static void activate(TestServer posthorn, Tenant tenant, ReceiptRule... rules) {
        ReceiptSetup.activate(posthorn.server.settings(), tenant, rules);
    }

    static ReceiptRule rule(String name, String recipient, ReceiptAction... actions) {
        return new ReceiptRule(name, true, false, List.of(recipient), List.of(actions), false);
    }

    static ReceiptAction.Bounce bounce(String sender) {
        return new ReceiptAction.Bounce(
                "550", Optional.of("5.1.1"), "Mailbox does not exist", sender, Optional.empty());
    }

    /// Queues a message as if it had come in at a time.
    ///
    /// @param proven whether its sender is
    static MessageId receive(
            TestServer posthorn, Tenant tenant, Instant at, String sender, boolean proven, String... recipients) {
        Content content = Content.of("Return-Path: <" + sender + ">\r\nFrom: Far <far@strange.test>\r\n"
                + "Message-ID: <original@strange.test>\r\nSubject: Hello\r\n\r\nbody\r\n");
        Verdict spf = proven ? Verdict.PASS : Verdict.FAIL;
        Receipt receipt = new Receipt(
                new SmtpClient("192.0.2.1", "strange.test", Optional.empty()),
                new Verdicts(spf, Verdict.GRAY, Verdict.GRAY, Optional.empty(), Verdict.DISABLED, Verdict.DISABLED),
                proven,
                Optional.of("far@strange.test"),
                Optional.of(OriginalFields.telling(content)));
        Mail mail = Mail.received(
                MessageId.next(tenant.region(), at),
                tenant,
                at,
                new Envelope(sender, List.of(recipients)),
                content.sizeBytes(),
                receipt);
        posthorn.server.queue().submit(new Submission(mail, content), 0);
        return mail.id();
    }
}
