package org.posthorn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.server.CommandFailedException;

/// A file of addresses that are not to be written to: one a line, with `bounce` (without it, too) or `complaint` behind
/// a comma. Empty lines don't count.
///
/// It is read line by line, anew for each question, so that its size does not matter.
final class SuppressionFile {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_TOLD = 1_000;
    private static final int MOST_SHOWN_CHARS = 60;
    private static final char NOT_UTF_8 = '\ufffd';
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Path path;

    /// @throws IOException when it can't be read
    /// @throws CommandFailedException when it is longer than 256 MiB
    SuppressionFile(Path path) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw new CommandFailedException(path + " is longer than 256 MiB");
        }
        this.path = path;
    }

    /// A line that is no entry.
    ///
    /// @param text what stands there, without what could steer a terminal, and cut
    record BadLine(long line, String text, String reason) {}

    /// @param bad the first 1,000
    record Faults(long count, List<BadLine> bad) {}

    private sealed interface Line {}

    private record Entry(String address, Reason reason) implements Line {}

    private record Wrong(String reason) implements Line {}

    private record Empty() implements Line {}

    /// Every line that is no entry.
    Faults faults() throws IOException {
        List<BadLine> bad = new ArrayList<>();
        long[] count = {0, 0};
        each(text -> {
            count[0]++;
            if (read(text) instanceof Wrong wrong) {
                count[1]++;
                if (bad.size() < MOST_TOLD) {
                    bad.add(new BadLine(count[0], shown(text), wrong.reason()));
                }
            }
        });
        return new Faults(count[1], bad);
    }

    /// The addresses of the entries with this reason, in their order.
    void addresses(Reason reason, Consumer<String> to) throws IOException {
        each(text -> {
            if (read(text) instanceof Entry entry && entry.reason() == reason) {
                to.accept(entry.address());
            }
        });
    }

    private void each(Consumer<String> line) throws IOException {
        // Unlike Files.newBufferedReader this goes on behind bytes that are no UTF-8.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8))) {
            boolean first = true;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                boolean marked = first && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
                line.accept(marked ? text.substring(1) : text);
                first = false;
            }
        }
    }

    private static Line read(String text) {
        int comma = text.indexOf(',', Math.max(0, text.lastIndexOf('@'))); // a quoted local part may have some
        String address = (comma < 0 ? text : text.substring(0, comma)).strip();
        String word = comma < 0 ? "" : text.substring(comma + 1).strip();
        if (address.isEmpty() && word.isEmpty()) {
            return new Empty();
        }
        if (text.indexOf(NOT_UTF_8) >= 0) {
            return new Wrong("it is not UTF-8");
        }
        try {
            Identities.checkAddress(address);
        } catch (SesException e) {
            return new Wrong("it is no e-mail address");
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "", "bounce" -> new Entry(address, Reason.BOUNCE);
            case "complaint" -> new Entry(address, Reason.COMPLAINT);
            default -> new Wrong("behind the comma stands bounce or complaint");
        };
    }

    private static String shown(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MOST_SHOWN_CHARS); i++) {
            out.append(Character.isISOControl(text.charAt(i)) ? '?' : text.charAt(i));
        }
        return text.length() > MOST_SHOWN_CHARS ? out.append('…').toString() : out.toString();
    }
}
