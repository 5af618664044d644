package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The formatter breaks a comment's line that is too long, and leaves what is over as a line of its own in
/// mid-sentence. Such lines are joined by hand: write comments of up to 118 characters a line.
class TornWordsTest {
    private static final int LONG = 95;
    private static final int SHORT = 60;
    private static final int LIMIT = 118;

    @Test
    void noLineOfACommentIsWhatTheFormatterLeftOver() throws IOException {
        List<String> torn = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            if (file.toString().endsWith(".java")) {
                for (String line : torn(SourceTree.read(file))) {
                    torn.add(file.getFileName() + ": " + line);
                }
            }
        }
        assertThat(torn).isEmpty();
    }

    @Test
    void aShortLineBetweenALongOneAndMoreIsTorn() {
        String before = "/// " + "word ".repeat(20).strip();
        assertThat(torn(before + "\n/// and\n/// goes on")).containsExactly("/// and");
        assertThat(torn(before + "\n/// and ends.\n///\n/// More.")).isEmpty();
        assertThat(torn(before + "\n/// and ends.\n")).isEmpty();
        assertThat(torn(before + "\n///\n/// one\n/// two")).isEmpty();
    }

    private static List<String> torn(String source) {
        List<String> torn = new ArrayList<>();
        String[] lines = source.split("\n", -1);
        for (int i = 1; i + 1 < lines.length; i++) {
            if (isText(lines[i - 1])
                    && isText(lines[i])
                    && isText(lines[i + 1])
                    && lines[i - 1].length() >= LONG
                    && lines[i].length() < SHORT
                    && lines[i].length() + 1 + firstWord(lines[i + 1]).length() <= LIMIT) {
                torn.add(lines[i].strip());
            }
        }
        return torn;
    }

    /// A line of prose in a comment: neither empty nor the start of an item, a row, a heading or a tag.
    private static boolean isText(String line) {
        String text = line.strip();
        if (!text.startsWith("//")) {
            return false;
        }
        String words = text.substring(text.startsWith("///") ? 3 : 2).strip();
        return !words.isEmpty() && "-|#@`*".indexOf(words.charAt(0)) < 0 && !Character.isDigit(words.charAt(0));
    }

    private static String firstWord(String line) {
        String words = line.strip().replaceFirst("^/+ ?", "").strip();
        int blank = words.indexOf(' ');
        return blank < 0 ? words : words.substring(0, blank);
    }
}
