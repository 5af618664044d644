package org.posthorn.api.v2.configurationset;

import java.util.List;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.EventDestination.Dimension;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.engine.settings.EventDestination.ValueSource;

/// Metrics with these dimensions.
record CloudWatchDestination(@Required List<CloudWatchDimensionConfiguration> dimensionConfigurations) {
    record CloudWatchDimensionConfiguration(
            String dimensionName, DimensionValueSource dimensionValueSource, String defaultDimensionValue) {}

    /// The constants are the wire words.
    enum DimensionValueSource {
        MESSAGE_TAG(ValueSource.messageTag),
        EMAIL_HEADER(ValueSource.emailHeader),
        LINK_TAG(ValueSource.linkTag);

        private final ValueSource setting;

        DimensionValueSource(ValueSource setting) {
            this.setting = setting;
        }

        static DimensionValueSource of(ValueSource setting) {
            return switch (setting) {
                case messageTag -> MESSAGE_TAG;
                case emailHeader -> EMAIL_HEADER;
                case linkTag -> LINK_TAG;
            };
        }
    }

    Target.CloudWatch target() {
        return new Target.CloudWatch(dimensionConfigurations.stream()
                .map(given -> new Dimension(
                        given.dimensionName(), given.dimensionValueSource().setting, given.defaultDimensionValue()))
                .toList());
    }

    static CloudWatchDestination of(Target.CloudWatch metrics) {
        return new CloudWatchDestination(metrics.dimensions().stream()
                .map(dimension -> new CloudWatchDimensionConfiguration(
                        dimension.name(), DimensionValueSource.of(dimension.source()), dimension.otherwise()))
                .toList());
    }
}
