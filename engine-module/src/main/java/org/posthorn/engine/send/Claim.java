package org.posthorn.engine.send;

import java.util.Optional;
import org.posthorn.engine.identity.IdentityArn;
import org.posthorn.engine.mail.Address;

/// An address that a message goes out under, and the ARN of the identity that is to cover it, when the caller names
/// one.
record Claim(Address address, Optional<String> arn) {
    /// @param arn given for this address
    /// @param other given for another address: it counts for this one if its identity covers it
    static Claim of(Address address, Optional<String> arn, Optional<String> other) {
        return new Claim(
                address,
                arn.or(() -> other.filter(text -> IdentityArn.parse(text)
                        .filter(identity -> identity.covers(address))
                        .isPresent())));
    }
}
