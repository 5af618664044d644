package org.posthorn.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.feedback.DsnParser.Entry;
import org.posthorn.feedback.Naming.Said;
import org.posthorn.feedback.Report.Action;
import org.posthorn.feedback.Report.Told;

/// Decides what a mail says about a message of ours, whose recipients are known.
///
/// In this order: a feedback report; the fields of a delivery status, wherever they stand; `X-Failed-Recipients`;
/// prose. Nothing bounces on doubt: words count from the null sender only and from an author that is a program, with
/// a word or code of failure, without a word of delay, and for recipients that they name. What is neither is an
/// automatic answer by its marks, or mail.
final class Recognition {
    private final Letter letter;
    private final List<String> recipients;
    private final Prose plain;
    private final Prose html;
    private final Naming naming;
    private final String headers;

    private Recognition(Letter letter, List<String> recipients) {
        this.letter = letter;
        this.recipients = recipients;
        this.plain = Prose.of(letter.plain());
        this.html = Prose.of(letter.html());
        this.naming = Naming.in(plain.isEmpty() ? html : plain, recipients);
        this.headers = headers(letter, plain);
    }

    /// The header section of the message that a letter returns, as a part or in its text; may be empty.
    static String returnedHeaders(Letter letter) {
        return headers(letter, Prose.of(letter.plain()));
    }

    private static String headers(Letter letter, Prose prose) {
        return letter.originalHeaders().isEmpty() ? prose.returnedHeaders() : letter.originalHeaders();
    }

    /// @param recipients of the message that the letter is about
    static Report of(Letter letter, List<String> recipients) {
        return new Recognition(letter, recipients).report();
    }

    private Report report() {
        Optional<Report> complaint = ArfParser.parse(FieldGroup.parse(letter.feedback()), headers)
                .or(() -> ArfParser.ofMessage(letter.header().complainingRecipients(), headers))
                .map(Report.class::cast);
        if (complaint.isPresent() && letter.status().isEmpty()) {
            return complaint.get();
        }
        if (letter.receipt()) {
            return new Report.AutoReply();
        }
        List<FieldGroup> groups = fields();
        SequencedMap<String, Told> told = byFields(DsnParser.entries(groups));
        if (told.isEmpty()) {
            told = byHeader();
        }
        if (told.isEmpty() || told.values().stream().allMatch(one -> one.action() == Action.UNKNOWN)) {
            SequencedMap<String, Told> inWords = byWords();
            told = inWords.isEmpty() ? told : inWords;
        }
        if (!told.isEmpty()) {
            return new Report.Dsn(DsnParser.reportingMta(groups), told, headers);
        }
        return letter.header().isAutomatic() ? new Report.AutoReply() : new Report.PlainMail();
    }

    /// Fields of status parts: of whomever in a `multipart/report`, elsewhere of a program; and such blocks in text.
    private List<FieldGroup> fields() {
        if (!letter.status().isEmpty()) {
            return letter.inReport() || (letter.nullSender() && !letter.header().isAnswer())
                    ? FieldGroup.parse(letter.status())
                    : List.of();
        }
        if (!letter.nullSender()
                || !ProseKind.isProgram(letter)
                || letter.header().isAnswer()) {
            return List.of();
        }
        List<FieldGroup> groups = FieldGroup.parseIndented(prose().text());
        return groups.stream().anyMatch(DsnParser::isWholeRecipient)
                ? groups.stream()
                        .filter(group -> DsnParser.isWholeRecipient(group)
                                || group.first("Reporting-MTA").isPresent())
                        .toList()
                : List.of();
    }

    private SequencedMap<String, Told> byFields(List<Entry> entries) {
        SequencedMap<String, Told> told = new LinkedHashMap<>();
        for (Entry entry : entries) {
            entry.names().stream()
                    .flatMap(name -> Recipients.match(recipients, name).stream())
                    .findFirst()
                    .ifPresent(address -> told.putIfAbsent(address, entry.told()));
        }
        // An alias or the target of a forward: where the report is not about others of ours, it leads to one of them.
        for (Entry entry : entries) {
            boolean known = entry.names().stream()
                    .anyMatch(name -> Recipients.match(recipients, name).isPresent());
            if (!known) {
                behind(entry, told).forEach(address -> told.putIfAbsent(address, entry.told()));
            }
        }
        Map<String, Said> said = naming.words();
        Said all = recipients.size() == 1 || said.isEmpty() ? prose().said() : Said.NOTHING;
        told.replaceAll(
                (address, one) -> one.withWords(said.getOrDefault(address, all).words()));
        return told;
    }

