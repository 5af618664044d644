package org.posthorn.engine.settings;

/// Up to which event of the log the days are counted; written with them.
public record MetricPosition(long position) {}
