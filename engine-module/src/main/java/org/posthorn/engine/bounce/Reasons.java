package org.posthorn.engine.bounce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.mail.EnhancedStatus;

/// Weighs evidence, the most exact first: words that leave no doubt, the enhanced status in the reply, the `Status`
/// field of the report, words that may be said of many things, and at last phase and reply code. What they mean is
/// data: `reasons.txt`.
///
/// Whatever is said before or behind RCPT is never about one address ([Phase#mayBeOfTheAddress]). Linear in the length
/// of what was said, which is bounded.
public final class Reasons {
    private static final Reasons KNOWN = new Reasons();

    private record Rule(Reason reason, Phrase phrase) {}

    private final List<Rule> clear = new ArrayList<>();
    private final List<Rule> vague = new ArrayList<>();
    private final Map<String, Reason> codes = new HashMap<>();

    private Reasons() {
        Reason reason = Reason.UNDETERMINED;
        for (String line : PhraseFile.lines(Reasons.class, "reasons.txt")) {
            if (line.startsWith("[")) {
                reason = Reason.valueOf(line.substring(1, line.length() - 1));
            } else if (isCode(line)) {
                codes.put(line, reason);
            } else {
                boolean clearly = !line.startsWith("? ");
                (clearly ? clear : vague).add(new Rule(reason, Phrase.of(clearly ? line : line.substring(2))));
            }
        }
    }

    /// What it means.
    public static Reason judge(Said said) {
        return KNOWN.weigh(said);
    }

    private Reason weigh(Said said) {
        String words = ReplyText.plain(said.words());
        Optional<Reason> byWords = first(clear, words);
        Optional<Reason> found = byWords.filter(reason -> fits(reason, said))
                .or(() -> said.status().flatMap(this::of).filter(reason -> fits(reason, said)))
                .or(() -> said.reported().flatMap(this::of).filter(reason -> fits(reason, said)))
                .or(() -> first(vague, words)
                        .filter(reason -> fits(reason, said) && (!reason.isOfTheAddress() || said.replyClass() == 5)));
        boolean ofAddress = byWords.filter(Reason::isOfTheAddress).isPresent();
        return found.orElseGet(() -> byPhase(said, ofAddress));
    }

    private static boolean fits(Reason reason, Said said) {
        boolean onlyForGood = reason == Reason.DISABLED || reason == Reason.SUPPRESSED;
        return !(onlyForGood && said.replyClass() == 4)
                && (said.phase().mayBeOfTheAddress() || !reason.isOfTheAddress());
    }

    private static Optional<Reason> first(List<Rule> rules, String words) {
        for (Rule rule : rules) {
            if (rule.phrase().isIn(words)) {
                return Optional.of(rule.reason());
            }
        }
        return Optional.empty();
    }

    /// What an enhanced status says by itself: the entry of its class, else that of any class.
    private Optional<Reason> of(EnhancedStatus status) {
        Reason exact = codes.get(status.toString());
        return Optional.ofNullable(exact != null ? exact : codes.get("x." + status.subject() + "." + status.detail()))
                .or(() -> Optional.ofNullable(codes.get("x." + status.subject() + ".x"))
                        .filter(reason -> status.detail() > 0));
    }

    /// What is left to go by when neither words nor enhanced status say anything.
    ///
    /// @param ofAddress whether the words are about an address, although the phase is not
    private static Reason byPhase(Said said, boolean ofAddress) {
        if (said.replyClass() == 4) {
            return said.code() == 421 ? Reason.CONNECTION : Reason.TEMPORARY;
        }
        if (said.replyClass() != 5) {
            return Reason.UNDETERMINED;
        }
        return switch (said.phase()) {
            case MAIL -> said.code() == 552 ? Reason.TOO_LARGE : Reason.SENDER_REFUSED;
            case CONNECTION, HELO -> Reason.REPUTATION;
            case AUTH -> Reason.RELAY_REFUSED;
            case DATA -> Reason.POLICY;
            case END_OF_DATA -> ofAddress ? Reason.REFUSED : said.code() == 552 ? Reason.TOO_LARGE : Reason.CONTENT;
            case RCPT, UNKNOWN -> byCode(said.code());
        };
    }

    /// RFC 5321 §4.2.3, RFC 4954 §6, RFC 7504.
    private static Reason byCode(int code) {
        return switch (code) {
            case 500, 501, 502, 503, 504, 555 -> Reason.PROTOCOL;
            case 530, 534, 535, 538 -> Reason.RELAY_REFUSED;
            case 522, 552 -> Reason.MAILBOX_FULL;
            case 523 -> Reason.TOO_LARGE;
            case 556 -> Reason.TAKES_NO_MAIL;
            default -> Reason.REFUSED;
        };
    }

    private static boolean isCode(String line) {
        return line.length() > 4 && "x45".indexOf(line.charAt(0)) >= 0 && line.charAt(1) == '.';
    }
}
