package org.posthorn.engine.settings;

/// Whether something is switched on; the constants are the wire words of API v2, in AWS's own order.
public enum FeatureStatus {
    ENABLED,
    DISABLED
}
