package org.posthorn.smtp.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.SmtpReply;

/// One MAIL … DATA or BDAT exchange, and what each recipient's fate is at its end.
///
/// Commands before the content go out as one group when the peer offers PIPELINING (RFC 2920), one by one otherwise.
/// With CHUNKING (RFC 3030) the content follows when the recipients' replies are known, and not at all when there is
/// none. Until the content is sent nothing is decided but what the peer said in clear words: a connection that fails
/// then, or a 421, is a [HostFailure]. From the first byte of content on, the message may have been taken, so a lost
/// connection defers; should the peer have taken it after all, the next attempt sends it twice (RFC 1047).
///
/// Only a clear 5yz fails a recipient. Replies that speak of our conduct instead of the message (no authentication, bad
/// sequence, unknown command) defer.
final class Transaction {
    /// Refusals that mean "you should have authenticated" or "I did not expect this command" (RFC 5321, RFC 4954).
    private static final Set<Integer> CONDUCT = Set.of(500, 502, 503, 530, 534, 535, 538);

    private final SmtpConnection connection;
    private final SmtpTimeouts timeouts;
    private final Capabilities capabilities;
    private final Mail mail;
    private final List<String> recipients;
    private final boolean foreignHeader;
    private final Optional<Content> form;
    private final boolean dsn;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final List<String> accepted = new ArrayList<>();
    private boolean needsReset;
    private boolean closing;
    private boolean refusesChunks;

    Transaction(SmtpConnection connection, SmtpTimeouts timeouts, Capabilities capabilities, Parcel parcel) {
        this.connection = connection;
        this.timeouts = timeouts;
        this.capabilities = capabilities;
        this.mail = parcel.mail();
        this.foreignHeader = isForeignHeader(parcel.content(), capabilities);
        this.form = form(parcel, capabilities, foreignHeader);
        this.dsn = capabilities.offers("DSN") && !mail.envelope().sender().isEmpty();
        this.recipients = new ArrayList<>(parcel.recipients());
    }

    /// The bytes that this peer gets; empty when the content can't have a form that it takes.
    private static Optional<Content> form(Parcel parcel, Capabilities capabilities, boolean foreignHeader) {
        return Conversion.convert(WireContent.lines(parcel.content()), !capabilities.offers("8BITMIME"), !foreignHeader)
                .map(parcel.signer());
    }

    /// Whether header fields go out in UTF-8 as they are (RFC 6531 §3).
    private static boolean isForeignHeader(Content content, Capabilities capabilities) {
        if (!capabilities.offers("SMTPUTF8") || !capabilities.offers("8BITMIME")) {
            return false;
        }
        byte[] header = Arrays.copyOf(content.bytes(), content.headerLength());
        return new Content(header).isEightBit() && HeaderForm.isUtf8(header);
    }

    /// @param reset whether the transaction before this one was left open
    Map<String, Outcome> run(boolean reset) throws HostFailure {
        needsReset = reset;
        Optional<SmtpReply> hopeless = hopeless();
        if (hopeless.isPresent()) {
            decide(recipients, hopeless.get(), Phase.UNKNOWN);
            return outcomes;
        }
        recipients.removeIf(this::isUnsendable);
        if (recipients.isEmpty()) {
            return outcomes;
        }
        boolean chunking = capabilities.offers("CHUNKING");
        Optional<SmtpReply> data = Optional.empty();
        if (capabilities.offers("PIPELINING")) {
            data = envelopeInOneGroup(!chunking);
        } else {
            envelopeStepByStep();
        }
        needsReset = true;
        if (accepted.isEmpty()) {
            return outcomes;
        }
        Transmission transmission = new Transmission(connection, timeouts, form.orElseThrow());
        if (chunking) {
            decide(accepted, transmission.inChunks(), Phase.END_OF_DATA);
        } else {
            SmtpReply start = data.isPresent() ? data.get() : ask("DATA", timeouts.dataStart(), "the reply to DATA");
            if (start.code() == 354) {
                decide(accepted, transmission.afterData(), Phase.END_OF_DATA);
            } else {
                decide(accepted, refusal(start), Phase.DATA);
            }
        }
        needsReset = !transmission.isEnded();
        closing = transmission.isClosing();
        refusesChunks = transmission.refusesChunks();
        return outcomes;
    }

