package org.posthorn.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// One write-ahead log of RocksDB, read by our own eyes: every record is checked, and what lies behind a bad one is
/// read too.
///
/// A log is a row of blocks of 32 KiB, each a row of pieces: masked CRC-32C (4 bytes), length (2), type (1), for
/// recycled files the number of the log (4), then the bytes. A record is one FULL piece, or FIRST, MIDDLE…, LAST. What
/// is left of a block that has no room for a header is zero.
///
/// Source: RocksDB, `db/log_format.h`, `db/log_reader.cc`.
final class LogFile {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int RECYCLED_HEADER = 11;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;
    private static final int RECYCLED = 4;
    /// Types from here on are RocksDB's notes to itself, and no part of what was written.
    private static final int NOTES = 9;

    private static final int MASK = 0xa282ead8;

    /// Bytes that are no record.
    ///
    /// @param isTail whether no record lies behind them
    record Damage(long offset, long sizeBytes, boolean isTail) {}

    interface Visitor {
        /// @param isBehindDamage whether bytes before it can't be read; RocksDB then does not read it
        void record(byte[] batch, boolean isBehindDamage);
    }

    private final Visitor visitor;
    private final List<Damage> damages = new ArrayList<>();
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private boolean assembling;
    private long badFrom = -1;
    private long badTo;

    private LogFile(Visitor visitor) {
        this.visitor = visitor;
    }

    /// The logs of a store, in the order they were written.
    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> number(file) >= 0)
                    .sorted(Comparator.comparingLong(LogFile::number))
                    .toList();
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        int digits = name.length() - ".log".length();
        if (digits < 1 || digits > 18 || !name.endsWith(".log")) {
            return -1;
        }
        for (int i = 0; i < digits; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(name, 0, digits, 10);
    }

    /// Hands over the records of a file, each a write batch.
    ///
    /// @return what is not a record
    /// @throws IOException when the disk can't read
    static List<Damage> read(Path file, Visitor visitor) throws IOException {
        LogFile log = new LogFile(visitor);
        try (InputStream in = Files.newInputStream(file)) {
            long offset = 0;
            byte[] block = in.readNBytes(BLOCK);
            while (block.length > 0) {
                log.block(block, offset);
                offset += block.length;
                block = in.readNBytes(BLOCK);
            }
            if (log.assembling) {
                log.bad(offset, offset);
            }
        }
        log.endDamage(true);
        return List.copyOf(log.damages);
    }

    private void block(byte[] block, long offset) {
        int at = 0;
        while (block.length - at >= HEADER) {
            int size = pieceSize(block, at);
            if (size > 0) {
                piece(block, at, size, offset);
                at += size;
                continue;
            }
            int next = at + 1;
            // Its length may be what is damaged: look for the next piece that proves itself.
            while (next <= block.length - HEADER && pieceSize(block, next) == 0) {
                next++;
            }
            int end = next <= block.length - HEADER ? next : block.length;
            bad(offset + at, offset + end);
            at = end;
        }
        if (at < block.length && (block.length < BLOCK || !isZero(block, at))) {
            bad(offset + at, offset + block.length);
        }
    }

    private static boolean isZero(byte[] block, int from) {
        for (int i = from; i < block.length; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// The size of the piece that begins here, header included; 0 when none does.
    private static int pieceSize(byte[] block, int at) {
        int type = block[at + 6];
        if (type == 0) {
            return 0;
        }
        ByteBuffer header = ByteBuffer.wrap(block, at, HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int masked = header.getInt();
        int length = Short.toUnsignedInt(header.getShort());
        int size = headerSize(type) + length;
        if (size > block.length - at) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        crc.update(block, at + HEADER - 1, size - HEADER + 1);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + MASK == masked ? size : 0;
    }

    private static int headerSize(int type) {
        return type > RECYCLED && type < NOTES ? RECYCLED_HEADER : HEADER;
    }

    private void piece(byte[] block, int at, int size, long offset) {
        int type = block[at + 6];
        if (type < 0 || type >= NOTES) {
            return;
        }
        int header = headerSize(type);
        int part = type > RECYCLED ? type - RECYCLED : type;
        boolean begins = part == FULL || part == FIRST;
        if (begins == assembling) {
            // Its beginning or its end is missing.
            bad(offset + at, offset + (begins ? at : at + size));
            if (!begins) {
                return;
            }
        }
        if (begins) {
            pieces.reset();
        }
        pieces.write(block, at + header, size - header);
        assembling = part == FIRST || part == MIDDLE;
        if (part == FULL || part == LAST) {
            endDamage(false);
            visitor.record(pieces.toByteArray(), !damages.isEmpty());
        }
    }

    private void bad(long from, long to) {
        assembling = false;
        if (badFrom < 0) {
            badFrom = from;
        }
        badTo = to;
    }

    private void endDamage(boolean isTail) {
        if (badFrom >= 0) {
            damages.add(new Damage(badFrom, badTo - badFrom, isTail));
            badFrom = -1;
        }
    }
}
