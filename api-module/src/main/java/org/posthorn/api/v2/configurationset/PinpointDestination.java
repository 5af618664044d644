package org.posthorn.api.v2.configurationset;

import java.util.Optional;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// An application of Pinpoint. There is none off AWS, so that no ARN is valid.
record PinpointDestination(Optional<String> applicationArn) {
    SesException refused() {
        return new SesException(
                SesError.INVALID_PARAMETER_VALUE,
                "Invalid Pinpoint application ARN provided: " + applicationArn.orElse("null") + ".");
    }
}
