package org.posthorn.engine.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Parts of byte arrays, put together in one array of the exact size: a message may take tens of megabytes, so it is
/// copied once and no buffer grows by doubling.
public final class Pieces {
    private record Piece(byte[] bytes, int from, int to) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int size;

    /// Adds a part of an array that stays as it is until [#join].
    public Pieces add(byte[] bytes, int from, int to) {
        pieces.add(new Piece(bytes, from, to));
        size += to - from;
        return this;
    }

    public Pieces add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    public Pieces add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] join() {
        byte[] joined = new byte[size];
        int at = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.bytes(), piece.from(), joined, at, piece.to() - piece.from());
            at += piece.to() - piece.from();
        }
        return joined;
    }
}
