package org.posthorn.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.SmtpReply;

/// One MAIL … DATA exchange, and what each recipient's fate is at its end.
///
/// Commands up to DATA go out as one group when the peer offers PIPELINING (RFC 2920), one by one otherwise. Until the
/// content is sent nothing is decided but what the peer said in clear words: a connection that fails then, or a 421, is
/// a [HostFailure]. From the first byte of content on, the message may have been taken, so a lost connection defers;
/// should the peer have taken it after all, the next attempt sends it twice (RFC 1047).
///
/// Only a clear 5yz fails a recipient. Replies that speak of our conduct instead of the message (no authentication, bad
/// sequence, unknown command) defer.
///
/// 8-bit content is sent as it is to a peer that does not offer 8BITMIME: nearly all take it, and converting would
/// break
/// signatures.
final class Transaction {
    /// Refusals that mean "you should have authenticated" or "I did not expect this command" (RFC 5321, RFC 4954).
    private static final Set<Integer> CONDUCT = Set.of(500, 502, 503, 530, 534, 535, 538);

    private final SmtpConnection connection;
    private final SmtpTimeouts timeouts;
    private final Capabilities capabilities;
    private final Mail mail;
    private final List<String> recipients;
    private final Content content;
    private final boolean dsn;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final List<String> accepted = new ArrayList<>();
    private boolean needsReset;
    private boolean closing;

    Transaction(
            SmtpConnection connection,
            SmtpTimeouts timeouts,
            Capabilities capabilities,
            Mail mail,
            List<String> recipients,
            Content content) {
        this.connection = connection;
        this.timeouts = timeouts;
        this.capabilities = capabilities;
        this.mail = mail;
        this.content = content;
        this.dsn = capabilities.offers("DSN") && !mail.envelope().sender().isEmpty();
        this.recipients = new ArrayList<>(recipients);
    }

    /// @param reset whether the transaction before this one was left open
    Map<String, Outcome> run(boolean reset) throws HostFailure {
        needsReset = reset;
        Optional<SmtpReply> hopeless = hopeless();
        if (hopeless.isPresent()) {
            decide(recipients, hopeless.get());
            return outcomes;
        }
        recipients.removeIf(this::isUnsendable);
        if (recipients.isEmpty()) {
            return outcomes;
        }
        Optional<SmtpReply> data = capabilities.offers("PIPELINING") ? envelopeInOneGroup() : envelopeStepByStep();
        if (data.isEmpty()) {
            needsReset = true;
            return outcomes;
        }
        if (data.get().isPositive()) {
            // Neither "go on" nor a refusal: nothing was delivered, whatever the peer thinks.
            throw new HostFailure(connection.name(), "4.5.0", "DATA was answered with " + data.get());
        }
        boolean go = data.get().code() == 354;
        needsReset = !go;
        if (go) {
            sendContent();
        } else {
            decide(accepted, data.get());
        }
        return outcomes;
    }

    boolean needsReset() {
        return needsReset;
    }

    /// Whether the peer has ended the session, or we don't know where in it we are.
    boolean isClosing() {
        return closing;
    }

    /// A reply of our own when the peer's EHLO already tells that it can't take the message.
    private Optional<SmtpReply> hopeless() {
        long limit = capabilities.sizeLimit().orElse(Long.MAX_VALUE);
        if (content.sizeBytes() > limit) {
            return Optional.of(SmtpReply.of(
                    552,
                    "5.3.4 " + connection.name() + " takes messages of up to " + limit + " bytes, this one has "
                            + content.sizeBytes()));
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
            decide(List.of(recipient), SmtpReply.of(501, "5.1.3 the address can't be written in SMTP"));
            return true;
        }
        if (!isAscii(recipient) && !capabilities.offers("SMTPUTF8")) {
            decide(List.of(recipient), SmtpReply.of(553, "5.6.7 " + connection.name() + " does not offer SMTPUTF8"));
            return true;
        }
        return false;
    }

