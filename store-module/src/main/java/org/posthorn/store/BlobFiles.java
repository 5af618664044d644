package org.posthorn.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Values that RocksDB keeps outside of its tables, read by our own eyes.
///
/// In the table lies: 1, number of the file, offset, size (seven bits a byte), 1 byte of compression. In the file,
/// before the value: length of key and value, expiration (8 bytes each), checksum of these and of the rest (4 each),
/// the key.
///
/// Source: RocksDB, `db/blob/blob_index.h`, `db/blob/blob_log_format.h`.
record BlobFiles(Path directory) {
    private static final int HEADER = 32;
    private static final byte PLAIN = 0;
    private static final byte LZ4 = 4;
    private static final int MASK = 0xa282ead8;

    private record Place(long file, long offset, long size, byte compression) {}

    /// Whether what lies in a table may be the place of a value.
    static boolean mayBePlace(byte[] stored) {
        return place(stored).isPresent();
    }

    private static Optional<Place> place(byte[] stored) {
        if (stored.length < 5 || stored.length > 32 || stored[0] != 1) {
            return Optional.empty();
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(stored, 1, stored.length - 1);
            Place place = new Place(number(in), number(in), number(in), in.get());
            boolean fits = !in.hasRemaining()
                    && (place.compression() == PLAIN || place.compression() == LZ4)
                    && place.size() >= 0
                    && place.size() <= StoredRecord.MAX_BYTES;
            return fits ? Optional.of(place) : Optional.empty();
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BufferUnderflowException();
    }

    /// The value of a key, with its checksum compared.
    ///
    /// @return empty when it can't be read
    Optional<byte[]> read(byte[] key, byte[] stored) {
        return place(stored).flatMap(place -> {
            try {
                return read(key, place);
            } catch (IOException | CorruptRecordException e) {
                return Optional.empty();
            }
        });
    }

    private Optional<byte[]> read(byte[] key, Place place) throws IOException {
        Path file = directory.resolve(String.format(Locale.ROOT, "%06d.blob", place.file()));
        long from = place.offset() - key.length - HEADER;
        if (from < 0 || !Files.exists(file)) {
            return Optional.empty();
        }
        ByteBuffer record =
                ByteBuffer.allocate(HEADER + key.length + (int) place.size()).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (record.hasRemaining()) {
                if (channel.read(record, from + record.position()) < 0) {
                    return Optional.empty();
                }
            }
        }
        byte[] bytes = record.array();
        CRC32C crc = new CRC32C();
        crc.update(bytes, HEADER, bytes.length - HEADER);
        int value = (int) crc.getValue();
        boolean isWhole = ((value >>> 15) | (value << 17)) + MASK == record.getInt(HEADER - 4)
                && Arrays.equals(bytes, HEADER, HEADER + key.length, key, 0, key.length);
        if (!isWhole) {
            return Optional.empty();
        }
        byte[] there = Arrays.copyOfRange(bytes, HEADER + key.length, bytes.length);
        return Optional.of(place.compression() == LZ4 ? Lz4.unpack(there, StoredRecord.MAX_BYTES) : there);
    }
}
