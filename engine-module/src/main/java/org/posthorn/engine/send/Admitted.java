package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;

/// A message that may be sent, if the quota lets it.
///
/// @param source as the caller wrote it
/// @param feedbackTo a bare address
/// @param mailFrom the domain of the return path, if it is the sender's own
record Admitted(
        Caller caller,
        Account account,
        String source,
        String feedbackTo,
        List<Address> recipients,
        List<MessageTag> tags,
        Optional<ConfigurationSet> set,
        Optional<String> mailFrom,
        Origin origin) {
    /// The mailbox simulator's domain: its addresses need no verification and don't count against the 24 hours.
    private static final String SIMULATOR_DOMAIN = "simulator.amazonses.com";

    /// Recipients that count against the 24 hours.
    int counted() {
        return (int)
                recipients.stream().filter(address -> !isSimulator(address)).count();
    }

    static boolean isSimulator(Address address) {
        return address.domain().equals(SIMULATOR_DOMAIN);
    }
}
