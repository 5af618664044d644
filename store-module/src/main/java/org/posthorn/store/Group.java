package org.posthorn.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// The number of one write of [GroupCommit], which lies in the write itself, as its first change. Numbers follow each
/// other without a gap, so what a store has lost is the difference to what it must have ([StoreProof]).
///
/// @param number from 1
/// @param at when it was written
/// @param synced the newest group that was known to be on disk then: whoever reads this one must find that one too
record Group(long number, Instant at, long synced) {
    static final Group NONE = new Group(0, Instant.EPOCH, 0);

    /// Where the newest one lies, in [Column#FORMAT].
    static final byte[] KEY = Key.text("group");

    private static final int VALUE_BYTES = 3 * Long.BYTES;
    /// A batch begins with 8 bytes of sequence and 4 of count.
    private static final int FIRST_CHANGE = 12;
    /// A put in the default column, the length of the key, the key, the length of the value: what a group begins with.
    private static final byte[] PREFIX = prefix();

    private static byte[] prefix() {
        return ByteBuffer.allocate(3 + KEY.length)
                .put((byte) 1)
                .put((byte) KEY.length)
                .put(KEY)
                .put((byte) VALUE_BYTES)
                .array();
    }

    byte[] bytes() {
        return ByteBuffer.allocate(VALUE_BYTES)
                .putLong(number)
                .putLong(at.toEpochMilli())
                .putLong(synced)
                .array();
    }

    /// @throws CorruptRecordException when it is none
    static Group of(byte[] value) {
        if (value.length != VALUE_BYTES) {
            throw new CorruptRecordException("the number of a group has " + value.length + " bytes");
        }
        return read(ByteBuffer.wrap(value));
    }

    private static Group read(ByteBuffer value) {
        return new Group(value.getLong(), Instant.ofEpochMilli(value.getLong()), value.getLong());
    }

    /// The group that a batch of the log is; empty for one that was written by an older version.
    static Optional<Group> ofBatch(byte[] batch) {
        int value = FIRST_CHANGE + PREFIX.length;
        if (batch.length < value + VALUE_BYTES
                || !Arrays.equals(batch, FIRST_CHANGE, value, PREFIX, 0, PREFIX.length)) {
            return Optional.empty();
        }
        return Optional.of(read(ByteBuffer.wrap(batch, value, VALUE_BYTES)));
    }
}
