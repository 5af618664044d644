package org.posthorn.store;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// One pass over columns of a database, which counts the records and notes what can't be read.
final class Survey {
    /// Sees a record; throws [CorruptRecordException] when it is bad.
    interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    private final Database database;
    private final List<StoreReport.Count> columns = new ArrayList<>();
    private final List<StoreReport.Problem> problems = new ArrayList<>();
    private final List<StoreReport.Problem> aside = new ArrayList<>();
    private long problemCount;
    private String refusal = "";

    Survey(Database database) {
        this.database = database;
    }

    void column(Column column, Visitor visitor) {
        if (!database.has(column)) {
            return;
        }
        Pass pass = new Pass(column, visitor);
        try {
            database.scan(column, new byte[0], Optional.empty(), pass);
        } catch (UncheckedIOException e) {
            note(column, pass.lastKey, "what lies behind this key can't be read now: " + reason(e));
        }
        columns.add(new StoreReport.Count(column.title(), pass.records));
    }

    private final class Pass implements Database.Visitor {
        private final Column column;
        private final Visitor visitor;
        private long records;
        private byte[] lastKey = new byte[0];

        Pass(Column column, Visitor visitor) {
            this.column = column;
            this.visitor = visitor;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            records++;
            lastKey = key;
            if (column == Column.ASIDE && aside.size() < StoreReport.MOST_PROBLEMS) {
                aside.add(asideOf(key));
            }
            look(key, value);
            return true;
        }

        private void look(byte[] key, byte[] value) {
            try {
                visitor.visit(key, value);
            } catch (CorruptRecordException e) {
                note(column, key, String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void pass(byte[] from, Optional<byte[]> to) {
            note(
                    column,
                    lastKey,
                    "damaged on disk: what lies behind this key can't be read"
                            + to.map(end -> ", up to " + HexFormat.of().formatHex(end))
                                    .orElse(""));
            if (column == Column.QUEUE) {
                lost(from, to);
            }
        }

        /// The content, which lies elsewhere under the same keys, tells which messages were there.
        private void lost(byte[] from, Optional<byte[]> to) {
            database.scan(Column.CONTENT, from, to, (key, content) -> {
                try {
                    database.get(Column.QUEUE, key).ifPresent(value -> {
                        records++;
                        look(key, value);
                    });
                } catch (CorruptRecordException e) {
                    records++;
                    note(column, key, "damaged on disk");
                }
                return true;
            });
        }
    }

    private static StoreReport.Problem asideOf(byte[] key) {
        int end = 0;
        while (end < key.length && key[end] != 0) {
            end++;
        }
        byte[] there = Arrays.copyOfRange(key, Math.min(key.length, end + 1), key.length);
        String title = new String(key, 0, end, StandardCharsets.UTF_8);
        return new StoreReport.Problem(
                title, HexFormat.of().formatHex(there), messageOf(title, there), "set aside earlier");
    }

    private void note(Column column, byte[] key, String what) {
        note(new StoreReport.Problem(
                column.title(), HexFormat.of().formatHex(key), messageOf(column.title(), key), what));
    }

    private static String messageOf(String column, byte[] key) {
        boolean isMessage = column.equals(Column.QUEUE.title())
                || column.equals(Column.CONTENT.title())
                || column.equals(Column.HISTORY.title());
        try {
            return isMessage ? Key.messageOf(key).toString() : "";
        } catch (CorruptRecordException e) {
            return "";
        }
    }

    void note(StoreReport.Problem problem) {
        problemCount++;
        if (problems.size() < StoreReport.MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    void refuse(String why) {
        refusal = why;
        note(new StoreReport.Problem("file", "", "", why));
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
        return new StoreReport(columns, problems, problemCount, aside, refusal);
    }
}