    /// The recipients of ours that a report means that names somebody else.
    private List<String> behind(Entry entry, Map<String, Told> told) {
        Optional<String> beside = entry.names().stream()
                .flatMap(name -> naming.beside(name).stream())
                .findFirst();
        if (beside.isPresent()) {
            return List.of(beside.get());
        }
        if (recipients.size() == 1) {
            return recipients;
        }
        if (!told.isEmpty()) {
            return List.of();
        }
        List<String> failed = failedInHeader();
        return failed.isEmpty() && entry.told().action() == Action.FAILED
                ? List.copyOf(naming.words().sequencedKeySet())
                : failed;
    }

    private List<String> failedInHeader() {
        return letter.header().failedRecipients().stream()
                .flatMap(name -> Recipients.match(recipients, name).stream())
                .distinct()
                .toList();
    }

    private SequencedMap<String, Told> byHeader() {
        SequencedMap<String, Told> told = new LinkedHashMap<>();
        List<String> names = letter.header().failedRecipients();
        if (names.isEmpty() || !(letter.nullSender() || isDaemon())) {
            return told;
        }
        Map<String, Said> said = naming.words();
        List<String> failed = failedInHeader();
        if (failed.isEmpty()) {
            failed = said.isEmpty() && recipients.size() == 1 ? recipients : List.copyOf(said.keySet());
        }
        failed.forEach(address -> told.put(
                address,
                inWords(
                        Action.FAILED,
                        said.getOrDefault(address, prose().said()).words())));
        return told;
    }

    private SequencedMap<String, Told> byWords() {
        SequencedMap<String, Told> told = byWords(plain);
        if (told.isEmpty() && !html.isEmpty()) {
            told = byWords(html);
        }
        return told.isEmpty() ? withoutName(prose()) : told;
    }

    private SequencedMap<String, Told> byWords(Prose prose) {
        SequencedMap<String, Told> told = new LinkedHashMap<>();
        ProseKind kind = ProseKind.of(letter, prose);
        if (kind == ProseKind.NONE) {
            return told;
        }
        Action action = kind == ProseKind.DELAY ? Action.DELAYED : Action.FAILED;
        SequencedMap<String, Said> named = Naming.in(prose, recipients).words();
        named.values().removeIf(said -> kind == ProseKind.NEAR_THE_NAME && !saysFailure(said.next()));
        named.forEach((address, said) -> told.put(address, inWords(action, said.words())));
        if (told.isEmpty() && kind != ProseKind.NEAR_THE_NAME) {
            recipients.stream()
                    .filter(address -> Recipients.mentions(letter.header().subject(), address))
                    .forEach(address -> told.put(address, inWords(action, prose.words())));
        }
        return told;
    }

    /// A message to one recipient.
    private SequencedMap<String, Told> withoutName(Prose prose) {
        SequencedMap<String, Told> told = new LinkedHashMap<>();
        ProseKind kind = ProseKind.of(letter, prose);
        boolean known = kind == ProseKind.DELAY || kind == ProseKind.FAILURE;
        if (recipients.size() == 1 && known && isClear(kind, prose)) {
            Action action = kind == ProseKind.DELAY ? Action.DELAYED : Action.FAILED;
            told.put(recipients.getFirst(), inWords(action, prose.words()));
        }
        return told;
    }

    /// Whether it needs no name, since there is one recipient.
    private boolean isClear(ProseKind kind, Prose prose) {
        String subject = Phrases.fold(letter.header().subject());
        return kind == ProseKind.DELAY
                ? Phrases.DELAY_SUBJECT.areIn(subject)
                : Phrases.FAILURE_SUBJECT.areIn(subject) || Codes.hasCode(prose.text());
    }

    private static boolean saysFailure(String words) {
        return Codes.hasCode(words) || Phrases.FAILURE.areIn(Phrases.fold(words));
    }

    private boolean isDaemon() {
        return ProseKind.isDaemon(letter);
    }

    private Prose prose() {
        return plain.isEmpty() ? html : plain;
    }

    private static Told inWords(Action action, String words) {
        String clean = CleanText.of(words);
        return new Told(
                action,
                Codes.status(words),
                clean.isEmpty() ? "" : "smtp; " + clean,
                words,
                Optional.empty(),
                Optional.empty());
    }
}
