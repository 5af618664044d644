package org.posthorn.smtp.server;

import java.util.function.Function;
import java.util.function.Predicate;
import org.posthorn.engine.mail.Inbox;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;

/// Takes mail for the addresses of a test.
record OpenInbox(Predicate<String> isKnown, Function<ReceivedMail, SmtpReply> receiver) implements Inbox {
    @Override
    public Answer ask(SmtpClient client, String sender, String recipient) {
        return isKnown.test(recipient) ? WANTED : UNKNOWN;
    }

    @Override
    public SmtpReply receive(ReceivedMail received) {
        return receiver.apply(received);
    }
}
