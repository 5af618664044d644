package org.posthorn.receiving.action;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.DmarcPolicy;
import org.posthorn.engine.mail.Verdicts.Verdict;

/// Messages for the tests of actions.
final class Received {
    static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    static final Instant AT = Instant.parse("2026-11-26T09:00:00.123Z");

    private Received() {}

    static Task task(String content) {
        return task(content, Optional.empty());
    }

    static Task task(String content, Optional<DmarcPolicy> policy) {
        Verdicts verdicts = new Verdicts(
                Verdict.PASS, Verdict.GRAY, Verdict.FAIL, policy, Verdict.DISABLED, Verdict.PROCESSING_FAILED);
        Receipt receipt = new Receipt(
                new SmtpClient("192.0.2.1", "mx.example.org", Optional.empty()), verdicts, true, Optional.empty());
        Content bytes = Content.of(content);
        Mail mail = Mail.received(
                MessageId.next(TENANT.region(), AT),
                TENANT,
                AT,
                new Envelope("sender@example.org", List.of("a@example.com", "b@example.com")),
                bytes.sizeBytes(),
                receipt);
        return new Task(mail, bytes, List.of("a@example.com"), "rule");
    }
}
