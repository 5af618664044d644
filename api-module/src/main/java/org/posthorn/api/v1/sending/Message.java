package org.posthorn.api.v1.sending;

/// A message in parts, to be composed.
record Message(Content subject, Body body) {}
