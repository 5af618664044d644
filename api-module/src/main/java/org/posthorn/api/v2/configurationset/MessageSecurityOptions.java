package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.SetOptions;

/// How its messages are signed besides by DKIM.
record MessageSecurityOptions(Optional<SigningScheme> signingScheme) {
    /// One of them is there.
    record SigningScheme(Optional<DefaultSigningScheme> defaultScheme, Optional<SmimeSigningScheme> smimeScheme) {}

    /// Not at all.
    record DefaultSigningScheme() {}

    /// By S/MIME.
    record SmimeSigningScheme(Optional<SignatureFormat> signatureFormat) {}

    enum SignatureFormat {
        DETACHED
    }

    /// Differs from SES: nothing is signed by S/MIME.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for S/MIME, and for not exactly one scheme; the texts are a guess
    MessageSecurityOptions checked() {
        signingScheme.ifPresent(scheme -> {
            if (scheme.smimeScheme().isPresent()) {
                throw new SesException(
                        SesError.INVALID_PARAMETER_VALUE,
                        "SmimeScheme is not available: this service does not sign messages by S/MIME.");
            }
            if (scheme.defaultScheme().isEmpty()) {
                throw new SesException(SesError.INVALID_PARAMETER_VALUE, "SigningScheme must be specified.");
            }
        });
        return this;
    }

    /// What is not given stays.
    ConfigurationSet in(ConfigurationSet set) {
        return signingScheme.isEmpty()
                ? set
                : set.withOptions(options -> options.withSigning(Optional.of(SetOptions.SigningScheme.DEFAULT)));
    }

    /// Empty when it says nothing.
    static Optional<MessageSecurityOptions> of(ConfigurationSet set) {
        return set.options()
                .signing()
                .map(said -> new MessageSecurityOptions(
                        Optional.of(new SigningScheme(Optional.of(new DefaultSigningScheme()), Optional.empty()))));
    }
}
