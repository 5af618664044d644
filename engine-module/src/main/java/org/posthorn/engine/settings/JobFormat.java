package org.posthorn.engine.settings;

/// How records are written; the constants are SES's words, in its order.
public enum JobFormat {
    /// RFC 4180.
    CSV,
    /// An object a line.
    JSON
}
