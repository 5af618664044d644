package org.posthorn.smtp.server;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.SmtpReply;
import org.subethamail.smtp.server.Session;

/// Decides about recipients and messages.
interface Mailbox {
    /// The refusal of a sender; empty when it is welcome.
    ///
    /// @param sender empty for the null sender
    Optional<SmtpReply> senderRefusal(String sender);

    /// The refusal of a recipient; empty when it is welcome.
    Optional<SmtpReply> refusal(Session session, String sender, String recipient);

    /// Takes responsibility for a message, or doesn't.
    SmtpReply receive(Transaction transaction, Content content);

    /// Whether content is mended in which CR and LF stand elsewhere than in CRLF; else it comes as it is.
    boolean mendsLineEnds();

    /// The refusal of a message above the limit.
    SmtpReply tooLong();

    /// The envelope, and who sends it.
    ///
    /// @param caller who has logged in, where that is asked for
    /// @param sender empty for the null sender
    record Transaction(Session session, Optional<Caller> caller, String sender, List<String> recipients) {}
}
