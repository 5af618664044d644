package org.posthorn.engine.send;

/// A message that a client hands over, by whatever way: who, what, and how.
public record Email(Addressing addressing, Body body, Handling handling) {
    public Email withBody(Body other) {
        return new Email(addressing, other, handling);
    }
}
