package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.engine.event.BounceClass;
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
    private static final Pattern REPLY = Pattern.compile("([245]\\d\\d)(?:[ -]+(.*))?", Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    private static final Pattern IP =
            Pattern.compile("[\\[(](?:IPv6:)?(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)[,\\])]");

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
        Matcher matcher = IP.matcher(value);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Action action(String value) {
        String word = value.strip().split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
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
                group.first("Status").flatMap(DsnParser::firstStatus).filter(status -> !status.isCoarse());
        return field.or(() -> reply.flatMap(SmtpReply::status).filter(status -> !status.isCoarse()))
                .or(() -> TextRules.statusOf(diagnostic))
                .or(() -> reply.flatMap(SmtpReply::status))
                .or(() -> group.first("Status").flatMap(DsnParser::firstStatus))
                .or(() -> reply.map(SmtpReply::statusOrDefault))
                .orElse(new EnhancedStatus(action == Action.FAILED ? 5 : 4, 0, 0));
    }

    private static Optional<EnhancedStatus> firstStatus(String value) {
        Matcher matcher = STATUS.matcher(value);
        return matcher.find() ? EnhancedStatus.parse(matcher.group()) : Optional.empty();
    }

    /// The reply quoted in a diagnostic such as `smtp; 550 5.1.1 user unknown` or `smtp; 550-5.1.1 No such user`.
    private static Optional<SmtpReply> reply(String diagnostic) {
        Matcher matcher = REPLY.matcher(FieldGroup.untyped(diagnostic));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String text = matcher.group(2);
        return Optional.of(SmtpReply.of(Integer.parseInt(matcher.group(1)), text == null ? "" : text.strip()));
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
