package org.posthorn.feedback;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.feedback.Report.Arf;

/// Reads the `message/feedback-report` part of a complaint (RFC 5965 §3).
final class ArfParser {
    /// Where Hotmail names who complained, in the message itself that it sends back (its Junk Mail Reporting Program).
    static final String HOTMAIL_RECIPIENT = "x-hmxmroriginalrecipient";

    /// The words that SES passes on (SES Developer Guide, "Complaint object"), and one that older reporters say;
    /// whatever else is `other`.
    private static final Set<String> TYPES =
            Set.of("abuse", "auth-failure", "fraud", "not-spam", "opt-out", "other", "virus");

    /// Fields that the receiving host puts on a message, about whom it is for.
    private static final List<String> DELIVERED_TO =
            List.of(HOTMAIL_RECIPIENT, "Delivered-To", "X-Original-To", "Envelope-To", "X-Apparently-To", "X-Rcpt-To");

    private static final int MOST_RECIPIENTS = 100;

    private ArfParser() {}

    /// Reads the fields; empty when the required Feedback-Type is missing.
    static Optional<Arf> parse(List<FieldGroup> groups, String originalHeaders) {
        // One group by the RFC; blank lines that some reporters put in between don't matter.
        FieldGroup fields = new FieldGroup(
                groups.stream().flatMap(group -> group.fields().stream()).toList());
        return fields.first("Feedback-Type")
                .map(type -> new Arf(
                        known(type),
                        fields.first("User-Agent").map(CleanText::of).filter(agent -> !agent.isEmpty()),
                        fields.first("Arrival-Date")
                                .or(() -> fields.first("Received-Date"))
                                .flatMap(ArfParser::date),
                        Stream.of(
                                        fields.all("Original-Rcpt-To").stream(),
                                        fields.all("Removal-Recipient").stream(),
                                        deliveredTo(originalHeaders).stream())
                                .flatMap(values -> values)
                                .limit(MOST_RECIPIENTS)
                                .map(DsnParser::address)
                                .toList(),
                        fields.first("Original-Mail-From").map(DsnParser::address),
                        originalHeaders));
    }

    /// The complaint that Hotmail makes of the message itself; empty when no host of its wrote into it whom it was for.
    static Optional<Arf> ofMessage(List<String> complaining, String originalHeaders) {
        List<String> names = complaining.isEmpty() ? fields(originalHeaders).all(HOTMAIL_RECIPIENT) : complaining;
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Arf(
                        "abuse",
                        Optional.empty(),
                        Optional.empty(),
                        names.stream()
                                .limit(MOST_RECIPIENTS)
                                .map(DsnParser::address)
                                .toList(),
                        Optional.empty(),
                        originalHeaders));
    }

    private static List<String> deliveredTo(String originalHeaders) {
        FieldGroup fields = fields(originalHeaders);
        return DELIVERED_TO.stream().flatMap(name -> fields.all(name).stream()).toList();
    }

    private static FieldGroup fields(String headers) {
        return FieldGroup.parse(headers).stream().findFirst().orElse(FieldGroup.of());
    }

    private static String known(String type) {
        String lower = type.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("opt-out") ? "opt-out" : TYPES.contains(lower) ? lower : "other";
    }

    static Optional<Instant> date(String value) {
        try {
            int comment = value.indexOf('(');
            String withoutComment = (comment < 0 ? value : value.substring(0, comment)).strip();
            return Optional.of(ZonedDateTime.parse(withoutComment, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
