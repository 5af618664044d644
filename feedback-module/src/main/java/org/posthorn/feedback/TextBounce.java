package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.event.BounceClass;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Dsn;
import org.posthorn.feedback.Report.DsnRecipient;

/// Reads a bounce that is no `multipart/report`: text in one of the known dialects ([TextRules]). Only what says that
/// it
/// is for good counts, and only with recipients that it names.
final class TextBounce {
    private static final int MOST_RECIPIENTS = 100;
    private static final int MOST_LINES = 2_000;
    private static final int MOST_OPENING_CHARS = 8_192;
    private static final int MOST_ORIGINAL_CHARS = 10 * 1024;
    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])([245]\\.\\d{1,3}\\.\\d{1,3})(?![\\d.])");
    private static final Pattern CODE = Pattern.compile("(?<![\\d.])([45]\\d\\d)[ -]");

    private final TextRules.Dialect dialect;
    private final Map<String, StringBuilder> diagnostics = new LinkedHashMap<>();
    private final StringBuilder details = new StringBuilder();
    private final StringBuilder original = new StringBuilder();

    private TextBounce(TextRules.Dialect dialect) {
        this.dialect = dialect;
    }

    /// Empty when the text is in no known dialect, or names nobody.
    static Optional<Dsn> parse(String text) {
        String opening =
                text.substring(0, Math.min(text.length(), MOST_OPENING_CHARS)).replaceAll("\\s+", " ");
        return TextRules.DIALECTS.stream()
                .filter(dialect -> dialect.opening().matcher(opening).find())
                .findFirst()
                .flatMap(dialect -> new TextBounce(dialect).read(text));
    }

    private Optional<Dsn> read(String text) {
        Optional<String> address = Optional.empty();
        boolean inDetails = false;
        boolean inOriginal = false;
        List<String> lines = text.lines().limit(MOST_LINES).toList();
        for (String line : lines) {
            if (inOriginal) {
                appendLine(original, line, MOST_ORIGINAL_CHARS);
                continue;
            }
            Matcher named = dialect.address().matcher(line);
            Optional<Matcher> explained = dialect.details()
                    .map(pattern -> pattern.matcher(line.strip()))
                    .filter(Matcher::lookingAt);
            if (dialect.end().matcher(line.strip()).matches()) {
                inOriginal = true;
            } else if (explained.isPresent()) {
                inDetails = true;
                details.append(line.strip().substring(explained.get().end()));
            } else if (inDetails) {
                appendLine(details, line.strip(), MOST_ORIGINAL_CHARS);
            } else if (named.matches() && diagnostics.size() < MOST_RECIPIENTS) {
                address = Optional.of(named.group(1));
                diagnostics.putIfAbsent(address.get(), new StringBuilder());
            } else if (line.isBlank()) {
                address = address.filter(known -> isEmpty(diagnostics.get(known)));
            } else {
                address.map(diagnostics::get).ifPresent(found -> appendLine(found, line.strip(), 2_000));
            }
        }
        String headers = headers(original.toString());
        List<DsnRecipient> recipients = new ArrayList<>();
        diagnostics.forEach(
                (name, own) -> recipients.add(recipient(name, isEmpty(own) ? details.toString() : own.toString())));
        return recipients.isEmpty() ? Optional.empty() : Optional.of(new Dsn(Optional.empty(), recipients, headers));
    }

    private static boolean isEmpty(@Nullable StringBuilder text) {
        return text == null || text.isEmpty();
    }

    private static void appendLine(StringBuilder text, String line, int most) {
        if (text.length() + line.length() < most) {
            text.append(line).append('\n');
        }
    }

    /// The header section of a returned message; empty when the text does not begin with one.
    private static String headers(String text) {
        StringBuilder section = new StringBuilder();
        for (String line : (Iterable<String>) text.stripLeading().lines()::iterator) {
            boolean field = line.matches("[!-9;-~]{1,100}:.*") || (!section.isEmpty() && line.matches("[ \\t].*"));
            if (!field) {
                break;
            }
            section.append(line).append("\r\n");
        }
        return section.toString();
    }

    private static DsnRecipient recipient(String name, String diagnostic) {
        String clean = CleanText.of(diagnostic);
        EnhancedStatus status = status(clean);
        return new DsnRecipient(
                List.of(name),
                Action.FAILED,
                status,
                BounceClass.of(status),
                clean.isEmpty() ? "unknown; " + status : "smtp; " + clean,
                Optional.empty());
    }

    /// The status that is written there, else what its words mean, else what the reply code is worth.
    private static EnhancedStatus status(String diagnostic) {
        Matcher written = STATUS.matcher(diagnostic);
        Optional<EnhancedStatus> found = written.find() ? EnhancedStatus.parse(written.group(1)) : Optional.empty();
        return found.filter(status -> !status.isCoarse())
                .or(() -> TextRules.statusOf(diagnostic))
                .or(() -> found)
                .orElseGet(() -> {
                    Matcher code = CODE.matcher(diagnostic);
                    return new EnhancedStatus(code.find() ? code.group(1).charAt(0) - '0' : 5, 0, 0);
                });
    }
}
