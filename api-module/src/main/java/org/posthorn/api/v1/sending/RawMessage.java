package org.posthorn.api.v1.sending;

/// A message that is composed already.
record RawMessage(byte[] data) {}
