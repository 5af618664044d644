package org.posthorn.engine.send;

import java.util.Optional;

/// The identities whose owners let others send under them (SES Developer Guide, "Using sending authorization").
///
/// @param source of the sender
/// @param from of the From header of a composed message
/// @param returnPath of where bounces go
public record Arns(Optional<String> source, Optional<String> from, Optional<String> returnPath) {
    public static final Arns NONE = new Arns(Optional.empty(), Optional.empty(), Optional.empty());

    /// Those of a message in parts, whose sender is its author.
    public static Arns of(Optional<String> source, Optional<String> returnPath) {
        return new Arns(source, Optional.empty(), returnPath);
    }
}
