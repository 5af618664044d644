package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.receipt.ReceiptTrial;

@Help("Says what receipt rules would do with a message, and why, without doing it.")
public final class ReceiptTest implements Command<ReceiptTest.Request, ReceiptTest.Answer> {
    /// @param message in Base64
    /// @param from the envelope's sender; the null sender when empty
    /// @param ip of the client
    /// @param plain without TLS
    public record Request(
            String message,
            String to,
            Optional<String> from,
            Optional<String> ip,
            Optional<String> helo,
            Optional<Boolean> plain) {}

    /// @param taken whether it would be taken; else why not
    public record Answer(
            String recipient,
            boolean taken,
            String why,
            String spf,
            String dkim,
            String dmarc,
            String spam,
            String virus,
            boolean senderProven,
            List<Step> steps) {}

    /// One action, or a rule that does not match.
    public record Step(String account, String region, String rule, boolean acts, String action, String why) {}

    private final ReceiptTrial trial;

    @Inject
    public ReceiptTest(ReceiptTrial trial) {
        this.trial = trial;
    }

    @Override
    public Answer perform(Request asked) {
        if (!Address.isWellFormed(asked.to())) {
            throw AdminRefusal.wrong("to is no address: " + asked.to());
        }
        Content content = content(asked.message());
        SmtpClient client = new SmtpClient(
                asked.ip().orElse("127.0.0.1"),
                asked.helo().orElse("localhost"),
                asked.plain().orElse(false) ? Optional.empty() : Optional.of("TLS"));
        ReceiptTrial.Result result =
                trial.of(new ReceivedMail(asked.from().orElse(""), List.of(asked.to()), content, client));
        Verdicts verdicts = result.inspection().verdicts();
        return new Answer(
                asked.to(),
                result.taken(),
                result.why(),
                verdicts.spf().name(),
                verdicts.dkim().name(),
                verdicts.dmarc().name(),
                verdicts.spam().name(),
                verdicts.virus().name(),
                result.inspection().senderProven(),
                result.steps().stream()
                        .map(step -> new Step(
                                step.tenant().accountId(),
                                step.tenant().region(),
                                step.rule(),
                                step.acts(),
                                step.action(),
                                step.why()))
                        .toList());
    }

    private static Content content(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (bytes.length <= Limits.SMTP_MESSAGE_BYTES) {
                return new Content(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw AdminRefusal.wrong("message is not in Base64");
        }
        throw AdminRefusal.wrong("the message has more than " + Limits.SMTP_MESSAGE_BYTES + " bytes");
    }

    /// A message of the largest size, in Base64.
    @Override
    public int mostBytes() {
        return Limits.SMTP_MESSAGE_BYTES / 3 * 4 + 64 * 1024;
    }
}
