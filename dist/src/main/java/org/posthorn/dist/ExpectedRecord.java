package org.posthorn.dist;

import java.util.List;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;

/// A DNS record that an identity asks its owner to publish.
///
/// @param purpose in a word or two
/// @param names any one of them will do; the first is the one to tell
/// @param value of the record, exactly
record ExpectedRecord(String purpose, Type type, List<String> names, String value) {
    enum Type {
        TXT,
        CNAME
    }

    /// All of an identity's. What gives an identity new records (DKIM: `{token}._domainkey.{domain}`) adds them here.
    static List<ExpectedRecord> of(Identity identity) {
        if (identity.type() != IdentityType.Domain) {
            return List.of();
        }
        return identity.verificationToken().stream()
                .map(token -> new ExpectedRecord(
                        "verification", Type.TXT, List.of("_amazonses." + identity.name(), identity.name()), token))
                .toList();
    }
}
