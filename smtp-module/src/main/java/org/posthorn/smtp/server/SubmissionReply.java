package org.posthorn.smtp.server;

import java.util.Optional;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;

/// What the SES SMTP interface says for each way in which a message can be refused ("SMTP response codes returned by
/// Amazon SES"). These replies carry no enhanced status.
final class SubmissionReply {
    static final SmtpReply TOO_LONG = plain(552, "Message is too long.");
    static final SmtpReply INVALID_SENDER = plain(501, "Invalid MAIL FROM address provided");
    static final SmtpReply TEMPORARY = plain(451, "Temporary service failure");

    private SubmissionReply() {}

    static SmtpReply accepted(MessageId id) {
        return plain(250, "Ok " + id);
    }

    static SmtpReply refused(SesException e) {
        String text = e.getMessage();
        return switch (e.error()) {
            // The text ends with a full stop over HTTP only.
            case DAILY_QUOTA_EXCEEDED -> plain(454, "Throttling failure: Daily message quota exceeded");
            case SENDING_RATE_EXCEEDED, THROTTLING -> plain(454, "Throttling failure: " + text);
            case MESSAGE_REJECTED, ACCOUNT_SENDING_PAUSED, CONFIGURATION_SET_SENDING_PAUSED ->
                plain(554, "Message rejected: " + text);
            case ACCESS_DENIED -> plain(554, "Access denied: " + text);
            case SERVICE_UNAVAILABLE, INTERNAL_FAILURE -> TEMPORARY;
            default -> plain(554, "Transaction failed: " + text);
        };
    }

    /// RFC 5321 §4.2.3: insufficient storage now.
    static SmtpReply intakeClosed() {
        return SmtpReply.of(452, "4.3.1 Temporary service failure");
    }

    private static SmtpReply plain(int code, String text) {
        return new SmtpReply(code, Optional.empty(), text);
    }
}
