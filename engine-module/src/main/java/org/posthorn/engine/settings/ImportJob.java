package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// A job that puts the records of a file on a list, or takes them off.
///
/// @param list name of the contact list; empty for the suppression list
/// @param url `s3://BUCKET/KEY` or `file:///PATH`
/// @param processed records that were read, those that failed included
/// @param failureBytes how much of the file of failed records was written with that
/// @param error why it failed
public record ImportJob(
        String id,
        Optional<String> list,
        ImportAction action,
        String url,
        JobFormat format,
        JobState state,
        Instant createdAt,
        Optional<Instant> completedAt,
        long processed,
        long failed,
        long failureBytes,
        Optional<String> error) {

    /// When it is looked at again: as long as it is not over.
    public Optional<Instant> dueAt() {
        return state.isOver() ? Optional.empty() : Optional.of(createdAt);
    }

    public ImportJob at(long processed, long failed, long failureBytes) {
        return new ImportJob(
                id,
                list,
                action,
                url,
                format,
                JobState.PROCESSING,
                createdAt,
                completedAt,
                processed,
                failed,
                failureBytes,
                error);
    }

    public ImportJob over(JobState state, Instant now, Optional<String> error) {
        return new ImportJob(
                id,
                list,
                action,
                url,
                format,
                state,
                createdAt,
                Optional.of(now),
                processed,
                failed,
                failureBytes,
                error);
    }
}
