package org.posthorn.engine.settings;

/// The two kinds of identity; the constants are the wire words.
public enum IdentityType {
    EmailAddress,
    Domain
}
