package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Told;

/// Reads the `message/delivery-status` part of a report (RFC 3464 §2).
///
/// Reporters disagree on details: the per-message group may run into the first recipient's, the address may stand in
/// brackets or without its type, an `Action` may be misspelt. All that is taken; but a recipient without a clear
/// `Action` stays [Action#UNKNOWN], since nothing bounces on doubt.
final class DsnParser {
    private static final int MOST_IP_CHARS = 45;
    private static final String IPV6 = "IPv6:";

    private DsnParser() {}

    /// What the fields say of one recipient.
    ///
    /// @param names the addresses it goes by, the original one first; may be empty
    record Entry(List<String> names, Told told) {}

    /// The host that reports, as `dns; host`.
    static Optional<String> reportingMta(List<FieldGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.first("Reporting-MTA").stream())
                .findFirst()
                .map(DsnParser::typedHost);
    }

    /// What stands there about recipients.
    static List<Entry> entries(List<FieldGroup> groups) {
        return groups.stream()
                .filter(DsnParser::isRecipient)
                .map(DsnParser::entry)
                .toList();
    }

    /// Whether a group is that of a recipient, seen among other text.
    static boolean isWholeRecipient(FieldGroup group) {
        return group.first("Action").isPresent()
                && (group.first("Final-Recipient").isPresent()
                        || group.first("Original-Recipient").isPresent());
    }

    private static boolean isRecipient(FieldGroup group) {
        return group.first("Final-Recipient").isPresent()
                || group.first("Original-Recipient").isPresent()
                || group.first("Action").isPresent();
    }

    private static Entry entry(FieldGroup group) {
        List<String> names = new ArrayList<>();
        for (String field : List.of("Original-Recipient", "Final-Recipient", "X-Actual-Recipient")) {
            group.first(field).map(DsnParser::address).ifPresent(names::add);
        }
        group.first("Original-Recipient")
                .map(DsnParser::address)
                .map(DsnParser::decoded)
                .ifPresent(names::add);
        return new Entry(
                names,
                new Told(
                        group.first("Action").map(DsnParser::action).orElse(Action.UNKNOWN),
                        group.first("Status").flatMap(EnhancedStatus::find),
                        group.first("Diagnostic-Code").map(CleanText::of).orElse(""),
                        "",
                        group.first("Remote-MTA").flatMap(DsnParser::ip),
                        group.first("Will-Retry-Until").flatMap(ArfParser::date)));
    }

    /// The address in a value such as `dns; mx.example.com [192.0.2.1]` or `dns; mx.example.com (192.0.2.1, the
    /// server)`.
    private static Optional<String> ip(String value) {
        int start = -1;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '[' || c == '(') {
                start = i + 1;
            } else if (start >= 0 && (c == ']' || c == ')' || c == ',')) {
                String inside = value.substring(start, i);
                String address = inside.startsWith(IPV6) ? inside.substring(IPV6.length()) : inside;
                if (isIp(address)) {
                    return Optional.of(address);
                }
                start = -1;
            }
        }
        return Optional.empty();
    }

    private static boolean isIp(String text) {
        boolean ofItsLetters =
                text.chars().allMatch(c -> c < 128 && (Character.digit(c, 16) >= 0 || c == '.' || c == ':'));
        boolean six = text.indexOf(':') >= 0;
        long dots = text.chars().filter(c -> c == '.').count();
        boolean four = dots == 3 && text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return text.length() <= MOST_IP_CHARS && ofItsLetters && (six || four);
    }

    private static Action action(String value) {
        String text = value.strip();
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return Action.of(text.substring(0, end).toLowerCase(Locale.ROOT));
    }

    /// The bare address of `rfc822; user@example.com`, `rfc822;<user@example.com>` and the like; stray brackets don't
    /// matter.
    static String address(String value) {
        String text = FieldGroup.untyped(value);
        int open = text.indexOf('<');
        int close = text.indexOf('>', open + 1);
        String inside = text.substring(open + 1, close < 0 ? text.length() : close);
        return unquoted(CleanText.of(inside));
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /// Without the `+2B` of an `Original-Recipient` (RFC 3461 §4).
    private static String decoded(String xtext) {
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            boolean hex = xtext.charAt(i) == '+'
                    && i + 2 < xtext.length()
                    && Character.digit(xtext.charAt(i + 1), 16) >= 0
                    && Character.digit(xtext.charAt(i + 2), 16) >= 0;
            text.append(hex ? (char) Integer.parseInt(xtext, i + 1, i + 3, 16) : xtext.charAt(i));
            i += hex ? 2 : 0;
        }
        return text.toString();
    }

    private static String typedHost(String value) {
        String clean = CleanText.of(value);
        int semicolon = clean.indexOf(';');
        return semicolon < 0
                ? "dns; " + clean
                : clean.substring(0, semicolon).strip() + "; "
                        + clean.substring(semicolon + 1).strip();
    }
}
