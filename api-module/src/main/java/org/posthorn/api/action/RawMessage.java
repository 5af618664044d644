package org.posthorn.api.action;

/// A message that is composed already.
record RawMessage(byte[] data) {}
