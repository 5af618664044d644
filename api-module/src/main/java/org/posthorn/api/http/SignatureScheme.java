package org.posthorn.api.http;

import java.util.Optional;
import org.posthorn.engine.identity.Credential;

/// One of the ways in which AWS's clients sign.
interface SignatureScheme {
    /// Whether the request is signed in this way, well or badly.
    boolean claims(ApiRequest request);

    /// @throws org.posthorn.engine.SesException when the signature is incomplete, wrong, too old, or of an unknown key
    Signer verify(ApiRequest request);

    /// Who signed, and for which region where the signature says so.
    record Signer(Credential credential, Optional<String> region) {}
}
