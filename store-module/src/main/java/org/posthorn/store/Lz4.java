package org.posthorn.store;

import java.util.Arrays;

/// Unpacks an LZ4 block, as RocksDB stores one: its length unpacked, as a number of seven bits a byte, then the block.
///
/// Source: LZ4 block format description; RocksDB `util/compression.h`, format 2.
final class Lz4 {
    private static final int LEAST_MATCH = 4;

    private final byte[] in;
    private int at;

    private Lz4(byte[] in) {
        this.in = in;
    }

    /// @throws CorruptRecordException when it is no such block
    static byte[] unpack(byte[] packed, int mostBytes) {
        try {
            return new Lz4(packed).unpack(mostBytes);
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new CorruptRecordException("not a packed value", e);
        }
    }

    private byte[] unpack(int mostBytes) {
        long size = number();
        if (size > mostBytes) {
            throw new CorruptRecordException("a packed value of " + size + " bytes");
        }
        byte[] out = new byte[(int) size];
        int to = 0;
        while (at < in.length) {
            int token = in[at++] & 0xff;
            int literals = length(token >>> 4);
            System.arraycopy(in, at, out, to, literals);
            at += literals;
            to += literals;
            if (at == in.length) {
                break;
            }
            int distance = (in[at] & 0xff) | (in[at + 1] & 0xff) << 8;
            at += 2;
            int match = length(token & 15) + LEAST_MATCH;
            // Byte by byte: a match may reach into itself.
            for (int i = 0; i < match; i++, to++) {
                out[to] = out[to - distance];
            }
        }
        return to == out.length ? out : Arrays.copyOf(out, to);
    }

    private int length(int nibble) {
        int length = nibble;
        if (nibble == 15) {
            int more;
            do {
                more = in[at++] & 0xff;
                length += more;
            } while (more == 255);
        }
        return length;
    }

    private long number() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = in[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptRecordException("not a packed value");
    }
}
