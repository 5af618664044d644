package org.posthorn.api.v2.configurationset;

import java.time.Instant;
import java.util.Optional;

/// Whether its bounces and complaints are metrics of their own.
///
/// @param reputationMetricsEnabled false when empty
/// @param lastFreshStart when its sending was last allowed again; of no meaning in a request
record ReputationOptions(Optional<Boolean> reputationMetricsEnabled, Optional<Instant> lastFreshStart) {}
