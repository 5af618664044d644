package org.posthorn.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.mail.Mail;
import org.posthorn.feedback.Report.DsnRecipient;

/// Finds the recipients of a message that a report is about. Only the message's own addresses come out, as they stand
/// in
/// its envelope.
final class Recipients {
    private Recipients() {}

    /// The addresses that the entries name, each once with its first entry. A message to one recipient needs no name
    /// that fits: forwarding and aliases rewrite it, and there is nobody else.
    static Map<String, DsnRecipient> named(QueuedMessage message, List<DsnRecipient> entries) {
        List<String> envelope = message.mail().envelope().recipients();
        Map<String, DsnRecipient> named = new LinkedHashMap<>();
        for (DsnRecipient entry : entries) {
            entry.names().stream()
                    .flatMap(name -> match(envelope, name).stream())
                    .findFirst()
                    .ifPresent(address -> named.putIfAbsent(address, entry));
        }
        if (named.isEmpty() && envelope.size() == 1) {
            named.put(envelope.getFirst(), entries.getFirst());
        }
        return named;
    }

    /// @param certain whether they are the very ones that complained
    record Complaining(List<String> addresses, boolean certain) {}

    /// Who complained, or may have. Reporters hide the address, or its local part; then it is all recipients that it
    /// can
    /// be, as in SES (Developer Guide, "complainedRecipients": "might have submitted the complaint"): those of that
    /// domain, else those whom the returned headers name, so that nobody hears of a blind copy.
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
        String lower = text.toLowerCase(Locale.ROOT);
        String wanted = address.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length())) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !isOfAddress(lower.charAt(at - 1));
            // A dot may end the sentence.
            boolean ends = end == lower.length()
                    || !(isOfAddress(lower.charAt(end))
                            || (lower.charAt(end) == '.'
                                    && end + 1 < lower.length()
                                    && isOfAddress(lower.charAt(end + 1))));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfAddress(char c) {
        return Character.isLetterOrDigit(c) || "!#$%&*+-/=?^_`{|}~@".indexOf(c) >= 0;
    }

    /// Whether the queue has reported the failure itself.
    static boolean hasBounced(QueuedMessage message, String address) {
        return message.recipients().stream()
                .anyMatch(state -> state.status() == RecipientState.Status.BOUNCED
                        && state.address().equals(address));
    }

    private static Optional<String> match(List<String> envelope, String name) {
        return envelope.stream()
                .filter(name::equals)
                .findFirst()
                .or(() -> envelope.stream().filter(name::equalsIgnoreCase).findFirst());
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
