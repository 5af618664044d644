package org.posthorn.engine.event;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;

/// What events are looked up by.
public sealed interface About {
    /// Everything that happened to one message.
    record Message(MessageId id) implements About {}

    /// What happened to the mail for one address, whatever its case; see [MailEvent#addresses].
    record Recipient(String address) implements About {
        public Recipient {
            address = address.toLowerCase(Locale.ROOT);
        }
    }

    /// What happened to the mail of an account, its regions together.
    record Account(String accountId) implements About {}

    /// What happened to any mail.
    record Everything() implements About {}

    /// All that an event is found by, beside [Everything].
    static Set<About> of(Mail mail, MailEvent event) {
        Set<About> abouts = new LinkedHashSet<>();
        abouts.add(new Message(event.messageId()));
        abouts.add(new Account(mail.tenant().accountId()));
        event.addresses(mail.envelope()::recipients).forEach(address -> abouts.add(new Recipient(address)));
        return abouts;
    }
}
