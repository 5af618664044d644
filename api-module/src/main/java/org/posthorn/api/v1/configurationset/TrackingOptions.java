package org.posthorn.api.v1.configurationset;

import java.util.Optional;

/// How opens and clicks of a configuration set's messages are seen.
record TrackingOptions(Optional<String> customRedirectDomain) {}
