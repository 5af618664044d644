package org.posthorn.store;

/// Figures of a running store, for metrics. Totals are since the start.
///
/// @param commits batches that were written
/// @param groups writes to disk that carried them
/// @param syncs of the write-ahead log
/// @param failures of such writes
/// @param lastSyncMicros how long the last synced write took
/// @param lastGroupBatches how many batches it carried
/// @param freeDiskBytes as of a second ago at most
/// @param heldContentBytes content that waits in memory for its first attempt
/// @param setAsideRecords that could not be read, in all
/// @param lastEventPosition of the newest event
public record StoreStats(
        long commits,
        long groups,
        long syncs,
        long failures,
        long lastSyncMicros,
        long lastGroupBatches,
        long freeDiskBytes,
        long heldContentBytes,
        long setAsideRecords,
        long lastEventPosition) {}
