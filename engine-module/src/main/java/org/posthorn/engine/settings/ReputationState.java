package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// Whether an identity, a configuration set or a sending tenant may send, as its owner and its reputation have it.
///
/// @param byOwner what its owner says
/// @param byReputation what followed from bounces and complaints
public record ReputationState(Optional<Status> byOwner, Optional<Status> byReputation, Policy policy) {
    public static final ReputationState UNTOUCHED =
            new ReputationState(Optional.empty(), Optional.empty(), Policy.none);

    /// @param cause for people
    public record Status(SendingStatus status, String cause, Instant at) {}

    /// When its reputation stops it; the constants end ARNs of SES.
    public enum Policy {
        /// Findings of high impact do.
        standard,
        /// Every finding does.
        strict,
        /// Never.
        none
    }

    public ReputationState withPolicy(Policy policy) {
        return new ReputationState(byOwner, byReputation, policy);
    }

    public ReputationState byOwner(Status status) {
        return new ReputationState(Optional.of(status), byReputation, policy);
    }

    public ReputationState byReputation(Status status) {
        return new ReputationState(byOwner, Optional.of(status), policy);
    }

    /// Of both: one that says no suffices.
    public SendingStatus aggregate() {
        if (is(byOwner, SendingStatus.DISABLED) || is(byReputation, SendingStatus.DISABLED)) {
            return SendingStatus.DISABLED;
        }
        return byOwner.map(Status::status).orElse(SendingStatus.ENABLED);
    }

    private static boolean is(Optional<Status> status, SendingStatus word) {
        return status.filter(said -> said.status() == word).isPresent();
    }
}
