package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.bounce.BounceClass;
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
    private static final int MOST_NAME_CHARS = 100;

    private final TextRules.Dialect dialect;
    private final Map<String, StringBuilder> diagnostics = new LinkedHashMap<>();
    private final StringBuilder details = new StringBuilder();
    private final StringBuilder original = new StringBuilder();

    private TextBounce(TextRules.Dialect dialect) {
        this.dialect = dialect;
    }

    /// Empty when the text is in no known dialect, or names nobody.
    static Optional<Dsn> parse(String text) {
        String opening = TextRules.plain(text.substring(0, Math.min(text.length(), MOST_OPENING_CHARS)));
        return TextRules.DIALECTS.stream()
                .filter(dialect -> dialect.opening().stream().anyMatch(phrase -> phrase.isIn(opening)))
                .findFirst()
                .flatMap(dialect -> new TextBounce(dialect).read(text));
    }

    private Optional<Dsn> read(String text) {
        Optional<String> address = Optional.empty();
        boolean inDetails = false;
        boolean inOriginal = false;
        for (String line : Lines.of(text, MOST_LINES)) {
            if (inOriginal) {
                appendLine(original, line, MOST_ORIGINAL_CHARS);
                continue;
            }
            String plain = TextRules.plain(line.strip());
            Optional<String> named = named(line);
            Optional<String> explained = dialect.details().filter(plain::startsWith);
            if (dialect.end().stream().anyMatch(plain::startsWith)) {
                inOriginal = true;
            } else if (explained.isPresent()) {
                inDetails = true;
                details.append(plain.substring(explained.get().length()));
            } else if (inDetails) {
                appendLine(details, line.strip(), MOST_ORIGINAL_CHARS);
            } else if (named.isPresent() && diagnostics.size() < MOST_RECIPIENTS) {
                address = named;
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

    private Optional<String> named(String line) {
        return dialect.address().stream()
                .flatMap(form -> form.read(line).stream())
                .findFirst();
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
        for (String line : Lines.of(text.stripLeading())) {
            boolean continues = !section.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"));
            boolean field = continues || isField(line);
            if (!field) {
                break;
            }
            section.append(line).append("\r\n");
        }
        return section.toString();
    }

    /// Whether a line begins with the name of a field (RFC 5322 §2.2).
    private static boolean isField(String line) {
        int colon = line.indexOf(':');
        return colon > 0
                && colon <= MOST_NAME_CHARS
                && line.chars().limit(colon).allMatch(c -> c > ' ' && c < 127);
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
        Optional<EnhancedStatus> found = EnhancedStatus.find(diagnostic);
        return found.filter(status -> !status.isCoarse())
                .or(() -> TextRules.statusOf(diagnostic))
                .or(() -> found)
                .orElseGet(() -> new EnhancedStatus(replyClass(diagnostic), 0, 0));
    }

    /// The class of the first reply code that is no piece of a longer number; that of a failure when there is none.
    private static int replyClass(String text) {
        for (int i = 0; i + 3 < text.length(); i++) {
            char c = text.charAt(i);
            char behind = text.charAt(i + 3);
            boolean begins = i == 0 || !(isDigit(text, i - 1) || text.charAt(i - 1) == '.');
            if (begins
                    && (c == '4' || c == '5')
                    && isDigit(text, i + 1)
                    && isDigit(text, i + 2)
                    && (behind == ' ' || behind == '-')) {
                return c - '0';
            }
        }
        return 5;
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
