package org.posthorn.engine.job;

import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// What is told of records that can't be imported.
final class Wrong {
    private Wrong() {}

    static SesException record(String why) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, why);
    }
}
