package org.posthorn.engine.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.SmtpReply;

class ReasonsTest {
    @ParameterizedTest
    @CsvSource({
        "MAIL, 501, 5.1.8 Sender address rejected, SENDER_REFUSED",
        "MAIL, 550, Unauthenticated senders not allowed, RELAY_REFUSED",
        "MAIL, 550, 5.1.0 Authentication required, RELAY_REFUSED",
        "MAIL, 550, User unknown, SENDER_REFUSED",
        "CONNECTION, 451, 4.7.5 mx.example.com:25: TLS failed (the certificate comes from an unknown authority: CN=X), TLS",
        "UNKNOWN, 454, 4.7.5 Server not trusted, TLS",
        "MAIL, 550, 5.1.1 nobody, SENDER_REFUSED",
        "MAIL, 552, 5.3.4 Message size exceeds fixed limit, TOO_LARGE",
        "MAIL, 451, 4.3.0 try later, SYSTEM",
        "RCPT, 553, 5.1.8 Domain of sender address does not exist, SENDER_REFUSED",
        "RCPT, 550, relay not permitted, RELAY_REFUSED",
        "RCPT, 550, Administrative prohibition, POLICY",
        "RCPT, 504, 5.5.2 Helo command rejected, PROTOCOL",
        "RCPT, 550, Mailbox full, MAILBOX_FULL",
        "RCPT, 550, 5.2.1 The user you are trying to contact is receiving mail at a rate, RATE",
        "RCPT, 550, 5.2.1 mailbox disabled, DISABLED",
        "RCPT, 450, 4.2.1 mailbox disabled for now, TEMPORARY",
        "RCPT, 550, 5.7.1 No such user, NO_SUCH_ADDRESS",
        "RCPT, 550, 5.1.1 User unknown, NO_SUCH_ADDRESS",
        "RCPT, 450, 4.1.1 <ann@example.com>: Recipient address rejected: User unknown, NO_SUCH_ADDRESS",
        "RCPT, 450, 4.7.1 Greylisted, TEMPORARY",
        "RCPT, 450, Requested mail action not taken: mailbox unavailable, TEMPORARY",
        "RCPT, 550, Requested action not taken: mailbox unavailable, NO_SUCH_ADDRESS",
        "RCPT, 550, 5.4.1 Recipient address rejected: Access denied, NO_SUCH_ADDRESS",
        "RCPT, 554, 5.7.1 Recipient address rejected: Access denied, POLICY",
        "RCPT, 550, <spam.virus@example.com>: user unknown, NO_SUCH_ADDRESS",
        "RCPT, 550, 5.1.6 Ann has left us, MOVED",
        "RCPT, 550, 5.1.10 null MX, TAKES_NO_MAIL",
        "RCPT, 550, no, REFUSED",
        "END_OF_DATA, 550, This message has been identified as spam, SPAM",
        "END_OF_DATA, 550, Bad SPF records, AUTHENTICATION",
        "END_OF_DATA, 550, Protocol violation, PROTOCOL",
        "END_OF_DATA, 552, Message size exceeds fixed limit, TOO_LARGE",
        "END_OF_DATA, 550, no, CONTENT",
        "END_OF_DATA, 554, User unknown, REFUSED",
        "CONNECTION, 554, no, REPUTATION",
        "HELO, 550, no, REPUTATION",
        "AUTH, 535, no, RELAY_REFUSED",
        "UNKNOWN, 554, 5.1.2 No such domain, NO_SUCH_DOMAIN",
        "UNKNOWN, 421, no, CONNECTION",
    })
    void aReplyMeansWhatItSaysAtItsPhase(Phase phase, int code, String text, Reason reason) {
        assertThat(Reasons.judge(Said.in(phase, SmtpReply.of(code, text)))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "5.7.0, smtp; 552-5.7.0 This message was blocked because its attachment presents a potential 552 5.7.0 security issue., ATTACHMENT",
                "5.0.0, smtp; The recipient server did not accept our requests to connect. [example.com 192.0.2.9: socket error], CONNECTION",
                "5.4.316, 'smtp; 550 5.4.316 Message expired, connection refused', EXPIRED",
                "4.4.7, smtp; 450 4.2.2 <ann@example.com>... Mailbox Full, MAILBOX_FULL",
                "4.0.0, smtp; 452 <ann@example.com> Mailbox size limit exceeded, MAILBOX_FULL",
                "5.0.0, X-Postfix; host mx.example.com[192.0.2.9] said: 550 Protocol violation (in reply to DATA command), PROTOCOL",
                "5.0.0, X-Postfix; host mx.example.com[192.0.2.9] said: 550 No (in reply to MAIL FROM command), SENDER_REFUSED",
                "5.1.1, host mx.example.com[192.0.2.9] said: 550 5.1.1 Recipient address rejected: User unknown (in reply to RCPT TO command), NO_SUCH_ADDRESS",
                "5.0.0, smtp; 550 Bad SPF records for shop.example, AUTHENTICATION",
                "5.2.0, smtp; 522 5.2.0 Delivery failed: Over quota, MAILBOX_FULL",
                "5.0.0, smtp; 552 Account does not have enough space, MAILBOX_FULL",
                "5.2.1, smtp; 550-5.2.1 The user you are trying to contact is receiving mail at a rate that 550 5.2.1 prevents additional messages from being delivered., RATE",
                "5.0.0, ann@example.com mailbox is full, MAILBOX_FULL",
                "5.1.1, smtp; 550 5.7.1 IP address blacklisted by recipient, REPUTATION",
                "5.1.1, smtp; 550 5.7.1 no, POLICY",
                "5.1.8, smtp; 501 5.1.8 Sender address rejected, SENDER_REFUSED",
                "5.7.1, smtp; 554 5.7.1 Message Rejected size limit=15728640 size=18571048, TOO_LARGE",
                "5.0.0, smtp; 550 This message has been identified as spam, SPAM",
                "5.0.0, smtp; 552 Too many recipients, TOO_MANY_RECIPIENTS",
                "4.1.1, smtp; 450 4.1.1 <ann@example.com>: Recipient address rejected: User unknown, NO_SUCH_ADDRESS",
                "5.7.1, smtp; 550 5.7.1 No such user, NO_SUCH_ADDRESS",
                "5.5.0, smtp; 554 mx.example.com ESMTP not accepting connections, CONNECTION",
                "5.1.1, '', NO_SUCH_ADDRESS",
                "-, '', UNDETERMINED",
            })
    void aReportMeansWhatItsWordsSayElseItsCodes(EnhancedStatusText status, String diagnostic, Reason reason) {
        Optional<EnhancedStatus> field = Optional.ofNullable(status).map(EnhancedStatusText::status);

        assertThat(Reasons.judge(Said.reported(field, diagnostic))).isEqualTo(reason);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void whatHostsSayIsHardOnlyWhenTheAddressIsToBlame(String status, String diagnostic, String kind) {
        Optional<EnhancedStatus> field = EnhancedStatus.parse(status);

        Reason reason = Reasons.judge(Said.reported(field, diagnostic));

        boolean hard = kind.equals("hard");
        assertThat(reason.isOfTheAddress()).as(reason + " " + diagnostic).isEqualTo(hard);
        BounceType type = switch (kind) {
            case "hard", "unclear" -> BounceType.Permanent;
            case "unknown" -> BounceType.Undetermined;
            default -> BounceType.Transient;
        };
        assertThat(reason.bounceClass().type()).as(reason + " " + diagnostic).isEqualTo(type);
    }

    static Stream<Arguments> replies() throws IOException {
        return Files.readString(Path.of("src/test/resources/replies.txt"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> {
                    int first = line.indexOf('\t');
                    int last = line.lastIndexOf('\t');
                    return Arguments.of(
                            line.substring(0, first), line.substring(first + 1, last), line.substring(last + 1));
                });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatProvidersSayIsKnown(Phase phase, String said, Reason reason) {
        boolean reply = Character.isDigit(said.charAt(0));
        Said evidence = reply
                ? Said.in(phase, SmtpReply.of(Integer.parseInt(said, 0, 3, 10), said.substring(4)))
                : Said.reported(Optional.empty(), said);

        assertThat(Reasons.judge(evidence)).isEqualTo(reason);
    }

    static Stream<Arguments> providers() throws IOException {
        return Files.readString(Path.of("src/test/resources/providers.txt"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> {
                    int first = line.indexOf('|');
                    int last = line.lastIndexOf('|');
                    return Arguments.of(
                            line.substring(0, first), line.substring(first + 1, last), line.substring(last + 1));
                });
    }

    /// Reads a status for the table above.
    record EnhancedStatusText(EnhancedStatus status) {
        static EnhancedStatusText of(String text) {
            return new EnhancedStatusText(EnhancedStatus.parse(text).orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sender verify failed: 550 No such user",
        "Recipient address rejected: Address verification in progress",
        "Recipient address rejected: unverified address: host said 450 try again",
        "Host not found; try again",
        "Domain of sender does not exist",
        "cannot find your hostname",
        "unknown error",
        "Relaying denied: no such user here",
        "this mailbox is over quota: no such luck",
    })
    void aGoodAddressIsNotBlamed(String words) {
        for (int code : new int[] {450, 550}) {
            assertThat(Reasons.judge(Said.in(Phase.RCPT, SmtpReply.of(code, words)))
                            .isOfTheAddress())
                    .as(code + " " + words)
                    .isFalse();
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void wordsMadeToBeSlowAreReadAtOnce() {
        String hostile = "user is mailbox account not exceed message content ".repeat(100_000);

        for (int i = 0; i < 20; i++) {
            assertThat(Reasons.judge(Said.reported(Optional.empty(), hostile)).isOfTheAddress())
                    .isFalse();
        }
    }
}