    private SmtpReply refusal(SmtpReply data) throws HostFailure {
        if (data.code() < 400) {
            // Neither "go on" nor a refusal: nothing was delivered, whatever the peer thinks.
            throw new HostFailure(connection.peer(), "4.5.0", "DATA was answered with " + data);
        }
        return data;
    }

    boolean needsReset() {
        return needsReset;
    }

    /// Whether the peer has ended the session, or we don't know where in it we are.
    boolean isClosing() {
        return closing;
    }

    /// Whether the peer did not know the BDAT that it had offered.
    boolean refusesChunks() {
        return refusesChunks;
    }

    /// A reply of our own when the peer's EHLO already tells that it can't take the message.
    private Optional<SmtpReply> hopeless() {
        if (form.isEmpty()) {
            // Either a body without 8BITMIME, or, with it, an address in the header that only SMTPUTF8 has.
            return Optional.of(
                    capabilities.offers("8BITMIME")
                            ? SmtpReply.of(
                                    554,
                                    "5.6.7 " + connection.name() + " does not offer SMTPUTF8, and an address in the"
                                            + " header needs it")
                            : SmtpReply.of(
                                    554,
                                    "5.6.3 " + connection.name()
                                            + " does not offer 8BITMIME, and the message can't be converted"));
        }
        long limit = capabilities.sizeLimit().orElse(Long.MAX_VALUE);
        int size = form.get().sizeBytes();
        if (size > limit) {
            return Optional.of(SmtpReply.of(
                    552,
                    "5.3.4 " + connection.name() + " takes messages of up to " + limit + " bytes, this one has "
                            + size));
        }
        if (!isSendable(mail.envelope().sender())) {
            return Optional.of(SmtpReply.of(501, "5.1.7 the sender's address can't be written in SMTP"));
        }
        if (!isAscii(mail.envelope().sender()) && !capabilities.offers("SMTPUTF8")) {
            return Optional.of(SmtpReply.of(553, "5.6.7 " + connection.name() + " does not offer SMTPUTF8"));
        }
        return Optional.empty();
    }

    private boolean isUnsendable(String recipient) {
        if (!isSendable(recipient)) {
            decide(List.of(recipient), SmtpReply.of(501, "5.1.3 the address can't be written in SMTP"), Phase.UNKNOWN);
            return true;
        }
        if (!isAscii(recipient) && !capabilities.offers("SMTPUTF8")) {
            decide(
                    List.of(recipient),
                    SmtpReply.of(553, "5.6.7 " + connection.name() + " does not offer SMTPUTF8"),
                    Phase.UNKNOWN);
            return true;
        }
        return false;
    }

    /// @param data whether DATA is part of the group
    /// @return the reply to DATA, if it was sent and somebody was accepted
    private Optional<SmtpReply> envelopeInOneGroup(boolean data) throws HostFailure {
        boolean reset = needsReset;
        expectQuiet();
        try {
            if (reset) {
                connection.command("RSET");
            }
            connection.command(mailCommand());
            for (String recipient : recipients) {
                connection.command(rcptCommand(recipient));
            }
            if (data) {
                connection.command("DATA");
            }
            connection.flush();
        } catch (IOException e) {
            throw failure(e, "the peer to take the envelope");
        }
        if (reset) {
            expectReset(reply(timeouts.command(), "the reply to RSET"));
        }
        SmtpReply sender = reply(timeouts.command(), "the reply to MAIL");
        for (String recipient : recipients) {
            SmtpReply reply = reply(timeouts.command(), "the reply to RCPT");
            recipientReply(recipient, sender.isPositive() ? reply : sender, sender.isPositive());
        }
        if (!data) {
            return Optional.empty();
        }
        SmtpReply start = reply(timeouts.dataStart(), "the reply to DATA");
        if (accepted.isEmpty() && start.code() == 354) {
            endWithoutContent();
        }
        return Optional.of(start);
    }

    /// RFC 2920 §3.1: a server may say 354 although it took no recipient; a lone dot ends that.
    private void endWithoutContent() throws HostFailure {
        try {
            connection.command(".");
            connection.flush();
        } catch (IOException e) {
            throw failure(e, "the peer to take an empty message");
        }
        reply(timeouts.dataEnd(), "the reply to an empty message");
    }

