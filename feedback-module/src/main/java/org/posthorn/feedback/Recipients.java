package org.posthorn.feedback;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.Mail;

/// Finds the recipients of a message that a report is about. Only the message's own addresses come out, as they stand
/// in its envelope.
final class Recipients {
    /// Scripts that write sentences without blanks, so that an address may stand between two of their letters.
    private static final char FIRST_WIDE = '\u3000';

    private Recipients() {}

    /// @param certain whether they are the very ones that complained
    record Complaining(List<String> addresses, boolean certain) {}

    /// Who complained, or may have. Reporters hide the address, or its local part; then it is all recipients that it
    /// can be, as in SES (Developer Guide, "complainedRecipients": "might have submitted the complaint"): those of
    /// that domain, else those whom the returned headers name, so that nobody hears of a blind copy.
    static Complaining complaining(Mail mail, List<String> names, String returnedHeaders) {
        List<String> envelope = mail.envelope().recipients();
        List<String> exact = names.stream()
                .flatMap(name -> match(envelope, name).stream())
                .distinct()
                .toList();
        if (!exact.isEmpty()) {
            return new Complaining(exact, true);
        }
        if (envelope.size() == 1) {
            return new Complaining(envelope, true);
        }
        List<String> domains = names.stream().map(Recipients::domain).toList();
        List<String> sameDomain = envelope.stream()
                .filter(address -> domains.contains(domain(address)))
                .toList();
        List<String> visible = addressed(envelope, returnedHeaders);
        List<String> rest = visible.isEmpty() ? envelope : visible;
        return new Complaining(sameDomain.isEmpty() ? rest : sameDomain, false);
    }

    private static List<String> addressed(List<String> envelope, String headers) {
        String fields = FieldGroup.parse(headers).stream()
                .limit(1)
                .flatMap(group -> Stream.concat(group.all("To").stream(), group.all("Cc").stream()))
                .collect(Collectors.joining(" "));
        return envelope.stream().filter(address -> mentions(fields, address)).toList();
    }

    /// Whether a text holds an address, in any case and as a whole.
    static boolean mentions(String text, String address) {
        return find(text.toLowerCase(Locale.ROOT), address.toLowerCase(Locale.ROOT)) >= 0;
    }

    /// Where a text holds an address as a whole; -1 when it doesn't. Both in small letters.
    static int find(String lower, String wanted) {
        for (int at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length())) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !isOfAddress(lower.charAt(at - 1));
            // A dot may end the sentence, and a letter of another script goes on with it.
            boolean ends = end == lower.length()
                    || !(isOfAddress(lower.charAt(end))
                            || (lower.charAt(end) == '.'
                                    && end + 1 < lower.length()
                                    && isOfAddress(lower.charAt(end + 1))));
            if (begins && ends) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isOfAddress(char c) {
        boolean letter = c < FIRST_WIDE && Character.isLetterOrDigit(c);
        return letter || "!#$%&+-/?^_`{}~@".indexOf(c) >= 0;
    }

    /// Whether the queue has reported the failure itself.
    static boolean hasBounced(QueuedMessage message, String address) {
        return message.recipients().stream()
                .anyMatch(state -> state.status() == RecipientState.Status.BOUNCED
                        && state.address().equals(address));
    }

    /// The recipient that goes by a name: in any case, in whatever wrapping, or by its local part alone where no other
    /// has the same.
    static Optional<String> match(List<String> envelope, String name) {
        return envelope.stream()
                .filter(name::equals)
                .findFirst()
                .or(() -> envelope.stream().filter(name::equalsIgnoreCase).findFirst())
                .or(() -> only(envelope, address -> mentions(name, address)))
                .or(() -> only(envelope, address -> isOfTheSameDomain(name, address)));
    }

    private static Optional<String> only(List<String> envelope, Predicate<String> fits) {
        List<String> fitting = envelope.stream().filter(fits).limit(2).toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }

    /// Whether a name is that of the same box without a domain, at a host of its domain, or at the domain of its host.
    static boolean isOfTheSameDomain(String name, String address) {
        int at = name.lastIndexOf('@');
        String local = at < 0 ? name : name.substring(0, at);
        int ours = address.lastIndexOf('@');
        if (ours < 1 || !local.equalsIgnoreCase(address.substring(0, ours))) {
            return false;
        }
        String host = domain(name);
        return at < 0 || host.endsWith("." + domain(address)) || domain(address).endsWith("." + host);
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
