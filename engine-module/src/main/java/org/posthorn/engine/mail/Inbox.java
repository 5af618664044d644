package org.posthorn.engine.mail;

/// Takes the mail for some of the addresses that mail comes in for. Safe for use by many threads.
public interface Inbox {
    /// Says at RCPT whether mail for an address is taken. Quick: asks nobody outside.
    Answer ask(SmtpClient client, String sender, String recipient);

    /// Deals with a message for recipients that it takes, and says how the dialogue ends; a positive reply means that
    /// it is on disk. Never throws.
    SmtpReply receive(ReceivedMail received);

    /// What becomes of a recipient.
    sealed interface Answer {
        /// Mail for it is taken.
        record Wanted() implements Answer {}

        /// No such address here; another inbox may know it.
        record Unknown() implements Answer {}

        /// Nobody's mail for it is taken now, or not this client's.
        record Refused(SmtpReply reply) implements Answer {}
    }

    Answer WANTED = new Answer.Wanted();
    Answer UNKNOWN = new Answer.Unknown();
}