    private void envelopeStepByStep() throws HostFailure {
        if (needsReset) {
            expectReset(ask("RSET", timeouts.command(), "the reply to RSET"));
        }
        SmtpReply sender = ask(mailCommand(), timeouts.command(), "the reply to MAIL");
        for (String recipient : recipients) {
            SmtpReply reply =
                    sender.isPositive() ? ask(rcptCommand(recipient), timeouts.command(), "the reply to RCPT") : sender;
            recipientReply(recipient, reply, sender.isPositive());
        }
    }

    private void recipientReply(String recipient, SmtpReply reply, boolean ofRecipient) {
        if (reply.isPositive()) {
            accepted.add(recipient);
        } else if (ofRecipient && reply.code() == 552 && reply.status().isEmpty()) {
            // RFC 5321 §4.5.3.1.10: 552 may mean "too many recipients", and then is temporary.
            outcomes.put(recipient, new Outcome.Deferred(reply, connection.peer(), false, Phase.RCPT, false));
        } else {
            decide(List.of(recipient), reply, ofRecipient ? Phase.RCPT : Phase.MAIL);
        }
    }

    private void decide(List<String> addresses, SmtpReply reply, Phase phase) {
        Outcome outcome = CONDUCT.contains(reply.code())
                ? new Outcome.Deferred(reply, connection.peer(), false, phase, false)
                : Outcome.of(reply, connection.peer(), phase);
        addresses.forEach(address -> outcomes.put(address, outcome));
    }

    private String mailCommand() {
        String sender = mail.envelope().sender();
        StringBuilder command = new StringBuilder("MAIL FROM:<").append(sender).append('>');
        if (capabilities.offers("SIZE")) {
            command.append(" SIZE=").append(form.orElseThrow().sizeBytes());
        }
        if (capabilities.offers("8BITMIME") && form.orElseThrow().isEightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (foreignHeader || !(isAscii(sender) && recipients.stream().allMatch(Transaction::isAscii))) {
            command.append(" SMTPUTF8");
        }
        if (dsn) {
            command.append(" RET=HDRS ENVID=").append(xtext(mail.id().toString()));
        }
        return command.toString();
    }

    private String rcptCommand(String recipient) {
        String orcpt = dsn && isAscii(recipient) ? " ORCPT=rfc822;" + xtext(recipient) : "";
        return "RCPT TO:<" + recipient + ">" + orcpt;
    }

    private SmtpReply ask(String command, Duration timeout, String waitingFor) throws HostFailure {
        expectQuiet();
        try {
            connection.command(command);
            connection.flush();
        } catch (IOException e) {
            throw failure(e, "the peer to take a command");
        }
        return reply(timeout, waitingFor);
    }

    private void expectQuiet() throws HostFailure {
        if (!connection.isQuiet()) {
            throw new HostFailure(connection.peer(), "4.5.0", "the peer spoke out of turn");
        }
    }

    private SmtpReply reply(Duration timeout, String waitingFor) throws HostFailure {
        SmtpReply reply;
        try {
            reply = connection.reply(timeout).toSmtpReply();
        } catch (IOException e) {
            throw failure(e, waitingFor);
        }
        if (reply.code() == 421) {
            throw new HostFailure(connection.peer(), "4.3.2", "the session was ended (" + reply + ")");
        }
        return reply;
    }

    private void expectReset(SmtpReply reply) throws HostFailure {
        if (!reply.isPositive()) {
            throw new HostFailure(connection.peer(), "4.5.0", "RSET was refused (" + reply + ")");
        }
    }

    private HostFailure failure(IOException e, String waitingFor) {
        return new HostFailure(
                connection.peer(), "4.4.2", SmtpConnection.explain(e, waitingFor), e instanceof SocketTimeoutException);
    }

    /// False for an address that would end the command it stands in.
    private static boolean isSendable(String address) {
        return address.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }

    /// RFC 3461 §4: what is not printable ASCII, and `+` and `=`, as `+` and two hex digits.
    static String xtext(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b < '!' || b > '~' || b == '+' || b == '=') {
                encoded.append("+%02X".formatted(b));
            } else {
                encoded.append((char) b);
            }
        }
        return encoded.toString();
    }
}
