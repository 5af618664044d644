package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.bounce.BounceClass;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Dsn;
import org.posthorn.feedback.Report.DsnRecipient;

/// Reads the `message/delivery-status` part of a report (RFC 3464 §2).
///
/// Reporters disagree on details: the per-message group may run into the first recipient's, the address may stand in
/// brackets or without its type, the status may be coarser than the reply in the diagnostic. All that is taken; but a
/// recipient without a clear `Action` stays [Action#UNKNOWN], since nothing bounces on doubt.
final class DsnParser {
    private static final int MOST_IP_CHARS = 45;
    private static final String IPV6 = "IPv6:";

    private DsnParser() {}

    /// Reads the groups; empty when none is about a recipient.
    static Optional<Dsn> parse(List<FieldGroup> groups, String originalHeaders) {
        Optional<String> reportingMta = Optional.empty();
        List<DsnRecipient> recipients = new ArrayList<>();
        for (FieldGroup group : groups) {
            if (reportingMta.isEmpty()) {
                reportingMta = group.first("Reporting-MTA").map(DsnParser::typedHost);
            }
            if (isRecipient(group)) {
                recipients.add(recipient(group));
            }
        }
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(new Dsn(reportingMta, recipients, originalHeaders));
    }

    private static boolean isRecipient(FieldGroup group) {
        return group.first("Final-Recipient").isPresent()
                || group.first("Original-Recipient").isPresent()
                || group.first("Action").isPresent();
    }

    private static DsnRecipient recipient(FieldGroup group) {
        List<String> names = new ArrayList<>();
        for (String field : List.of("Original-Recipient", "Final-Recipient", "X-Actual-Recipient")) {
            group.first(field).map(DsnParser::address).ifPresent(names::add);
        }
        Action action = group.first("Action").map(DsnParser::action).orElse(Action.UNKNOWN);
        String diagnostic = group.first("Diagnostic-Code").map(CleanText::of).orElse("");
        Optional<SmtpReply> reply = reply(diagnostic);
        EnhancedStatus status = status(group, reply, action, diagnostic);
        // The words of SES's suppression list outweigh the status, as in the dialogue; other words do not.
        BounceClass bounceClass = reply.map(BounceClass::of)
                .filter(found -> found.equals(BounceClass.of(BounceClass.SUPPRESSED)))
                .orElseGet(() -> BounceClass.of(status));
        return new DsnRecipient(
                names,
                action,
                status,
                bounceClass,
                diagnostic.isEmpty() ? "unknown; " + status : diagnostic,
                group.first("Remote-MTA").flatMap(DsnParser::ip));
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
        String word = text.substring(0, end).toUpperCase(Locale.ROOT);
        return switch (word) {
            case "FAILED" -> Action.FAILED;
            case "DELAYED" -> Action.DELAYED;
            case "DELIVERED" -> Action.DELIVERED;
            case "RELAYED" -> Action.RELAYED;
            case "EXPANDED" -> Action.EXPANDED;
            default -> Action.UNKNOWN;
        };
    }

    /// The finer of the two codes: that of the Status field, or that of the reply in the diagnostic where the field
    /// only
    /// gives the class, or what its words mean.
    private static EnhancedStatus status(
            FieldGroup group, Optional<SmtpReply> reply, Action action, String diagnostic) {
        Optional<EnhancedStatus> field =
                group.first("Status").flatMap(EnhancedStatus::find).filter(status -> !status.isCoarse());
        return field.or(() -> reply.flatMap(SmtpReply::status).filter(status -> !status.isCoarse()))
                .or(() -> TextRules.statusOf(diagnostic))
                .or(() -> reply.flatMap(SmtpReply::status))
                .or(() -> group.first("Status").flatMap(EnhancedStatus::find))
                .or(() -> reply.map(SmtpReply::statusOrDefault))
                .orElse(new EnhancedStatus(action == Action.FAILED ? 5 : 4, 0, 0));
    }

    /// The reply quoted in a diagnostic such as `smtp; 550 5.1.1 user unknown` or `smtp; 550-5.1.1 No such user`.
    private static Optional<SmtpReply> reply(String diagnostic) {
        String text = FieldGroup.untyped(diagnostic);
        boolean coded = text.length() >= 3
                && "245".indexOf(text.charAt(0)) >= 0
                && text.chars().limit(3).allMatch(c -> c >= '0' && c <= '9');
        if (!coded || (text.length() > 3 && text.charAt(3) != ' ' && text.charAt(3) != '-')) {
            return Optional.empty();
        }
        int start = 3;
        while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '-')) {
            start++;
        }
        return Optional.of(SmtpReply.of(
                Integer.parseInt(text.substring(0, 3)), text.substring(start).strip()));
    }

    /// The bare address of `rfc822; user@example.com`, `rfc822;<user@example.com>` and the like.
    private static String address(String value) {
        String text = FieldGroup.untyped(value);
        int open = text.indexOf('<');
        int close = text.indexOf('>', open + 1);
        return CleanText.of(open >= 0 && close > open ? text.substring(open + 1, close) : text);
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
