package org.posthorn.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;

/// All that comes in by one port: each recipient is the business of the first inbox that knows it.
///
/// @param inboxes in their order
record InboundMail(List<Inbox> inboxes) implements Inbox {
    /// This server, to itself. As if under TLS: whether an address is known is asked, not who may write to it.
    private static final SmtpClient OURSELVES = new SmtpClient("127.0.0.1", "", Optional.of("TLS"));

    private static final SmtpReply NOBODY = SmtpReply.of(550, "5.1.1 No such recipient here");
    private static final SmtpReply CHANGED = SmtpReply.of(451, "4.3.0 The recipients have changed, try again");

    /// Whether an address is one of ours, so that mail for it, or its refusal, is our business.
    boolean knows(String address) {
        return !ask(OURSELVES, "", address).equals(UNKNOWN);
    }

    @Override
    public Answer ask(SmtpClient client, String sender, String recipient) {
        Answer answer = UNKNOWN;
        for (Inbox inbox : inboxes) {
            if (answer.equals(UNKNOWN)) {
                answer = inbox.ask(client, sender, recipient);
            }
        }
        return answer;
    }

    /// The first that does not take its part decides: the peer comes again with all of it.
    @Override
    public SmtpReply receive(ReceivedMail received) {
        Map<Inbox, List<String>> shares = new LinkedHashMap<>();
        boolean gone = false;
        for (String recipient : received.recipients()) {
            Optional<Inbox> known = inboxes.stream()
                    .filter(inbox -> !inbox.ask(received.client(), received.sender(), recipient)
                            .equals(UNKNOWN))
                    .findFirst();
            known.ifPresent(inbox ->
                    shares.computeIfAbsent(inbox, first -> new ArrayList<>()).add(recipient));
            gone |= known.isEmpty();
        }
        if (gone) {
            // Known at RCPT, and no more: the peer asks again, and is told which.
            return shares.isEmpty() ? NOBODY : CHANGED;
        }
        SmtpReply reply = NOBODY;
        for (Map.Entry<Inbox, List<String>> share : shares.entrySet()) {
            reply = share.getKey().receive(received.to(share.getValue()));
            if (!reply.isPositive()) {
                return reply;
            }
        }
        return reply;
    }
}
