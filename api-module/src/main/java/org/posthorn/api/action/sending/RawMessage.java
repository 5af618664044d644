package org.posthorn.api.action.sending;

/// A message that is composed already.
record RawMessage(byte[] data) {}
