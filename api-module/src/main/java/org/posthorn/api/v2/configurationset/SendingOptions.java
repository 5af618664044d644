package org.posthorn.api.v2.configurationset;

import java.util.Optional;

/// Whether messages that name the set are sent.
///
/// @param sendingEnabled false when empty
record SendingOptions(Optional<Boolean> sendingEnabled) {}
