package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.receipt.ActionTargets;
import org.posthorn.engine.settings.ReceiptAction;

/// All kinds of actions. Safe for use by many threads.
@Singleton
public final class Actions implements ActionTargets {
    /// The destination of what leaves this server for nobody.
    public static final String LOCAL = "receipt:local";

    static final String FORWARD = "receipt:forward:";
    private static final String FUNCTION = "receipt:lambda:";

    private final BounceAct bounces;
    private final S3Act buckets;
    private final SnsAct topics;
    private final LambdaAct functions;
    private final ReceivedJson json;
    private final Notifier notifier;

    @Inject
    Actions(
            BounceAct bounces,
            S3Act buckets,
            SnsAct topics,
            LambdaAct functions,
            ReceivedJson json,
            Notifier notifier) {
        this.bounces = bounces;
        this.buckets = buckets;
        this.topics = topics;
        this.functions = functions;
        this.json = json;
        this.notifier = notifier;
    }

    /// Makes one attempt, and tells the action's topic when it was done.
    public Effect perform(ReceiptAction action, Task task) {
        Effect effect = attempt(action, task);
        boolean done = effect instanceof Effect.Done || effect instanceof Effect.Bounced;
        if (done && !(action instanceof ReceiptAction.Sns)) {
            action.topicArn()
                    .ifPresent(topic -> notifier.publish(task.mail().tenant(), topic, json.notification(action, task)));
        }
        return effect;
    }

    private Effect attempt(ReceiptAction action, Task task) {
        return switch (action) {
            case ReceiptAction.AddHeader add -> new Effect.Added(add.name() + ": " + add.value());
            case ReceiptAction.Stop stop -> new Effect.Done(Effect.Flow.STOP_RULE_SET);
            case ReceiptAction.Bounce bounce -> bounces.perform(bounce, task);
            case ReceiptAction.Lambda lambda -> functions.perform(lambda, task);
            case ReceiptAction.S3 s3 -> buckets.perform(s3, task);
            case ReceiptAction.Sns sns -> topics.perform(sns, task);
        };
    }

    /// Where an action goes, as the name of a destination: what fails there holds up nothing else.
    public static String destination(ReceiptAction action) {
        return switch (action) {
            case ReceiptAction.S3 s3 -> "receipt:s3:" + s3.bucket();
            case ReceiptAction.Sns sns -> "receipt:sns";
            case ReceiptAction.Lambda lambda -> FUNCTION + lambda.functionArn();
            case ReceiptAction.Bounce bounce -> LOCAL;
            case ReceiptAction.AddHeader add -> LOCAL;
            case ReceiptAction.Stop stop -> LOCAL;
        };
    }

    /// The queue for a destination: each account has its own, for what others' rules do behind an action takes its time
    /// and its failures, too. The host of a forward is the operator's and is asked by one queue, and a function is of
    /// one account anyway.
    public static String queueOf(String destination, Tenant tenant) {
        return destination.startsWith(FORWARD) || destination.startsWith(FUNCTION)
                ? destination
                : destination + ":" + tenant.accountId();
    }

    @Override
    public void check(Tenant tenant, ReceiptAction action) {
        notifier.check(tenant, action);
        switch (action) {
            case ReceiptAction.S3 s3 -> buckets.check(tenant, s3);
            case ReceiptAction.Lambda lambda -> functions.check(tenant, lambda);
            case ReceiptAction.Sns sns -> {}
            case ReceiptAction.Bounce bounce -> {}
            case ReceiptAction.AddHeader add -> {}
            case ReceiptAction.Stop stop -> {}
        }
    }
}
