package org.posthorn.api.v2.dedicatedip;

import java.util.Arrays;
import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.settings.DedicatedIpPool.ScalingMode;

/// The member `ScalingMode`, which SES checks with words of its own.
final class Scaling {
    private Scaling() {}

    /// @throws SesException INVALID_PARAMETER_VALUE for another word
    static ScalingMode mode(Optional<String> word) {
        return word.isEmpty() ? ScalingMode.STANDARD : required(word);
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for another word, or none
    static ScalingMode required(Optional<String> word) {
        return Arrays.stream(ScalingMode.values())
                .filter(mode -> word.filter(mode.name()::equals).isPresent())
                .findFirst()
                .orElseThrow(() ->
                        new SesException(SesError.INVALID_PARAMETER_VALUE, "The ScalingMode parameter is invalid."));
    }
}
