package org.posthorn.engine.mail;

/// A message that was accepted and is not stored yet.
public record Submission(Mail mail, Content content) {}
