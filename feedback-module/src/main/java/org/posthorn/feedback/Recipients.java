package org.posthorn.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /// Who may have complained. Reporters hide the address, or its local part; then it is all recipients that it can
    /// be, as in SES (Developer Guide, "complainedRecipients": "might have submitted the complaint").
    static List<String> complaining(Mail mail, List<String> names) {
        List<String> envelope = mail.envelope().recipients();
        List<String> exact = names.stream()
                .flatMap(name -> match(envelope, name).stream())
                .distinct()
                .toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<String> domains = names.stream().map(Recipients::domain).toList();
        List<String> sameDomain = envelope.stream()
                .filter(address -> domains.contains(domain(address)))
                .toList();
        return sameDomain.isEmpty() ? envelope : sameDomain;
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
