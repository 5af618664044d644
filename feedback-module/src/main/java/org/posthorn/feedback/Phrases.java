package org.posthorn.feedback;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.engine.bounce.PhraseFile;

/// Phrases of many languages to look for in a stranger's text: the sections of `phrases.txt`. Literal words and no
/// expressions: a text is gone over once, and at each of its characters only the phrases are compared that begin with
/// the two that stand there.
final class Phrases {
    private static final int LAST_LATIN = 0x17f;
    private static final char[] LATIN = latin();
    private static final Map<String, Phrases> ALL = read();

    static final Phrases DAEMON = section("daemon");
    static final Phrases MACHINE = section("machine");
    static final Phrases FAILURE_SUBJECT = section("failure-subject");
    static final Phrases FAILURE = section("failure");
    static final Phrases DELAY_SUBJECT = section("delay-subject");
    static final Phrases DELAY = section("delay");
    static final Phrases GIVEN_UP = section("given-up");
    static final Phrases HELD = section("held");
    static final Phrases ARRIVED = section("arrived");
    static final Phrases AUTOMATIC_SUBJECT = section("automatic-subject");
    static final Phrases ANSWER_SUBJECT = section("answer-subject");
    static final Phrases RETURNED_BEHIND_RULE = section("returned-behind-rule");
    static final Phrases RETURNED = section("returned");
    static final Phrases HEADING = section("heading");

    private final Map<Integer, List<String>> byBeginning = new HashMap<>();

    private Phrases() {}

    /// Whether one of them stands in a folded text, at the beginning of a word where the script has words.
    boolean areIn(String folded) {
        for (int i = 0; i + 1 < folded.length(); i++) {
            if (isAt(folded, i)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a folded text begins with one of them.
    boolean open(String folded) {
        return isAt(folded, 0);
    }

    private boolean isAt(String folded, int at) {
        if (at + 1 >= folded.length()) {
            return false;
        }
        boolean insideWord = at > 0 && isLatin(folded.charAt(at)) && isLatin(folded.charAt(at - 1));
        if (insideWord) {
            return false;
        }
        for (String phrase : byBeginning.getOrDefault(key(folded, at), List.of())) {
            if (folded.startsWith(phrase, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLatin(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static int key(String text, int at) {
        return text.charAt(at) << Character.SIZE | text.charAt(at + 1);
    }

    /// A text as it is compared: small letters, Latin ones without their accents, every run of white space as one
    /// blank. How a text was wrapped and which of its accents a gateway lost doesn't matter.
    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = folded(text.charAt(i));
            boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c);
            boolean again = blank && (folded.isEmpty() || folded.charAt(folded.length() - 1) == ' ');
            boolean invisible = Character.getType(c) == Character.FORMAT || (Character.isISOControl(c) && !blank);
            if (!again && !invisible) {
                folded.append(blank ? ' ' : c);
            }
        }
        return folded.toString();
    }

    private static char folded(char c) {
        if (c <= LAST_LATIN) {
            return LATIN[c];
        }
        // The wide forms of ASCII, which Chinese and Japanese programs write.
        if (c > 0xff00 && c < 0xff5f) {
            return Character.toLowerCase((char) (c - 0xfee0));
        }
        return switch (c) {
            case '\u2018', '\u2019' -> '\'';
            case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014' -> '-';
            default -> Character.toLowerCase(c);
        };
    }

    private static char[] latin() {
        char[] latin = new char[LAST_LATIN + 1];
        for (char c = 0; c < latin.length; c++) {
            String parts = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
            latin[c] = Character.toLowerCase(parts.charAt(0));
        }
        latin['\u0131'] = 'i';
        latin['\u0142'] = 'l';
        latin['\u0141'] = 'l';
        latin['\u00b4'] = '\'';
        return latin;
    }

    private static Phrases section(String name) {
        Phrases found = ALL.get(name);
        if (found == null) {
            throw new IllegalStateException("phrases.txt has no [" + name + "]");
        }
        return found;
    }

    private static Map<String, Phrases> read() {
        Map<String, Phrases> sections = new HashMap<>();
        Phrases current = new Phrases();
        for (String line : PhraseFile.lines(Phrases.class, "phrases.txt")) {
            if (line.startsWith("[") && line.endsWith("]")) {
                current = sections.computeIfAbsent(line.substring(1, line.length() - 1), name -> new Phrases());
            } else {
                String phrase = fold(line);
                current.byBeginning
                        .computeIfAbsent(key(phrase, 0), key -> new ArrayList<>())
                        .add(phrase);
            }
        }
        return Map.copyOf(sections);
    }
}
