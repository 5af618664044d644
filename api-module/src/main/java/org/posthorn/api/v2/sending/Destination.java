package org.posthorn.api.v2.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.send.Addressing;

/// The recipients of one message, as the caller wrote them.
record Destination(List<String> toAddresses, List<String> ccAddresses, List<String> bccAddresses) {
    static final Destination NOBODY = new Destination(List.of(), List.of(), List.of());

    Addressing from(Optional<String> source) {
        return Addressing.of(source, toAddresses, ccAddresses, bccAddresses);
    }
}
