package org.posthorn.engine.send;

import java.util.concurrent.atomic.LongAdder;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the log of each message that a client handed over and that is on disk, one line each, and counts them. Safe
/// for use by many threads.
public final class Acceptance {
    private static final Logger log = LoggerFactory.getLogger(Acceptance.class);
    /// A source is an address with a name, and the name may be long.
    private static final int SOURCE_CHARS = 320;

    private final LongAdder byApi = new LongAdder();
    private final LongAdder bySmtp = new LongAdder();
    private final LongAdder recipients = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Acceptance() {}

    /// Messages since the start that came by the API.
    public long byApi() {
        return byApi.sum();
    }

    /// Messages since the start that came by SMTP.
    public long bySmtp() {
        return bySmtp.sum();
    }

    /// Recipients of all of them.
    public long recipients() {
        return recipients.sum();
    }

    /// Their content, as it goes out.
    public long bytes() {
        return bytes.sum();
    }

    void accepted(Caller caller, Mail mail) {
        String operation = mail.origin().map(Origin::operation).orElse("");
        (operation.equals(Sender.SMTP) ? bySmtp : byApi).increment();
        recipients.add(mail.envelope().recipients().size());
        bytes.add(mail.sizeBytes());
        log.info(
                "event=accepted message={} account={} key_id={} by={} source=\"{}\" recipients={} bytes={} set={} remote={}",
                mail.id(),
                mail.tenant().accountId(),
                caller.accessKeyId(),
                operation,
                cut(mail.source()),
                mail.envelope().recipients().size(),
                mail.sizeBytes(),
                mail.configurationSet().orElse(""),
                caller.sourceIp().orElse(""));
    }

    private static String cut(String source) {
        return source.length() <= SOURCE_CHARS ? source : source.substring(0, SOURCE_CHARS) + "...";
    }
}
