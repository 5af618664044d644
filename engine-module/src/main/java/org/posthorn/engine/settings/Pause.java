package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// Why sending of an account was switched off by its reputation.
///
/// @param resumedAt when it was found switched on again; what was before no longer counts
public record Pause(String reason, Instant at, Optional<Instant> resumedAt) {}
