package org.posthorn.engine.settings;

import java.util.List;
import java.util.Optional;

/// For which reasons addresses come on an account's suppression list in a region, and keep its mail back.
///
/// @param reasons none for a list that is switched off
/// @param confidence with which an address would have to be valid, as it was asked for: it is told, and nothing is
///     checked
public record SuppressionChoice(List<Suppressed.Reason> reasons, Optional<Confidence> confidence) {
    public SuppressionChoice {
        reasons = List.copyOf(reasons);
    }

    /// @param verdict one of SES's words
    public record Confidence(boolean enabled, Optional<String> verdict) {}
}
