package org.posthorn.api.v1.sending;

import java.util.Optional;
import org.posthorn.engine.send.Text;

/// A subject or body with its charset, 7-bit ASCII when there is none.
record Content(String data, Optional<String> charset) {
    Text toText() {
        return new Text(data, charset);
    }
}
