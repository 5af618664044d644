package org.posthorn.store;

/// A record as bytes at rest, and back: the fourth codec over [org.posthorn.engine.record.RecordSchema].
///
/// The first byte is the version of the encoding, 1; then comes a structure. Numbers without a stated width are
/// variable-length, seven bits a byte, the lowest first; signed ones are folded so that small magnitudes stay short.
///
/// | shape | bytes |
/// |---|---|
/// | structure | count of components, then for each, in the order of declaration: length, bytes |
/// | `String`, enum (by name) | UTF-8 |
/// | `int`, `long` | signed number |
/// | `boolean` | 0 or 1 |
/// | `double` | 8 bytes, IEEE 754, highest first |
/// | `Instant`, `Duration` | seconds as a signed number, nanoseconds as a number |
/// | `byte[]` | itself |
/// | `Optional` | nothing when empty, else 1 and the element |
/// | `List` | count, then for each element: length, bytes |
/// | `Map` | count, then for each entry: length, key, length, value |
/// | choice (sealed interface) | length, simple name of the case, structure |
///
/// So that old bytes stay readable, a type may change in these ways only: components are *appended*, and are
/// `Optional`, `List`, `Map` or `boolean`, which read as empty or false where the bytes end before them; cases and
/// constants are added. A component or case that is renamed is fine in the first place and not in the second: names of
/// components are not stored, names of cases and constants are.
final class StoredRecord {
    /// The version that is written, and the only one so far.
    static final byte VERSION = 1;

    /// No record is longer than this: content (10 MB at most) is kept apart; captured mail was one record with it.
    static final int MAX_BYTES = 48 << 20;

    /// Records inside records.
    static final int MAX_DEPTH = 16;

    private StoredRecord() {}

    /// @throws IllegalArgumentException when the record is larger than [#MAX_BYTES]
    static byte[] encode(Record value) {
        return encode(value, 0);
    }

    /// The same, with this many zero bytes in front for the caller to fill.
    static byte[] encode(Record value, int prefixBytes) {
        RecordWriter writer = new RecordWriter(prefixBytes);
        writer.version(VERSION);
        writer.structure(value);
        return writer.toBytes();
    }

    /// One text inside a record, without the rest of it.
    ///
    /// @param path places of components, from 0: of the record, of its component there, and so on
    /// @throws CorruptRecordException when there is none
    static String text(byte[] bytes, int offset, int... path) {
        RecordReader reader = new RecordReader(bytes, offset);
        reader.version(VERSION);
        return reader.text(path);
    }

    /// @param offset where the record begins; it ends with the array
    /// @throws CorruptRecordException when the bytes are not such a record
    static <T extends Record> T decode(Class<T> type, byte[] bytes, int offset) {
        if (bytes.length - offset > MAX_BYTES) {
            throw new CorruptRecordException(type.getSimpleName() + ": longer than " + MAX_BYTES + " bytes");
        }
        RecordReader reader = new RecordReader(bytes, offset);
        reader.version(VERSION);
        T record = reader.structure(type);
        reader.end();
        return record;
    }
}
