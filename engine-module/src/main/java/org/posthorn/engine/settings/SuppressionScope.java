package org.posthorn.engine.settings;

/// Whose suppression list holds for a message; the constants are the wire words of API v2, in AWS's own order.
public enum SuppressionScope {
    TENANT,
    ACCOUNT
}
