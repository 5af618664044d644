package org.posthorn.api.v2.job;

import java.util.Optional;

/// What went wrong with a job.
record FailureInfo(Optional<String> failedRecordsS3Url, Optional<String> errorMessage) {
    /// Empty when nothing did.
    static Optional<FailureInfo> of(Optional<String> failedRecords, Optional<String> error) {
        return Optional.of(new FailureInfo(failedRecords, error))
                .filter(info -> failedRecords.isPresent() || error.isPresent());
    }
}
