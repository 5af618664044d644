package org.posthorn.engine.tracking;

import java.util.Optional;

/// What one message says of opens and clicks, whatever its configuration set does (SES API v2,
/// "ConfigurationOverrides").
///
/// @param opens empty for what the set does
/// @param clicks the same
public record TrackingOverride(Optional<Boolean> opens, Optional<Boolean> clicks) {
    public static final TrackingOverride NONE = new TrackingOverride(Optional.empty(), Optional.empty());
}
