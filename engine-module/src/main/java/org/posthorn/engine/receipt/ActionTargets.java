package org.posthorn.engine.receipt;

import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;

/// Tries what a receipt action names, when a rule is made: buckets, topics, functions.
public interface ActionTargets {
    /// Takes 30 seconds at most.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_S3_CONFIGURATION, INVALID_SNS_TOPIC, INVALID_LAMBDA_FUNCTION;
    ///     SERVICE_UNAVAILABLE when it can't be said now
    void check(Tenant tenant, ReceiptAction action);
}
