package org.posthorn.engine.bounce;

/// Why a recipient got no mail, and what follows from it. Its names are stored.
///
/// `Permanent` is only what speaks of the address, and what nobody explains: whoever reads events drops an address for
/// it (SES Developer Guide, "bounce types"). What sender, content or path are to blame for is `Transient`: the same
/// address can be written to when that is mended.
public enum Reason {
    NO_SUCH_ADDRESS(Of.ADDRESS, BounceType.Permanent, BounceSubType.General, "Take the address off your lists."),
    NO_SUCH_DOMAIN(
            Of.ADDRESS,
            BounceType.Permanent,
            BounceSubType.General,
            "Take the address off your lists, or correct its domain."),
    TAKES_NO_MAIL(
            Of.ADDRESS,
            BounceType.Permanent,
            BounceSubType.NoEmail,
            "Take the address off your lists: its domain says that it takes no mail."),
    MOVED(Of.ADDRESS, BounceType.Permanent, BounceSubType.General, "Ask the recipient for the new address."),
    DISABLED(
            Of.ADDRESS,
            BounceType.Permanent,
            BounceSubType.General,
            "Take the address off your lists: the mailbox is closed."),

    MAILBOX_FULL(
            Of.RECIPIENT,
            BounceType.Transient,
            BounceSubType.MailboxFull,
            "Send again in some days, when the recipient has made room."),
    TOO_LARGE(
            Of.MESSAGE,
            BounceType.Transient,
            BounceSubType.MessageTooLarge,
            "Send a smaller message, with links instead of attachments."),
    SPAM(
            Of.MESSAGE,
            BounceType.Transient,
            BounceSubType.ContentRejected,
            "Look at what the message says and links to: it was taken for spam."),
    CONTENT(
            Of.MESSAGE,
            BounceType.Transient,
            BounceSubType.ContentRejected,
            "Look at what the message says, its header and its links: the whole message was refused."),
    ATTACHMENT(
            Of.MESSAGE,
            BounceType.Transient,
            BounceSubType.AttachmentRejected,
            "Send a link instead of the attachment, or a file of another type."),
    VIRUS(
            Of.MESSAGE,
            BounceType.Transient,
            BounceSubType.AttachmentRejected,
            "Find out where the message comes from: malware was found in it."),
    TOO_MANY_RECIPIENTS(Of.MESSAGE, BounceType.Transient, BounceSubType.General, "Send to fewer recipients at a time."),

    SENDER_REFUSED(
            Of.SETUP,
            BounceType.Transient,
            BounceSubType.General,
            "Check the envelope sender: its domain, its MX records, and whether the relay lets you use it."),
    AUTHENTICATION(
            Of.SETUP,
            BounceType.Transient,
            BounceSubType.General,
            "Mend SPF, DKIM and DMARC of the sender's domain and the PTR record of the sending host."),
    REPUTATION(
            Of.SETUP,
            BounceType.Transient,
            BounceSubType.General,
            "Look up the sending IP address in block lists and ask to be taken off."),
    TLS(
            Of.SETUP,
            BounceType.Transient,
            BounceSubType.General,
            "Compare what TLS the host asks for with relay.tls, and its certificate with the name and with tls.ca_file."),
    RELAY_REFUSED(
            Of.SETUP,
            BounceType.Transient,
            BounceSubType.General,
            "Check user, password and host of the relay: it does not take mail for others from us."),
    PROTOCOL(
            Of.SETUP,
            BounceType.Transient,
            BounceSubType.General,
            "Check the HELO name, and the form of the message: the host objects to how it was sent."),
    POLICY(
            Of.PATH,
            BounceType.Transient,
            BounceSubType.General,
            "Ask the recipient's postmaster: a rule of theirs refuses this mail."),

    RATE(
            Of.PATH,
            BounceType.Transient,
            BounceSubType.General,
            "Send more slowly to this domain: fewer connections, fewer messages an hour."),
    CONNECTION(
            Of.PATH,
            BounceType.Transient,
            BounceSubType.General,
            "Send again later: the host could not be reached. If it is like that for all hosts, check the network."),
    SYSTEM(
            Of.PATH,
            BounceType.Transient,
            BounceSubType.General,
            "Send again later: the other mail system has trouble of its own."),
    EXPIRED(
            Of.PATH,
            BounceType.Transient,
            BounceSubType.General,
            "Send again later: the message waited until its time was over."),
    TEMPORARY(Of.PATH, BounceType.Transient, BounceSubType.General, "Send again later."),

    OPERATOR(
            Of.US,
            BounceType.Transient,
            BounceSubType.General,
            "Nothing: the operator took the message out of the queue."),
    SUPPRESSED(
            Of.US,
            BounceType.Permanent,
            BounceSubType.Suppressed,
            "Take the address off the suppression list if you know that it works."),
    SUPPRESSED_BY_ACCOUNT(
            Of.US,
            BounceType.Permanent,
            BounceSubType.OnAccountSuppressionList,
            "Take the address off the account's suppression list if you know that it works."),
    UNSUBSCRIBED(
            Of.US,
            BounceType.Permanent,
            BounceSubType.UnsubscribedRecipient,
            "Nothing: the recipient wants no more of this list."),

    /// A clear "no" that does not say why.
    REFUSED(
            Of.NOBODY_KNOWS,
            BounceType.Permanent,
            BounceSubType.General,
            "Read the reply: the host refuses and does not say why."),
    UNDETERMINED(
            Of.NOBODY_KNOWS,
            BounceType.Undetermined,
            BounceSubType.Undetermined,
            "Read the report: it does not say what happened.");

    /// Whose fault it is.
    private enum Of {
        ADDRESS,
        RECIPIENT,
        MESSAGE,
        SETUP,
        PATH,
        US,
        NOBODY_KNOWS
    }

    private final Of of;
    private final BounceType type;
    private final BounceSubType subType;
    private final String remedy;

    Reason(Of of, BounceType type, BounceSubType subType, String remedy) {
        this.of = of;
        this.type = type;
        this.subType = subType;
        this.remedy = remedy;
    }

    /// SES's two words for it.
    public BounceClass bounceClass() {
        return new BounceClass(type, subType);
    }

    /// Whether nobody will ever read mail there, so that the address belongs on suppression lists.
    public boolean isOfTheAddress() {
        return of == Of.ADDRESS;
    }

    /// Whether bounce rates count it, as SES's do: hard bounces, and mail to an address on the list of the whole
    /// installation (SES Developer Guide, "reputation metrics").
    public boolean countsInRates() {
        return isOfTheAddress() || this == SUPPRESSED;
    }

    /// Whether it is about how we are set up: all mail may fail for it until the operator mends that
    /// (`docs/events.md`).
    public boolean isOfTheSetup() {
        return of == Of.SETUP;
    }

    /// What to do about it, in one sentence.
    public String remedy() {
        return remedy;
    }
}
