package org.posthorn.store;

import java.util.List;

/// What was found when a store was read.
///
/// @param problems the first [#MOST_PROBLEMS]
/// @param problemCount all of them
public record StoreReport(List<Count> columns, List<Problem> problems, long problemCount) {
    /// Problems that are told one by one.
    public static final int MOST_PROBLEMS = 1_000;

    public StoreReport {
        columns = List.copyOf(columns);
        problems = List.copyOf(problems);
    }

    public boolean isSound() {
        return problemCount == 0;
    }

    /// @param records in the column, those that can't be read included
    public record Count(String column, long records) {}

    /// @param key in hexadecimal; names no contents
    public record Problem(String column, String key, String what) {}
}
