package org.posthorn.api.action.sending;

/// A message in parts, to be composed.
record Message(Content subject, Body body) {}
