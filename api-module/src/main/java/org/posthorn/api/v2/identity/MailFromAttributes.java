package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.engine.settings.MailFrom;

/// The MAIL FROM domain of an identity; without one only the behaviour is told, as SES does.
record MailFromAttributes(
        Optional<String> mailFromDomain, Optional<State> mailFromDomainStatus, OnMxFailure behaviorOnMxFailure) {
    /// In AWS's order.
    enum OnMxFailure {
        REJECT_MESSAGE,
        USE_DEFAULT_VALUE;

        MailFrom.OnMxFailure known() {
            return switch (this) {
                case REJECT_MESSAGE -> MailFrom.OnMxFailure.RejectMessage;
                case USE_DEFAULT_VALUE -> MailFrom.OnMxFailure.UseDefaultValue;
            };
        }

        static OnMxFailure of(MailFrom.OnMxFailure known) {
            return switch (known) {
                case RejectMessage -> REJECT_MESSAGE;
                case UseDefaultValue -> USE_DEFAULT_VALUE;
            };
        }
    }

    /// A domain that was set is looked for from then on.
    enum State {
        PENDING,
        SUCCESS,
        FAILED,
        TEMPORARY_FAILURE
    }

    static MailFromAttributes of(Optional<MailFrom> known) {
        return new MailFromAttributes(
                known.map(MailFrom::domain),
                known.map(its ->
                        State.valueOf(Status.of(its.verification().status()).name())),
                known.map(its -> OnMxFailure.of(its.onMxFailure())).orElse(OnMxFailure.USE_DEFAULT_VALUE));
    }
}
