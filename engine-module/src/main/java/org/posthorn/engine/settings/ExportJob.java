package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;

/// A job that writes what a query finds to a file.
///
/// @param processed records that were looked at
/// @param exported those of them that are in the file
/// @param error why it failed
public record ExportJob(
        String id,
        ExportQuery query,
        JobFormat format,
        JobState state,
        Instant createdAt,
        Optional<Instant> completedAt,
        long processed,
        long exported,
        Optional<String> error) {

    /// When it is looked at again: as long as it is not over.
    public Optional<Instant> dueAt() {
        return state.isOver() ? Optional.empty() : Optional.of(createdAt);
    }

    public ExportJob at(long processed, long exported) {
        return new ExportJob(
                id, query, format, JobState.PROCESSING, createdAt, completedAt, processed, exported, error);
    }

    public ExportJob over(JobState state, Instant now, Optional<String> error) {
        return new ExportJob(id, query, format, state, createdAt, Optional.of(now), processed, exported, error);
    }
}
