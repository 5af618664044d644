package org.posthorn.api.auth;

import java.util.Optional;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.identity.Credential;

/// One of the ways in which AWS's clients sign.
public interface SignatureScheme {
    /// Whether the request is signed in this way, well or badly.
    boolean claims(RequestHead head);

    /// Checks what does not depend on the body.
    ///
    /// @throws org.posthorn.engine.SesException when the signature is incomplete, wrong, too old, or of an unknown key
    Signed read(RequestHead head);

    /// A signature of a key of ours, with a fitting time and scope.
    ///
    /// @param region where the signature names it
    /// @param check throws when the signature is not that of the request
    record Signed(Credential credential, Optional<String> region, Check check) {}

    /// The last step, once the body is there.
    interface Check {
        /// @throws org.posthorn.engine.SesException SIGNATURE_DOES_NOT_MATCH
        void verify(ApiRequest request);
    }
}
