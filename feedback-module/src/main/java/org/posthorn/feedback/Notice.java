package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.posthorn.engine.work.BoundedWork;

/// What a mail says in words, up to the message that it returns.
///
/// The recipients of the message it is about are known: they are looked for, rather than addresses made out in what
/// some program writes. Where one is named, what stands around the name is what was said about it.
final class Notice {
    private static final int MOST_LINES = 2_000;
    private static final int MOST_WORDS_CHARS = 2_000;
    private static final int MOST_PLACES = 20;
    private static final int MOST_NAME_CHARS = 100;
    private static final int SHORTEST_RULE = 3;

    /// Lines within which the header of a returned message shows that it is one.
    private static final int HEADER_LINES = 40;

    private static final int FEWEST_FIELDS = 3;
    private static final int MOST_AROUND_LINES = 15;
    private static final int MOST_BEFORE_LINES = 5;

    private static final Set<String> HEADER_FIELDS = Set.of(
            "from",
            "to",
            "cc",
            "subject",
            "date",
            "message-id",
            "reply-to",
            "sender",
            "x-mailer",
            "received",
            "return-path",
            "mime-version",
            "dkim-signature");

    /// Those of them that no notice repeats for its readers.
    private static final Set<String> TELLING_FIELDS =
            Set.of("received", "return-path", "mime-version", "dkim-signature");

    private final List<String> lines;
    private final List<String> lower;
    private final String folded;
    private final String returned;

    private Notice(List<String> lines, String returned) {
        this.lines = lines;
        this.lower = lines.stream().map(line -> line.toLowerCase(Locale.ROOT)).toList();
        this.folded = Phrases.fold(String.join("\n", lines));
        this.returned = returned;
    }

    static Notice of(String text) {
        List<String> all = Lines.of(text, MOST_LINES);
        int end = 0;
        while (end < all.size() && !endsAt(all, end)) {
            BoundedWork.checkpoint();
            end++;
        }
        int header = end;
        while (header < all.size() && !isHeaderAt(all, header)) {
            header++;
        }
        return new Notice(
                all.subList(0, end).stream().filter(line -> !isQuoted(line)).toList(), section(all, header));
    }

    /// People and some programs mark what they quote; `>>>` and `<<<` stand in front of what hosts said.
    private static boolean isQuoted(String line) {
        return line.startsWith("> ") || line.equals(">") || line.startsWith("| ");
    }

