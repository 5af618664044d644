package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.posthorn.engine.work.BoundedWork;

/// Whom prose names of those that it may be about, and what it says there.
///
/// The recipients are known: they are looked for, rather than addresses made out in what some program writes. What
/// stands around a name is what was said about it. The text is gone over once for each recipient; after that, only
/// numbers of lines are compared.
final class Naming {
    private static final int MOST_PLACES = 20;
    private static final int MOST_LINES_AROUND = 15;
    private static final int MOST_LINES_BEFORE = 5;
    private static final int MOST_LINES_TO_REPLY = 40;

    /// A shorter name of somebody that we don't know may be a piece of any word.
    private static final int SHORTEST_STRANGER = 3;

    private final List<String> lines;
    private final List<String> lower;
    private final List<String> recipients;
    private final SequencedMap<String, BitSet> places = new LinkedHashMap<>();
    private final BitSet headings = new BitSet();
    private final int[] named;

    /// What stands around a name.
    ///
    /// @param next to it; where nothing is, in the paragraph behind or in front
    /// @param words the same, and the paragraph in front where that alone tells what has happened
    record Said(String next, String words) {
        static final Said NOTHING = new Said("", "");
    }

    private Naming(Prose prose, List<String> recipients) {
        this.lines = prose.lines();
        this.lower = lines.stream().map(line -> line.toLowerCase(Locale.ROOT)).toList();
        this.recipients = recipients;
        this.named = new int[lines.size()];
        for (String address : recipients) {
            BitSet found = places(address.toLowerCase(Locale.ROOT));
            if (!found.isEmpty()) {
                places.put(address, found);
                found.stream().forEach(line -> named[line]++);
            }
        }
        for (int i = 0; i < named.length; i++) {
            String line = Phrases.fold(lines.get(i)).strip();
            headings.set(i, Phrases.HEADING.open(line) || goesOn(i));
        }
    }

    /// Whether a list of names that a heading opened goes on in this line.
    private boolean goesOn(int line) {
        String before = line == 0 ? "" : lines.get(line - 1).stripTrailing();
        return line > 0 && headings.get(line - 1) && (before.endsWith(",") || before.endsWith(";"));
    }

    static Naming in(Prose prose, List<String> recipients) {
        return new Naming(prose, recipients);
    }

    private BitSet places(String wanted) {
        BitSet found = new BitSet();
        for (int i = 0; i < lower.size(); i++) {
            if (Recipients.find(lower.get(i), wanted) >= 0) {
                found.set(i);
            }
        }
        BoundedWork.checkpoint();
        return found;
    }

    /// Each with what stands around the name: those whose whole address is there; else the one that only a repeated
    /// heading names; else those whose local part stands alone on a line.
    SequencedMap<String, Said> words() {
        SequencedMap<String, Said> words = new LinkedHashMap<>();
        places.forEach((address, found) -> {
            BitSet strong = (BitSet) found.clone();
            strong.andNot(headings);
            if (!strong.isEmpty()) {
                words.put(address, around(address, strong));
            }
        });
        if (words.isEmpty() && places.size() == 1) {
            places.forEach((address, found) -> words.put(address, around(address, found)));
        }
        return places.isEmpty() ? locals() : words;
    }

    /// Recipients whose local part stands alone on a line, in front of what is said about it, or at a host of its
    /// domain.
    private SequencedMap<String, Said> locals() {
        SequencedMap<String, Said> words = new LinkedHashMap<>();
        for (String address : recipients) {
            String local = local(address);
            long sharing = recipients.stream()
                    .filter(other -> local(other).equals(local))
                    .count();
            for (int i = 0; i < lower.size() && sharing == 1 && !local.isEmpty(); i++) {
                if (isAlone(lower.get(i), local) || isNear(lower.get(i), address, local)) {
                    words.put(address, around(address, local, i));
                    break;
                }
            }
        }
        return words;
    }

    private static String local(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase(Locale.ROOT);
    }

    private static boolean isNear(String line, String address, String local) {
        int at = line.indexOf(local + "@");
        int end = at;
        while (end >= 0 && end < line.length() && isOfName(line.charAt(end))) {
            end++;
        }
        boolean begins = at == 0 || (at > 0 && !isOfName(line.charAt(at - 1)));
        return begins && Recipients.isOfTheSameDomain(line.substring(at, end), address);
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || "@._-+=".indexOf(c) >= 0;
    }

    private static boolean isAlone(String line, String local) {
        int at = line.indexOf(local);
        if (at < 0 || line.chars().limit(at).anyMatch(Character::isLetterOrDigit)) {
            return false;
        }
        String rest = line.substring(at + local.length());
        if (rest.chars().noneMatch(c -> Character.isLetterOrDigit(c) || c == '@')) {
            return true;
        }
        boolean ends = rest.startsWith("...")
                || rest.startsWith(": ")
                || rest.startsWith(">: ")
                || rest.startsWith("\"")
                || rest.startsWith("> ");
        return ends && (Codes.hasCode(rest) || Phrases.FAILURE.areIn(Phrases.fold(rest)));
    }

