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

    private final BounceAct bounces;

    @Inject
    Actions(BounceAct bounces) {
        this.bounces = bounces;
    }

    public Effect perform(ReceiptAction action, Task task) {
        return switch (action) {
            case ReceiptAction.AddHeader add -> new Effect.Added(add.name() + ": " + add.value());
            case ReceiptAction.Stop stop -> new Effect.Done(Effect.Flow.STOP_RULE_SET);
            case ReceiptAction.Bounce bounce -> bounces.perform(bounce, task);
            case ReceiptAction.Lambda lambda -> throw new UnsupportedOperationException();
            case ReceiptAction.S3 s3 -> throw new UnsupportedOperationException();
            case ReceiptAction.Sns sns -> throw new UnsupportedOperationException();
        };
    }

    /// Where an action goes, as the name of a destination: what fails there holds up nothing else.
    public static String destination(ReceiptAction action) {
        return switch (action) {
            case ReceiptAction.S3 s3 -> "receipt:s3:" + s3.bucket();
            case ReceiptAction.Sns sns -> "receipt:sns";
            case ReceiptAction.Lambda lambda -> "receipt:lambda:" + lambda.functionArn();
            case ReceiptAction.Bounce bounce -> LOCAL;
            case ReceiptAction.AddHeader add -> LOCAL;
            case ReceiptAction.Stop stop -> LOCAL;
        };
    }

    @Override
    public void check(Tenant tenant, ReceiptAction action) {}
}
