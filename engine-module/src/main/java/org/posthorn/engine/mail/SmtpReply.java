package org.posthorn.engine.mail;

import java.util.Optional;

/// A reply of an SMTP server, or one of ours in its form where no server was reached.
///
/// @param code three digits, 200 to 599
/// @param status the enhanced status code that opened the text, if any
/// @param text the text without code and status, lines joined by one space
public record SmtpReply(int code, Optional<EnhancedStatus> status, String text) {
    /// A reply from its code and the text behind it, with the enhanced status taken off the text.
    public static SmtpReply of(int code, String text) {
        Optional<EnhancedStatus> status = EnhancedStatus.parse(text).filter(s -> s.statusClass() == code / 100);
        String rest =
                status.map(s -> text.substring(s.toString().length()).strip()).orElse(text);
        return new SmtpReply(code, status, rest);
    }

    /// 2yz.
    public boolean isPositive() {
        return code >= 200 && code < 300;
    }

    /// A clear 5yz. Anything else that is not positive counts as temporary.
    public boolean isPermanent() {
        return code >= 500 && code < 600;
    }

    /// The enhanced status, or the generic one of the reply's class (RFC 3463 §3.1: `X.0.0`).
    public EnhancedStatus statusOrDefault() {
        return status.orElseGet(() -> new EnhancedStatus(isPositive() ? 2 : isPermanent() ? 5 : 4, 0, 0));
    }

    /// `550 5.1.1 user unknown`, as it stands on the wire.
    @Override
    public String toString() {
        return code + status.map(s -> " " + s).orElse("") + (text.isEmpty() ? "" : " " + text);
    }
}
