package org.posthorn.store;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// One pass over columns of a database, which counts the records and notes what can't be read.
final class Reading {
    /// Sees a record; throws [CorruptRecordException] when it is bad.
    interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    private final Database database;
    private final List<StoreReport.Count> columns = new ArrayList<>();
    private final List<StoreReport.Problem> problems = new ArrayList<>();
    private long problemCount;
    private long records;
    private String lastKey = "";

    Reading(Database database) {
        this.database = database;
    }

    void column(Column column, Visitor visitor) {
        if (!database.has(column)) {
            return;
        }
        records = 0;
        lastKey = "";
        try {
            database.scan(column, new byte[0], Optional.empty(), (key, value) -> {
                records++;
                lastKey = HexFormat.of().formatHex(key);
                look(column, key, value, visitor);
                return true;
            });
        } catch (CorruptRecordException | UncheckedIOException e) {
            // RocksDB finds no way behind a damaged block.
            note(column, "damaged on disk; what lies behind this key is not read: " + reason(e));
        }
        columns.add(new StoreReport.Count(column.title(), records));
    }

    private void look(Column column, byte[] key, byte[] value, Visitor visitor) {
        try {
            visitor.visit(key, value);
        } catch (CorruptRecordException e) {
            note(column, String.valueOf(e.getMessage()));
        }
    }

    private void note(Column column, String what) {
        problemCount++;
        if (problems.size() < StoreReport.MOST_PROBLEMS) {
            problems.add(new StoreReport.Problem(column.title(), lastKey, what));
        }
    }

    /// RocksDB's own words, at the root of ours.
    private static String reason(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    StoreReport report() {
        return new StoreReport(columns, problems, problemCount);
    }
}
