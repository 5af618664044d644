package org.posthorn.api.v2.identity;

import org.posthorn.engine.settings.VerificationStatus;

/// How far a verification has come, in the words of API v2.
enum Status {
    PENDING,
    SUCCESS,
    FAILED,
    TEMPORARY_FAILURE,
    NOT_STARTED;

    static Status of(VerificationStatus known) {
        return switch (known) {
            case Pending -> PENDING;
            case Success -> SUCCESS;
            case Failed -> FAILED;
            case TemporaryFailure -> TEMPORARY_FAILURE;
            case NotStarted -> NOT_STARTED;
        };
    }
}
