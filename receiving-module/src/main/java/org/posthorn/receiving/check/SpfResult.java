package org.posthorn.receiving.check;

import java.util.Locale;

/// What SPF says of a sender (RFC 7208 §2.6).
///
/// @param sender that was asked about: the envelope's, or `postmaster` at HELO for the null sender
/// @param domain whose record said so, behind redirections
record SpfResult(Status status, String sender, String domain) {
    enum Status {
        NONE,
        NEUTRAL,
        PASS,
        FAIL,
        SOFTFAIL,
        TEMPERROR,
        PERMERROR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isPass() {
        return status == Status.PASS;
    }
}
