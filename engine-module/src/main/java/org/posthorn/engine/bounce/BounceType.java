package org.posthorn.engine.bounce;

/// SES's `bounceType`; the constants are the wire words.
public enum BounceType {
    Undetermined,
    Permanent,
    Transient
}
