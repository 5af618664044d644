package org.posthorn.api.v1.sending;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.send.Addressing;

/// The recipients of one message, as the caller wrote them.
public record Destination(List<String> toAddresses, List<String> ccAddresses, List<String> bccAddresses) {
    public Addressing from(String source) {
        return Addressing.of(Optional.of(source), toAddresses, ccAddresses, bccAddresses);
    }
}
