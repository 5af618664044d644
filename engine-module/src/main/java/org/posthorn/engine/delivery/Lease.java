package org.posthorn.engine.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// The exclusive right to attempt delivery to some recipients of a message. It can be divided: each part is settled or
/// released by itself.
public final class Lease {
    private final Mail mail;
    private final List<RecipientState> recipients;
    private final Supplier<Content> content;

    /// @param recipients all pending
    /// @param content reads it when it is asked for, since a message may wait for its destination
    public Lease(Mail mail, List<RecipientState> recipients, Supplier<Content> content) {
        this.mail = mail;
        this.recipients = List.copyOf(recipients);
        this.content = content;
    }

    public Lease(Mail mail, List<RecipientState> recipients, Content content) {
        this(mail, recipients, () -> content);
    }

    public Mail mail() {
        return mail;
    }

    public List<RecipientState> recipients() {
        return recipients;
    }

    /// Reads the content; every call may read it again.
    ///
    /// @throws java.io.UncheckedIOException when the store can't read
    /// @throws IllegalStateException when it turns out to be damaged; the message is then set aside
    public Content content() {
        return content.get();
    }

    public List<String> addresses() {
        return recipients.stream().map(RecipientState::address).toList();
    }

    /// The part of this lease that covers these addresses.
    public Lease part(List<String> addresses) {
        if (addresses.size() == recipients.size()) {
            return this;
        }
        Set<String> wanted = new HashSet<>(addresses);
        return new Lease(
                mail,
                recipients.stream()
                        .filter(state -> wanted.contains(state.address()))
                        .toList(),
                content);
    }
}
