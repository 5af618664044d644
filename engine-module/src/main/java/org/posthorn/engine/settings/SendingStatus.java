package org.posthorn.engine.settings;

/// Whether something may send; the constants are SES's words. `REINSTATED` is that its owner wants it to, whatever its
/// reputation is.
public enum SendingStatus {
    ENABLED,
    REINSTATED,
    DISABLED
}
