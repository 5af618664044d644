package org.posthorn.feedback;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.posthorn.engine.mail.EnhancedStatus;

/// What a message that came to a return path says about the message that was sent. All of it is a stranger's word: text
/// is cleaned and cut, and only recipients of that message come out.
sealed interface Report {
    /// A delivery status notification: by fields (RFC 3464), by a header field, or in words.
    ///
    /// @param reportingMta `dns; host`
    /// @param recipients by their address in the envelope
    /// @param originalHeaders the header section of the message it is about, as returned; may be empty
    record Dsn(Optional<String> reportingMta, SequencedMap<String, Told> recipients, String originalHeaders)
            implements Report {
        SequencedMap<String, Told> with(Action action) {
            SequencedMap<String, Told> found = new LinkedHashMap<>(recipients);
            found.values().removeIf(told -> told.action() != action);
            return found;
        }
    }

    /// A complaint (RFC 5965).
    ///
    /// @param originalRecipients the complainer's address, often missing or made unreadable
    /// @param originalMailFrom the return path that the reported message had
    record Arf(
            String feedbackType,
            Optional<String> userAgent,
            Optional<Instant> arrivalDate,
            List<String> originalRecipients,
            Optional<String> originalMailFrom,
            String originalHeaders)
            implements Report {
        public Arf {
            originalRecipients = List.copyOf(originalRecipients);
        }
    }

    /// Answered by a program (RFC 3834): out of office, a ticket number, a read receipt.
    record AutoReply() implements Report {}

    /// Anything else: a human may make sense of it.
    record PlainMail() implements Report {}

    /// What was said of one recipient (RFC 3464 §2.3), as it was said.
    ///
    /// @param status of the fields or of the words; empty where none is given
    /// @param diagnosticCode the value of that field, or what stands around the name; may be empty
    /// @param words what the notice says around the name, in its own letters; for what the fields leave open
    /// @param remoteIp the address of the host that refused it, where the reporter tells
    /// @param retryUntil when the reporter gives up, where it tells
    record Told(
            Action action,
            Optional<EnhancedStatus> status,
            String diagnosticCode,
            String words,
            Optional<String> remoteIp,
            Optional<Instant> retryUntil) {
        Told withWords(String said) {
            return new Told(action, status, diagnosticCode, said, remoteIp, retryUntil);
        }
    }

    /// RFC 3464 §2.3.3, and one word for all that it does not list.
    enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED,
        EXPANDED,
        UNKNOWN;

        private static final int LONGEST = 20;

        /// How each of them begins, by whomever it is misspelt.
        private static final Map<Action, Set<String>> BEGINNINGS = Map.of(
                FAILED, Set.of("fail", "expir", "undeliv", "reject", "refus", "bounce", "error"),
                DELAYED, Set.of("delay", "defer"),
                DELIVERED, Set.of("deliver"),
                RELAYED, Set.of("relay"),
                EXPANDED, Set.of("expand"));

        /// @param word in lower case
        static Action of(String word) {
            if (word.length() > LONGEST) {
                return UNKNOWN;
            }
            return BEGINNINGS.entrySet().stream()
                    .filter(entry -> entry.getValue().stream().anyMatch(word::startsWith))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }
}
