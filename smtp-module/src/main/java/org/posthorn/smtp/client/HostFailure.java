package org.posthorn.smtp.client;

import java.io.IOException;
import org.posthorn.engine.mail.SmtpReply;

/// A host can't be used now: refused, timed out, dropped, garbled, or not to our policy. Never the message's fault, so
/// the reply always tells of a temporary failure; another host may be tried, since no content was sent.
class HostFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final transient SmtpReply reply;

    /// @param host `name[ip]:port` as far as known
    /// @param status the enhanced status, of class 4
    HostFailure(String host, String status, String what) {
        super(host + ": " + what);
        this.host = host;
        this.reply = SmtpReply.of(451, status + " " + host + ": " + what);
    }

    String host() {
        return host;
    }

    SmtpReply reply() {
        return reply;
    }
}
