package org.posthorn.feedback;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.mail.EnhancedStatus;

/// What a message that came to a return path says. All of it is a stranger's word: text is cleaned and cut, but not
/// true until it is matched with the message it is about.
sealed interface Report {
    /// The header section of the message it is about, as returned; may be empty.
    default String originalHeaders() {
        return "";
    }

    /// A delivery status notification (RFC 3464).
    ///
    /// @param reportingMta `dns; host`
    /// @param originalHeaders the header section of the message it is about, as returned; may be empty
    record Dsn(Optional<String> reportingMta, List<DsnRecipient> recipients, String originalHeaders) implements Report {
        public Dsn {
            recipients = List.copyOf(recipients);
        }

        List<DsnRecipient> with(Action action) {
            return recipients.stream()
                    .filter(recipient -> recipient.action() == action)
                    .toList();
        }
    }

    /// A complaint (RFC 5965).
    ///
    /// @param originalRecipients the complainer's address, often missing or made unreadable
    record Arf(
            String feedbackType,
            Optional<String> userAgent,
            Optional<Instant> arrivalDate,
            List<String> originalRecipients,
            String originalHeaders)
            implements Report {
        public Arf {
            originalRecipients = List.copyOf(originalRecipients);
        }
    }

    /// Answered by a program (RFC 3834): out of office, a ticket number.
    record AutoReply() implements Report {}

    /// Anything else, a bounce in prose included: a human may make sense of it.
    record PlainMail() implements Report {}

    /// What became of one recipient (RFC 3464 §2.3).
    ///
    /// @param names the addresses it goes by, the original one first
    /// @param remoteIp the address of the host that refused it, where the reporter tells
    record DsnRecipient(
            List<String> names,
            Action action,
            EnhancedStatus status,
            BounceClass bounceClass,
            String diagnosticCode,
            Optional<String> remoteIp) {
        public DsnRecipient {
            names = List.copyOf(names);
        }
    }

    /// RFC 3464 §2.3.3, and one word for all that it does not list.
    enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED,
        EXPANDED,
        UNKNOWN
    }
}
