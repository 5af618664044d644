package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.function.Function;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.QueueControl;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.settings.ReceiptProgress;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The messages that commands are about.
public final class Queued {
    private final MailQueue queue;
    private final Table<ReceiptProgress> progress;

    @Inject
    public Queued(MailQueue queue, Settings settings) {
        this.queue = queue;
        this.progress = settings.table(Tables.RECEIPT_PROGRESS);
    }

    QueuedAnswer answer(QueuedMessage message) {
        Mail mail = message.mail();
        return QueuedAnswer.of(
                message,
                mail.receipt()
                        .flatMap(
                                receipt -> progress.get(mail.tenant(), mail.id().toString())));
    }

    /// @throws AdminRefusal when there is no such message
    QueuedAnswer show(String id) {
        return queue.find(parse(id)).map(this::answer).orElseThrow(() -> unknown(id));
    }

    /// @return the message as it stands afterwards
    /// @throws AdminRefusal when there is no such message, or it does not wait
    QueuedAnswer take(String id, Function<MessageId, QueueControl.Result> action) {
        return switch (action.apply(parse(id))) {
            case DONE -> show(id);
            case BUSY ->
                throw AdminRefusal.conflict(
                        "message " + id + " is being delivered, or is due and waits for its destination");
            case ENDED -> throw AdminRefusal.conflict("message " + id + " has no pending recipient any more");
            case UNKNOWN -> throw unknown(id);
        };
    }

    /// @param id in either form: the one of received mail leads to the same message
    static MessageId parse(String id) {
        return MessageId.parse(id).or(() -> ReceivedId.parse(id)).orElseThrow(() -> unknown(id));
    }

    private static AdminRefusal unknown(String id) {
        return AdminRefusal.notFound("there is no message " + id);
    }
}
