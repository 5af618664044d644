package org.posthorn.job;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.job.RecordSource;

/// Reads records out of CSV (RFC 4180), whatever its line ends. Blank lines are none. A record that is too long ends at
/// the next line end, quoted or not, so that a quote that is not closed costs few of those behind it.
final class CsvReader implements RecordSource.Reader {
    private static final int MOST_CHARS = 64 * 1024;
    private static final int MOST_FIELDS = 100;
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private final Reader text;
    private final List<String> columns;

    /// One behind the last that was taken.
    private int next;

    private final StringBuilder raw = new StringBuilder();

    /// @param columns empty when the first record names them
    CsvReader(Reader text, List<String> columns) throws IOException {
        this.text = text;
        next = text.read();
        if (next == BYTE_ORDER_MARK) {
            next = text.read();
        }
        this.columns = columns.isEmpty() ? header() : columns;
    }

    private List<String> header() throws IOException {
        Optional<List<String>> header = fields();
        if (header.isEmpty() || !header.get().contains("emailAddress")) {
            throw new IOException("The first line does not name the columns, emailAddress among them.");
        }
        return header.get();
    }

    @Override
    public Optional<RecordSource.Line> next() throws IOException {
        return fields().map(this::line);
    }

    private RecordSource.Line line(List<String> fields) {
        if (raw.length() >= MOST_CHARS) {
            return RecordSource.Line.unreadable(Cut.text(raw), "the record is too long");
        }
        if (fields.size() > columns.size()) {
            return RecordSource.Line.unreadable(Cut.text(raw), "the record has more fields than there are columns");
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).isEmpty()) {
                named.put(columns.get(i), fields.get(i));
            }
        }
        return RecordSource.Line.of(named, Cut.text(raw));
    }

    /// Of the next record; empty at the end.
    private Optional<List<String>> fields() throws IOException {
        while (next == '\r' || next == '\n') {
            next = text.read();
        }
        raw.setLength(0);
        if (next == END) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        boolean more = true;
        while (more) {
            String field = field();
            if (fields.size() < MOST_FIELDS) {
                fields.add(field);
            }
            more = next == ',' && raw.length() < MOST_CHARS;
            if (more) {
                take();
            }
        }
        while (next != '\r' && next != '\n' && next != END) {
            next = text.read();
        }
        return Optional.of(fields);
    }

    private String field() throws IOException {
        StringBuilder field = new StringBuilder();
        boolean quoted = next == '"';
        if (quoted) {
            take();
        }
        while (next != END && raw.length() < MOST_CHARS) {
            if (quoted && next == '"') {
                take();
                if (next != '"') {
                    quoted = false;
                    continue;
                }
            } else if (!quoted && (next == ',' || next == '\r' || next == '\n')) {
                break;
            }
            field.append((char) next);
            take();
        }
        return field.toString();
    }

    private void take() throws IOException {
        raw.append((char) next);
        next = text.read();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
