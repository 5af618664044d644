package org.posthorn.api.v2.tenant;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Suppressed;

/// For which reasons a tenant's mail is kept back, and by whose list: both members or neither.
record SuppressionAttributes(
        Optional<List<Suppressed.Reason>> suppressedReasons, Optional<SendingTenant.Scope> suppressionScope) {
    static SuppressionAttributes of(SendingTenant.Suppression suppression) {
        return new SuppressionAttributes(Optional.of(suppression.reasons()), Optional.of(suppression.scope()));
    }

    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text for one without the other
    Optional<SendingTenant.Suppression> toSuppression() {
        if (suppressionScope.isEmpty()) {
            suppressedReasons.ifPresent(reasons -> {
                throw invalid(
                        reasons.isEmpty()
                                ? "SuppressionScope is required when SuppressedReasons are provided. Valid values are:"
                                        + " TENANT, ACCOUNT"
                                : "SuppressedReasons cannot be specified without SuppressionScope.");
            });
            return Optional.empty();
        }
        List<Suppressed.Reason> reasons = suppressedReasons.orElseThrow(
                () -> invalid("SuppressionScope cannot be specified without SuppressedReasons."));
        EnumSet<Suppressed.Reason> distinct = EnumSet.noneOf(Suppressed.Reason.class);
        distinct.addAll(reasons);
        if (distinct.size() < reasons.size()) {
            throw invalid("Each suppressed reason can only be specified at most once");
        }
        return Optional.of(new SendingTenant.Suppression(List.copyOf(distinct), suppressionScope.get()));
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
