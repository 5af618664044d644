package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.record.Bounds;

/// Where copies of its messages are kept.
record ArchivingOptions(@Bounds(min = 20, max = 1_011) Optional<String> archiveArn) {
    /// Archives are resources of Mail Manager, whose API there is not here: none can be named.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE when one is; the text is a guess
    static void check(Optional<String> archiveArn) {
        archiveArn.ifPresent(arn -> {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "Archive <" + arn
                            + "> does not exist: Mail Manager and its archives are not part of this service.");
        });
    }
}