    private static boolean endsAt(List<String> lines, int at) {
        String line = lines.get(at);
        String text = Phrases.fold(line).strip();
        int begin = 0;
        while (begin < text.length() && "-=*#_~+<>: ".indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        String bare = text.substring(begin);
        boolean behindRule = begin >= SHORTEST_RULE && Phrases.RETURNED_BEHIND_RULE.open(bare);
        return behindRule || Phrases.RETURNED.open(bare) || isHeaderAt(lines, at);
    }

    /// Whether the header section of a message begins here.
    private static boolean isHeaderAt(List<String> lines, int at) {
        if (!HEADER_FIELDS.contains(fieldName(lines.get(at)))) {
            return false;
        }
        int known = 0;
        boolean telling = false;
        for (int i = at;
                i < lines.size() && i < at + HEADER_LINES && !lines.get(i).isBlank();
                i++) {
            String name = fieldName(lines.get(i));
            known += HEADER_FIELDS.contains(name) ? 1 : 0;
            telling |= TELLING_FIELDS.contains(name);
        }
        return telling && known >= FEWEST_FIELDS;
    }

    /// The name of the field that a line begins, in small letters; empty where it is none.
    private static String fieldName(String line) {
        int start = 0;
        while (start < line.length() && " \t>|".indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        int colon = line.indexOf(':', start);
        return colon <= start || colon > start + MOST_NAME_CHARS
                ? ""
                : line.substring(start, colon).toLowerCase(Locale.ROOT);
    }

    /// The header section that begins there, as it was returned.
    private static String section(List<String> lines, int from) {
        StringBuilder section = new StringBuilder();
        for (int i = from; i < lines.size() && !lines.get(i).isBlank(); i++) {
            String line = lines.get(i);
            boolean continues = !section.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"));
            if (!continues && fieldName(line).isEmpty()) {
                break;
            }
            section.append(line).append("\r\n");
        }
        return section.toString();
    }

    /// The header section of the message that the text returns; may be empty.
    String returnedHeaders() {
        return returned;
    }

    /// The words, as [Phrases] compares them.
    String folded() {
        return folded;
    }

    boolean isEmpty() {
        return folded.isBlank();
    }

    String text() {
        return String.join("\n", lines);
    }

    /// All of it, as far as it is handed on.
    String words() {
        return cut(text());
    }

    /// The recipients that the notice names, each with what stands around the name: those whose whole address is there;
    /// else the one that only a repeated heading names; else those whose local part stands alone on a line.
    SequencedMap<String, String> named(List<String> recipients) {
        List<String> present =
                recipients.stream().filter(address -> mentions(address)).toList();
        SequencedMap<String, String> named = new LinkedHashMap<>();
        List<String> inHeadings = new ArrayList<>();
        for (String address : present) {
            List<Integer> places = places(address, false);
            if (places.isEmpty()) {
                inHeadings.add(address);
            } else {
                named.put(address, around(places, address, present));
            }
        }
        if (named.isEmpty() && inHeadings.size() == 1) {
            String address = inHeadings.getFirst();
            named.put(address, around(places(address, true), address, present));
        }
        return named.isEmpty() && inHeadings.isEmpty() ? locals(recipients) : named;
    }

    private boolean mentions(String address) {
        String wanted = address.toLowerCase(Locale.ROOT);
        return lower.stream().anyMatch(line -> Recipients.find(line, wanted) >= 0);
    }

    /// The lines that name it.
    private List<Integer> places(String address, boolean inHeadings) {
        String wanted = address.toLowerCase(Locale.ROOT);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < lower.size() && places.size() < MOST_PLACES; i++) {
            if (Recipients.find(lower.get(i), wanted) >= 0 && isHeading(i) == inHeadings) {
                places.add(i);
            }
        }
        return places;
    }

    private boolean isHeading(int line) {
        return Phrases.HEADING.open(Phrases.fold(lines.get(line)).strip());
    }

    /// Recipients whose local part stands alone on a line, or in front of what is said about it.
    private SequencedMap<String, String> locals(List<String> recipients) {
        SequencedMap<String, String> named = new LinkedHashMap<>();
        for (String address : recipients) {
            String local = local(address);
            long sharing = recipients.stream()
                    .filter(other -> local(other).equals(local))
                    .count();
            for (int i = 0; i < lower.size() && sharing == 1 && !local.isEmpty(); i++) {
                if (isAlone(lower.get(i), local)) {
                    named.put(address, around(List.of(i), address, recipients));
                    break;
                }
            }
        }
        return named;
    }

    private static String local(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase(Locale.ROOT);
    }

    private static boolean isAlone(String line, String local) {
        int at = line.indexOf(local);
        if (at < 0) {
            return false;
        }
        boolean begins = line.chars().limit(at).noneMatch(Character::isLetterOrDigit);
        String rest = line.substring(at + local.length());
        boolean nothingBehind = rest.chars().noneMatch(c -> Character.isLetterOrDigit(c) || c == '@');
        boolean saidBehind = (rest.startsWith("...")
                        || rest.startsWith(": ")
                        || rest.startsWith(">: ")
                        || rest.startsWith("\"")
                        || rest.startsWith("> "))
                && (Codes.hasCode(rest) || Phrases.FAILURE.areIn(Phrases.fold(rest)));
        return begins && (nothingBehind || saidBehind);
    }

    /// Of all places of a name, what stands around the one that says most.
    private String around(List<Integer> places, String address, List<String> others) {
        String best = "";
        int most = -1;
        for (int place : places) {
            String words = around(place, address, others);
            int worth = Codes.hasCode(words) ? 2 : words.isBlank() ? 0 : 1;
            if (worth > most) {
                most = worth;
                best = words;
            }
        }
        return cut(best);
    }

    private String around(int place, String address, List<String> others) {
        StringBuilder words = new StringBuilder();
        add(words, without(lines.get(place), address));
        int next = place + 1;
        while (next < lines.size() && !lines.get(next).isBlank() && !namesOther(next, address, others)) {
            add(words, lines.get(next++));
        }
        if (!says(words)) {
            // What is said of all stands behind the last of them.
            words.setLength(0);
            for (int taken = 0; next < lines.size() && taken < MOST_AROUND_LINES; next++) {
                boolean other = namesOther(next, address, others);
                if (other && says(words)) {
                    break;
                }
                if (!other && !lines.get(next).isBlank()) {
                    add(words, lines.get(next));
                    taken++;
                }
            }
        }
        return says(words) ? words.toString() : before(place);
    }

    /// The paragraph in front.
    private String before(int place) {
        int end = place;
        while (end > 0 && lines.get(end - 1).isBlank()) {
            end--;
        }
        int start = end;
        while (start > 0
                && start > end - MOST_BEFORE_LINES
                && !lines.get(start - 1).isBlank()) {
            start--;
        }
        StringBuilder words = new StringBuilder();
        lines.subList(start, end).forEach(line -> add(words, line));
        return words.toString();
    }

    private static boolean says(CharSequence words) {
        return words.chars().anyMatch(Character::isLetterOrDigit);
    }

    private boolean namesOther(int line, String address, List<String> others) {
        return others.stream()
                .filter(other -> !other.equals(address))
                .anyMatch(other -> Recipients.find(lower.get(line), other.toLowerCase(Locale.ROOT)) >= 0);
    }

    /// The line without the name, where nothing but a name and its brackets is in front.
    private static String without(String line, String address) {
        int at = line.toLowerCase(Locale.ROOT).indexOf(address.toLowerCase(Locale.ROOT));
        boolean opens = at >= 0 && line.chars().limit(at).noneMatch(Character::isLetterOrDigit);
        if (!opens) {
            return line;
        }
        int behind = at + address.length();
        while (behind < line.length() && ">:;,'\")] \t".indexOf(line.charAt(behind)) >= 0) {
            behind++;
        }
        return line.substring(Math.min(behind, line.length()));
    }

    private static void add(StringBuilder words, String line) {
        if (words.length() + line.length() < MOST_WORDS_CHARS && !line.isBlank()) {
            words.append(words.isEmpty() ? "" : "\n").append(line.strip());
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MOST_WORDS_CHARS));
    }

    /// What the name of somebody we don't know stands next to: the recipient of ours in the same paragraph, such as
    /// behind `expanded from`.
    Optional<String> beside(String stranger, List<String> recipients) {
        String wanted = stranger.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.size(); i++) {
            if (!wanted.isEmpty() && lower.get(i).contains(wanted)) {
                for (int near = i; near < lower.size() && near < i + MOST_BEFORE_LINES; near++) {
                    String line = lower.get(near);
                    if (line.isBlank()) {
                        break;
                    }
                    Optional<String> ours = recipients.stream()
                            .filter(address -> Recipients.find(line, address.toLowerCase(Locale.ROOT)) >= 0)
                            .findFirst();
                    if (ours.isPresent()) {
                        return ours;
                    }
                }
            }
        }
        return Optional.empty();
    }
}
