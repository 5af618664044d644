package org.posthorn.feedback;

import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;

/// Codes in what a host said, wherever they stand in a text.
final class Codes {
    private static final int CODE_DIGITS = 3;
    private static final int LAST_SUBJECT = 7;

    private Codes() {}

    /// Whether a reply code of a failure stands there, or an enhanced status.
    static boolean hasCode(String text) {
        return reply(text, 0) >= 0 || status(text).isPresent();
    }

    /// The enhanced status of a failure (RFC 3463): the one behind a reply code, else the first one. Versions of
    /// programs look alike, but for the subject.
    static Optional<EnhancedStatus> status(String text) {
        int reply = reply(text, 0);
        return (reply < 0 ? Optional.<EnhancedStatus>empty() : find(text.substring(reply))).or(() -> find(text));
    }

    private static Optional<EnhancedStatus> find(String text) {
        return EnhancedStatus.find(text)
                .filter(status -> status.statusClass() != 2 && status.subject() <= LAST_SUBJECT);
    }

    /// Where the first reply code of a failure stands that is no piece of anything longer; -1 when none does.
    static int reply(String text, int from) {
        for (int i = from; i + CODE_DIGITS <= text.length(); i++) {
            boolean code = (text.charAt(i) == '4' || text.charAt(i) == '5')
                    && "0125".indexOf(text.charAt(i + 1)) >= 0
                    && isDigit(text, i + 1)
                    && isDigit(text, i + 2);
            if (code && isFree(text, i - 1) && isEnd(text, i + CODE_DIGITS)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static boolean isFree(String text, int at) {
        return at < 0 || !(Character.isLetterOrDigit(text.charAt(at)) || ".-_/+=$,".indexOf(text.charAt(at)) >= 0);
    }

    /// Behind a code there is a blank, a hyphen or a colon, and then words.
    private static boolean isEnd(String text, int at) {
        return at < text.length() && " -:#\n\t".indexOf(text.charAt(at)) >= 0;
    }
}
