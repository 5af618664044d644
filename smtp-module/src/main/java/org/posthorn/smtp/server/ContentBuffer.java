package org.posthorn.smtp.server;

import java.util.ArrayList;
import java.util.List;

/// The content of a message as it comes in: pieces that stay where they are, and one array of the exact size at the
/// end.
final class ContentBuffer {
    private static final int FIRST_BYTES = 8 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[FIRST_BYTES];
    private int used;
    private int size;
    private int last = -1;

    void write(byte[] block, int count) {
        int from = 0;
        while (from < count) {
            if (used == piece.length) {
                full.add(piece);
                piece = new byte[PIECE_BYTES];
                used = 0;
            }
            int part = Math.min(count - from, piece.length - used);
            System.arraycopy(block, from, piece, used, part);
            used += part;
            from += part;
        }
        size += count;
    }

    /// How many line ends of the next bytes are not CRLF. Each becomes two bytes, and a message with any is copied.
    int bareLineEnds(byte[] block, int count) {
        int bare = 0;
        for (int i = 0; i < count; i++) {
            if (block[i] == '\n' ? last != '\r' : last == '\r') {
                bare++;
            }
            last = block[i];
        }
        return bare;
    }

    byte[] toBytes() {
        byte[] bytes = new byte[size];
        int at = 0;
        for (byte[] before : full) {
            System.arraycopy(before, 0, bytes, at, before.length);
            at += before.length;
        }
        System.arraycopy(piece, 0, bytes, at, used);
        return bytes;
    }
}
