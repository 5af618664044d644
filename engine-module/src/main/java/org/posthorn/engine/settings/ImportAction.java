package org.posthorn.engine.settings;

/// What is done with each record; the constants are SES's words, in its order.
public enum ImportAction {
    DELETE,
    PUT
}
