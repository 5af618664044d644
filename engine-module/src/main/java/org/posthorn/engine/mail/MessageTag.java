package org.posthorn.engine.mail;

/// A name and a value that the sender attached to a message; the same shape on the wire and at rest.
public record MessageTag(String name, String value) {}
