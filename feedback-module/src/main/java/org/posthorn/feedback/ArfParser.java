package org.posthorn.feedback;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.feedback.Report.Arf;

/// Reads the `message/feedback-report` part of a complaint (RFC 5965 §3).
final class ArfParser {
    /// The words that SES passes on (reference section h); whatever else a reporter says is `other`.
    private static final Set<String> TYPES = Set.of("abuse", "auth-failure", "fraud", "not-spam", "other", "virus");

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
                        fields.all("Original-Rcpt-To").stream()
                                .limit(MOST_RECIPIENTS)
                                .map(ArfParser::address)
                                .toList(),
                        originalHeaders));
    }

    private static String known(String type) {
        String lower = type.strip().toLowerCase(Locale.ROOT);
        return TYPES.contains(lower) ? lower : "other";
    }

    private static String address(String value) {
        String clean = CleanText.of(FieldGroup.untyped(value));
        return clean.startsWith("<") && clean.endsWith(">") ? clean.substring(1, clean.length() - 1) : clean;
    }

    private static Optional<Instant> date(String value) {
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
