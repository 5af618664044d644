package org.posthorn.engine.settings;

import java.time.Instant;

/// That an account wants to send nothing in a region.
public record RegionPause(Instant since) {}
