package org.posthorn.engine.send;

import java.util.Optional;
import org.posthorn.engine.mail.Address;

/// An address that a message goes out under, and the ARN of the identity that is to cover it, when the caller names
/// one.
record Claim(Address address, Optional<String> arn) {}
