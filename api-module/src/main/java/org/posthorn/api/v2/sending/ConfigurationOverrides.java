package org.posthorn.api.v2.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.send.Handling;
import org.posthorn.engine.tracking.TrackingOverride;

/// What holds for one message instead of what its configuration set says.
record ConfigurationOverrides(Optional<Tracking> tracking) {
    record Tracking(Optional<FeatureStatus> openTrackingEnabled, Optional<FeatureStatus> clickTrackingEnabled) {
        private TrackingOverride toOverride() {
            return new TrackingOverride(
                    openTrackingEnabled.map(FeatureStatus::isOn), clickTrackingEnabled.map(FeatureStatus::isOn));
        }
    }

    enum FeatureStatus {
        ENABLED,
        DISABLED;

        private boolean isOn() {
            return this == ENABLED;
        }
    }

    /// What is to be done with a message of API v2, which may have 40 MB.
    static Handling handling(
            List<MessageTag> tags, Optional<String> configurationSet, Optional<ConfigurationOverrides> overrides) {
        return Handling.of(tags, configurationSet)
                .withSizeLimit(Limits.SMTP_MESSAGE_BYTES)
                .withTracking(overrides
                        .flatMap(ConfigurationOverrides::tracking)
                        .map(Tracking::toOverride)
                        .orElse(TrackingOverride.NONE));
    }
}
