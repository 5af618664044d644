package org.posthorn.engine.settings;

import java.time.Instant;

/// When an access key was last used, to the minute or so.
public record KeyUse(Instant at) {}
