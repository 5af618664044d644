package org.posthorn.engine.receipt;

import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.posthorn.engine.delivery.IntakeRefusedException;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpReply;
import org.slf4j.Logger;

/// Where an inbox meets its peers: what it can't do now is a reply, and the peer keeps its copy and comes again.
public final class InboxEdge {
    private static final SmtpReply NO_ROOM = SmtpReply.of(452, "4.3.1 Insufficient system storage");
    private static final SmtpReply LATER = SmtpReply.of(451, "4.3.0 Local error, try again later");

    private InboxEdge() {}

    /// Does the work, and never throws.
    ///
    /// @param what the events in the log are about, such as `receipt`
    /// @param work gives the reply
    public static SmtpReply reply(Logger log, String what, ReceivedMail received, Supplier<SmtpReply> work) {
        try {
            return work.get();
        } catch (IntakeRefusedException e) {
            log.warn("event={}-deferred reason={} remote_ip={}", what, e.reason(), received.remoteIp());
            return NO_ROOM;
        } catch (UncheckedIOException e) {
            log.warn("event={}-deferred reason=store remote_ip={}", what, received.remoteIp(), e);
            return LATER;
        } catch (RuntimeException e) {
            // The edge for our own mistakes.
            log.error("event={}-failed remote_ip={}", what, received.remoteIp(), e);
            return LATER;
        }
    }
}