    /// Of all places of a name, what stands around the one that says most.
    private Said around(String address, BitSet found) {
        Said best = Said.NOTHING;
        int most = -1;
        for (int place : found.stream().limit(MOST_PLACES).toArray()) {
            Said said = around(address, address, place);
            int worth = Codes.hasCode(said.words()) ? 2 : said.words().isBlank() ? 0 : 1;
            if (worth > most) {
                most = worth;
                best = said;
            }
        }
        return best;
    }

    /// @param name as which the address stands there
    private Said around(String address, String name, int place) {
        StringBuilder words = new StringBuilder();
        add(words, without(lines.get(place), name));
        int next = place + 1;
        int last = Math.min(lines.size(), next + MOST_LINES_AROUND);
        while (next < last && !lines.get(next).isBlank() && !namesOther(next, address)) {
            add(words, lines.get(next++));
        }
        if (!says(words)) {
            // What is said of all stands behind the last of them.
            words.setLength(0);
            for (int taken = 0; next < lines.size() && taken < MOST_LINES_AROUND; next++) {
                boolean other = namesOther(next, address);
                if (other && says(words)) {
                    break;
                }
                if (!other && !lines.get(next).isBlank()) {
                    add(words, lines.get(next));
                    taken++;
                }
            }
        }
        String before = before(place);
        String own = says(words) ? words.toString() : before;
        // What is behind the name may tell nothing of what has happened: then the words in front do.
        boolean enough = Codes.hasCode(own) || Phrases.FAILURE.areIn(Phrases.fold(own)) || own.equals(before);
        String told = enough || !says(before) ? own : before + "\n" + own;
        String reply = Codes.hasCode(told) ? "" : replyBehind(next);
        return new Said(own, reply.isEmpty() ? told : reply);
    }

    /// What a host replied, where a paragraph of its own tells it of the only one who is named.
    private String replyBehind(int from) {
        int end = places.size() == 1 ? Math.min(lines.size(), from + MOST_LINES_TO_REPLY) : 0;
        int at = from;
        while (at < end && Codes.reply(lines.get(at).strip(), 0) != 0) {
            at++;
        }
        StringBuilder reply = new StringBuilder();
        while (at < end && !lines.get(at).isBlank()) {
            add(reply, lines.get(at++));
        }
        return reply.toString();
    }

    /// The paragraph in front.
    private String before(int place) {
        int end = place;
        while (end > 0 && lines.get(end - 1).isBlank()) {
            end--;
        }
        int start = end;
        while (start > 0
                && start > end - MOST_LINES_BEFORE
                && !lines.get(start - 1).isBlank()) {
            start--;
        }
        StringBuilder words = new StringBuilder();
        lines.subList(start, end).forEach(line -> add(words, line));
        return words.toString();
    }

    private boolean namesOther(int line, String address) {
        BitSet own = places.getOrDefault(address, new BitSet());
        return named[line] > (own.get(line) ? 1 : 0);
    }

    private static boolean says(CharSequence words) {
        return words.chars().anyMatch(Character::isLetterOrDigit);
    }

    /// The line without the name, where nothing but its brackets is in front of it.
    private static String without(String line, String name) {
        int at = line.toLowerCase(Locale.ROOT).indexOf(name.toLowerCase(Locale.ROOT));
        boolean opens = at >= 0 && line.chars().limit(at).noneMatch(Character::isLetterOrDigit);
        if (!opens) {
            return line;
        }
        int behind = at + name.length();
        while (behind < line.length() && ">:;,'\")] \t".indexOf(line.charAt(behind)) >= 0) {
            behind++;
        }
        return line.substring(Math.min(behind, line.length()));
    }

    private static void add(StringBuilder words, String line) {
        if (words.length() + line.length() < Prose.MOST_WORDS_CHARS && !line.isBlank()) {
            words.append(words.isEmpty() ? "" : "\n").append(line.strip());
        }
    }

    /// The recipient of ours that stands beside a name that we don't know, such as behind `expanded from`.
    Optional<String> beside(String stranger) {
        String wanted = stranger.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.size() && wanted.length() >= SHORTEST_STRANGER && !places.isEmpty(); i++) {
            if (lower.get(i).contains(wanted)) {
                for (int near = i; near < named.length && near < i + MOST_LINES_BEFORE; near++) {
                    if (lines.get(near).isBlank()) {
                        break;
                    }
                    if (named[near] > 0) {
                        return at(near);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> at(int line) {
        List<String> there = new ArrayList<>();
        places.forEach((address, found) -> {
            if (found.get(line)) {
                there.add(address);
            }
        });
        return there.stream().findFirst();
    }
}
