package org.posthorn.api.v1.sending;

import org.posthorn.engine.send.Body.Parts;

/// A message in parts, to be composed.
record Message(Content subject, Body body) {
    Parts toParts() {
        return Parts.of(
                subject.toText(), body.text().map(Content::toText), body.html().map(Content::toText));
    }
}
