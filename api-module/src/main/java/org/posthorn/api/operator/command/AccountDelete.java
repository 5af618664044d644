package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.topic.TopicArn;
import org.posthorn.engine.topic.Topics;

/// What the account has accepted in the very moment of its end is still delivered.
@Help("Deletes an account that has no mail in the queue, with its keys and all that is set for it, in every region.")
public final class AccountDelete implements Command<AccountDelete.Request, Done> {
    public record Request(String id) {}

    private static final int MOST_TOPICS = 10_000;

    private final Accounts accounts;
    private final Topics topics;
    private final MailQueue queue;

    @Inject
    public AccountDelete(Accounts accounts, Topics topics, MailQueue queue) {
        this.accounts = accounts;
        this.topics = topics;
        this.queue = queue;
    }

    @Override
    public Done perform(Request asked) {
        String id = asked.id();
        long queued = queue.accounts(Integer.MAX_VALUE).stream()
                .filter(account -> account.accountId().equals(id))
                .mapToLong(MailQueue.AccountDepth::queued)
                .sum();
        if (queued > 0) {
            throw AdminRefusal.conflict("account " + id + " has mail in the queue: " + queued
                    + "; switch its sending off, and wait until that has ended or drop it");
        }
        // Those who have subscribed to them get nothing more: what waits for them goes, too.
        topics.list(MOST_TOPICS).stream()
                .filter(topic -> TopicArn.parse(topic.arn())
                        .filter(arn -> arn.owner().accountId().equals(id))
                        .isPresent())
                .forEach(topic -> topics.delete(topic.arn()));
        if (!accounts.delete(id)) {
            throw Tenants.unknown(id);
        }
        return new Done();
    }
}
