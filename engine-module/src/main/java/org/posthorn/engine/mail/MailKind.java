package org.posthorn.engine.mail;

/// Why a message exists. Only [#SENT] counts in an account's quota and statistics and makes feedback of its own.
public enum MailKind {
    /// Accepted from a client, over HTTP or SMTP.
    SENT,
    /// A bounce, complaint or auto-reply on its way back to the sender.
    FEEDBACK,
    /// Posthorn's own: the verification mail, which has a quota of its own.
    SYSTEM,
    /// Came in for a recipient of an account: its receipt rules say what becomes of it.
    RECEIVED
}
