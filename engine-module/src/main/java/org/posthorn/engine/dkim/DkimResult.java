package org.posthorn.engine.dkim;

/// What became of one signature of a message.
///
/// @param domain that signed (`d=`), in lower case; empty when the signature does not say
/// @param selector of the key (`s=`)
/// @param identity on whose behalf (`i=`), `@` and the domain when the signature does not say
/// @param reason why it is no pass, or what else is worth knowing; in our words, so that it can be shown
public record DkimResult(Status status, String domain, String selector, String identity, String reason) {
    /// RFC 8601 §2.7.1.
    public enum Status {
        PASS,
        /// The signature is wrong, over, or made by means that prove nothing any more (RFC 8301).
        FAIL,
        /// It says too little: it covers the body in part, or is a failure of a key in test mode (`t=y`), which
        /// RFC 6376 §3.6.1 wants to be taken for no signature.
        NEUTRAL,
        /// DNS did not answer for the key.
        TEMPERROR,
        /// It can't be checked, and never could: its form, or its key, is at fault.
        PERMERROR
    }

    public boolean isPass() {
        return status == Status.PASS;
    }
}
