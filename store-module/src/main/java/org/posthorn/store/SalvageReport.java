package org.posthorn.store;

import java.util.List;

/// What a salvage saved, and what it could not.
///
/// @param saved records in each column of the new store
/// @param losses the first [StoreReport#MOST_PROBLEMS]
/// @param lossCount all of them
/// @param notes what the reader should know beside that
public record SalvageReport(List<StoreReport.Count> saved, List<Loss> losses, long lossCount, List<String> notes) {
    public SalvageReport {
        saved = List.copyOf(saved);
        losses = List.copyOf(losses);
        notes = List.copyOf(notes);
    }

    public boolean isWhole() {
        return lossCount == 0;
    }

    /// @param kind `file`, `log`, `groups`, `message`, or the column of records
    /// @param time of the message, or of what is missing; empty when it is not known
    /// @param message its id; empty when it is no message's, or not known whose
    public record Loss(String kind, String time, String message, String what) {}
}
