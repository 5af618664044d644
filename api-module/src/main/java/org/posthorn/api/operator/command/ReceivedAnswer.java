package org.posthorn.api.operator.command;

import java.util.Optional;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.settings.ReceiptProgress;

/// How a message came in, for operators.
///
/// @param id as notifications tell it
/// @param sender the envelope's; empty when there is none
/// @param senderProven whether the sender may be told that it failed
/// @param kept whether it waits for the operator when it fails, since nobody can be told
/// @param rule the one that is not done yet; empty before the first that could not be done
public record ReceivedAnswer(
        String id,
        String sender,
        boolean senderProven,
        boolean kept,
        String client,
        String helo,
        Optional<String> tls,
        String spf,
        String dkim,
        String dmarc,
        String spam,
        String virus,
        Optional<String> rule) {
    static ReceivedAnswer of(Mail mail, Receipt receipt, Optional<ReceiptProgress> progress) {
        Verdicts verdicts = receipt.verdicts();
        return new ReceivedAnswer(
                ReceivedId.of(mail.id()),
                mail.envelope().sender(),
                receipt.senderProven(),
                mail.isUnanswerable(),
                receipt.client().ip(),
                receipt.client().helo(),
                receipt.client().tls(),
                verdicts.spf().name(),
                verdicts.dkim().name(),
                verdicts.dmarc().name(),
                verdicts.spam().name(),
                verdicts.virus().name(),
                progress.flatMap(ReceiptProgress::rule));
    }
}
