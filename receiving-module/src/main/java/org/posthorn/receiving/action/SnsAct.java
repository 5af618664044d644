package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.settings.ReceiptAction;

/// Publishes messages, content included.
@Singleton
final class SnsAct implements Act<ReceiptAction.Sns> {
    /// Of a message as it came, whatever its encoding makes of it (SES Developer Guide, "Publish to Amazon SNS topic
    /// action").
    static final int MOST_BYTES = 150 * 1024;

    private final ReceivedJson json;
    private final Notifier notifier;

    @Inject
    SnsAct(ReceivedJson json, Notifier notifier) {
        this.json = json;
        this.notifier = notifier;
    }

    @Override
    public Effect perform(ReceiptAction.Sns action, Task task) {
        if (task.content().sizeBytes() > MOST_BYTES) {
            // SES bounces it, in words that are not known.
            return new Effect.Refused(SmtpReply.of(552, "5.3.4 Message size exceeds 150 KB"));
        }
        notifier.publish(task.mail().tenant(), action.arn(), json.notification(action, task));
        return Effect.DONE;
    }
}
