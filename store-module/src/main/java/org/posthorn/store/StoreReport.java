package org.posthorn.store;

import java.util.List;

/// What was found when a store was read.
///
/// @param problems the first [#MOST_PROBLEMS]
/// @param problemCount all of them
/// @param aside what was set aside earlier, the first [#MOST_PROBLEMS]; no problem once more
/// @param refusal why the server does not start on it; empty when it does
public record StoreReport(
        List<Count> columns, List<Problem> problems, long problemCount, List<Problem> aside, String refusal) {
    /// Problems that are told one by one.
    public static final int MOST_PROBLEMS = 1_000;

    public StoreReport {
        columns = List.copyOf(columns);
        problems = List.copyOf(problems);
        aside = List.copyOf(aside);
    }

    public boolean isSound() {
        return problemCount == 0;
    }

    /// @param records in the column, those that can't be read included
    public record Count(String column, long records) {}

    /// @param column or `file`
    /// @param key in hexadecimal, or the name of the file; names no contents
    /// @param message the id of the message that it belongs to; empty when it is none's
    public record Problem(String column, String key, String message, String what) {}
}
