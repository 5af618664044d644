package org.posthorn.api.auth;

import java.time.Duration;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The ways in which signatures are refused, in AWS's words.
final class SignatureRefusal {
    /// How far the clocks of client and server may be apart.
    static final Duration SKEW = Duration.ofMinutes(15);

    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";

    private SignatureRefusal() {}

    static SesException unknownKey() {
        return new SesException(
                SesError.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid.");
    }

    static SesException mismatch() {
        return wrong(MISMATCH);
    }

    /// Shows the client what it should have signed; there is no secret in either.
    ///
    /// Differs from SES: where a signature is right but for its host, the text goes on and says so.
    ///
    /// @param advice of our own, maybe empty
    static SesException mismatch(String canonicalRequest, String stringToSign, String advice) {
        return wrong(MISMATCH + "\n\nThe Canonical String for this request should have been\n'" + canonicalRequest
                + "'\n\nThe String-to-Sign should have been\n'" + stringToSign + "'\n" + advice);
    }

    static SesException wrong(String message) {
        return new SesException(SesError.SIGNATURE_DOES_NOT_MATCH, message);
    }

    static SesException incomplete(String message) {
        return new SesException(SesError.INCOMPLETE_SIGNATURE, message);
    }

    /// The text that AWS documents for a signature whose parts are there but make no sense.
    static SesException nonconforming() {
        return incomplete("The request signature does not conform to AWS standards.");
    }

    /// Differs from SES: the text names the 15 minutes that hold here; SES's own was not seen.
    static SesException expired(String date) {
        return new SesException(
                SesError.REQUEST_EXPIRED,
                "Request timestamp: " + date + " expired.  It must be within " + SKEW.toSeconds()
                        + " secs/ of server time.");
    }
}