    /// @return the reply to DATA; empty when it was answered by the end of an empty message
    private Optional<SmtpReply> envelopeInOneGroup() throws HostFailure {
        boolean reset = needsReset;
        try {
            if (reset) {
                connection.command("RSET");
            }
            connection.command(mailCommand());
            for (String recipient : recipients) {
                connection.command(rcptCommand(recipient));
            }
            connection.command("DATA");
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
        SmtpReply data = reply(timeouts.dataStart(), "the reply to DATA");
        if (!accepted.isEmpty()) {
            return Optional.of(data);
        }
        if (data.code() == 354) {
            endWithoutContent();
        }
        return Optional.empty();
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

    /// @return the reply to DATA; empty when there was nobody to send it for
    private Optional<SmtpReply> envelopeStepByStep() throws HostFailure {
        if (needsReset) {
            expectReset(ask("RSET", "the reply to RSET"));
        }
        SmtpReply sender = ask(mailCommand(), "the reply to MAIL");
        if (!sender.isPositive()) {
            for (String recipient : recipients) {
                recipientReply(recipient, sender, false);
            }
            return Optional.empty();
        }
        for (String recipient : recipients) {
            recipientReply(recipient, ask(rcptCommand(recipient), "the reply to RCPT"), true);
        }
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        send("DATA");
        return Optional.of(reply(timeouts.dataStart(), "the reply to DATA"));
    }

    private void recipientReply(String recipient, SmtpReply reply, boolean ofRecipient) {
        if (reply.isPositive()) {
            accepted.add(recipient);
        } else if (ofRecipient && reply.code() == 552 && reply.status().isEmpty()) {
            // RFC 5321 §4.5.3.1.10: 552 may mean "too many recipients", and then is temporary.
            outcomes.put(recipient, new Outcome.Deferred(reply, Peer.of(connection.name())));
        } else {
            decide(List.of(recipient), reply);
        }
    }

    private void sendContent() {
        SmtpReply end;
        try {
            WireContent.write(content.bytes(), connection.output());
            connection.flush();
            end = connection.reply(timeouts.dataEnd()).toSmtpReply();
        } catch (IOException e) {
            closing = true;
            end = SmtpReply.of(
                    451, "4.4.2 " + connection.name() + ": " + SmtpConnection.explain(e, "the reply to the message"));
        }
        closing |= end.code() == 421;
        decide(accepted, end);
    }

    private void decide(List<String> addresses, SmtpReply reply) {
        Outcome outcome = CONDUCT.contains(reply.code())
                ? new Outcome.Deferred(reply, Peer.of(connection.name()))
                : Outcome.of(reply, Peer.of(connection.name()));
        addresses.forEach(address -> outcomes.put(address, outcome));
    }

    private String mailCommand() {
        String sender = mail.envelope().sender();
        StringBuilder command = new StringBuilder("MAIL FROM:<").append(sender).append('>');
        if (capabilities.offers("SIZE")) {
            command.append(" SIZE=").append(content.sizeBytes());
        }
        if (capabilities.offers("8BITMIME") && content.isEightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (!(isAscii(sender) && recipients.stream().allMatch(Transaction::isAscii))) {
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

    private SmtpReply ask(String command, String waitingFor) throws HostFailure {
        send(command);
        return reply(timeouts.command(), waitingFor);
    }

    private void send(String command) throws HostFailure {
        try {
            connection.command(command);
            connection.flush();
        } catch (IOException e) {
            throw failure(e, "the peer to take a command");
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
            throw new HostFailure(connection.name(), "4.3.2", "the session was ended (" + reply + ")");
        }
        return reply;
    }

    private void expectReset(SmtpReply reply) throws HostFailure {
        if (!reply.isPositive()) {
            throw new HostFailure(connection.name(), "4.5.0", "RSET was refused (" + reply + ")");
        }
    }

    private HostFailure failure(IOException e, String waitingFor) {
        return new HostFailure(connection.name(), "4.4.2", SmtpConnection.explain(e, waitingFor));
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
