package org.posthorn.engine.mail;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An enhanced mail system status code such as `5.1.1` (RFC 3463).
public record EnhancedStatus(int statusClass, int subject, int detail) {
    private static final Pattern FORM = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?!\\S)");

    /// Reads the code that opens the text; empty when none does.
    public static Optional<EnhancedStatus> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.lookingAt()
                ? Optional.of(new EnhancedStatus(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /// Whether it gives no more than the class, as `5.0.0`.
    public boolean isCoarse() {
        return subject == 0 && detail == 0;
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
