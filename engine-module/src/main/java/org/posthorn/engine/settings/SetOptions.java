package org.posthorn.engine.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What only API v2 sets of a configuration set.
///
/// @param httpsPolicy of the links that lead through its redirect domain; as `OPTIONAL` when empty
/// @param maxDelivery how long its messages are tried; as long as any when empty
/// @param suppression in place of what the account says; empty for what that says
/// @param vdm what is counted of its messages
/// @param signing how its messages are signed besides by DKIM
public record SetOptions(
        Optional<HttpsPolicy> httpsPolicy,
        Optional<Duration> maxDelivery,
        Optional<Suppression> suppression,
        Optional<Vdm> vdm,
        Optional<SigningScheme> signing) {
    public static final SetOptions NONE =
            new SetOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Which links are HTTPS; the constants are the wire words, in AWS's own order.
    public enum HttpsPolicy {
        /// Those to an HTTPS target.
        OPTIONAL,
        /// All, and the picture that tells of an open.
        REQUIRE,
        /// Those to an HTTPS target, and the picture.
        REQUIRE_OPEN_ONLY
    }

    /// For which reasons an address on a suppression list is not written to, and comes onto one.
    ///
    /// @param reasons none: whoever is on the list is written to all the same
    /// @param scope whose list it is
    /// @param threshold as it was given; never switched on
    public record Suppression(
            List<Suppressed.Reason> reasons, Optional<SuppressionScope> scope, Optional<Threshold> threshold) {
        public Suppression {
            reasons = List.copyOf(reasons);
        }
    }

    /// How sure it must be that an address works.
    public record Threshold(FeatureStatus enabled, Optional<Verdict> verdict) {}

    /// The constants are the wire words.
    public enum Verdict {
        MEDIUM,
        HIGH,
        MANAGED
    }

    /// Empty for what the account says.
    ///
    /// @param engagementMetrics whether opens and clicks are seen and counted
    /// @param optimizedSharedDelivery changes nothing here: no address is shared with strangers
    public record Vdm(Optional<FeatureStatus> engagementMetrics, Optional<FeatureStatus> optimizedSharedDelivery) {}

    /// How messages are signed besides by DKIM.
    public enum SigningScheme {
        /// Not at all.
        DEFAULT
    }

    public SetOptions withHttpsPolicy(Optional<HttpsPolicy> httpsPolicy) {
        return new SetOptions(httpsPolicy, maxDelivery, suppression, vdm, signing);
    }

    public SetOptions withMaxDelivery(Optional<Duration> maxDelivery) {
        return new SetOptions(httpsPolicy, maxDelivery, suppression, vdm, signing);
    }

    public SetOptions withSuppression(Optional<Suppression> suppression) {
        return new SetOptions(httpsPolicy, maxDelivery, suppression, vdm, signing);
    }

    public SetOptions withVdm(Optional<Vdm> vdm) {
        return new SetOptions(httpsPolicy, maxDelivery, suppression, vdm, signing);
    }

    public SetOptions withSigning(Optional<SigningScheme> signing) {
        return new SetOptions(httpsPolicy, maxDelivery, suppression, vdm, signing);
    }
}
