package org.posthorn.engine.settings;

/// How much of a day's allowance of an address in its warm-up is given out.
///
/// @param day since 1970, UTC
/// @param taken recipients, those included that were only set apart for the time until the next write
public record DedicatedIpUse(long day, int taken) {}
