package org.posthorn.dist;

import java.util.List;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// A TXT record that an identity asks its owner to publish, beside its DKIM keys.
///
/// @param purpose in a word or two
/// @param names any one of them will do; the first is the one to tell
/// @param value of the record, exactly
record ExpectedRecord(String purpose, List<String> names, String value) {
    /// All of an identity's.
    static List<ExpectedRecord> of(Identity identity) {
        if (identity.type() != IdentityType.Domain) {
            return List.of();
        }
        return identity.verificationToken().stream()
                .map(token -> new ExpectedRecord(
                        "verification", List.of("_amazonses." + identity.name(), identity.name()), token))
                .toList();
    }
}
