package org.posthorn.api.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The bytes of a request body, in pieces as they came, so that they are in memory once and never copied. Filled by one
/// thread, then only read.
///
/// All pieces but the last have [#PIECE_BYTES], so a position tells its piece.
public final class Chunks {
    private static final int SHIFT = 16;
    static final int PIECE_BYTES = 1 << SHIFT;
    private static final int MASK = PIECE_BYTES - 1;
    private static final int FIRST_BYTES = 4 * 1024;

    private byte[][] pieces = new byte[1][0];
    private int last;
    private int length;

    /// Bytes that are there already.
    public static Chunks of(byte[] bytes) {
        Chunks chunks = new Chunks();
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            chunks.grow(chunks.growth(bytes.length));
            chunks.append(source);
        }
        return chunks;
    }

    public int length() {
        return length;
    }

    /// Whether [#append] would find no room.
    public boolean isFull() {
        return length == (last << SHIFT) + pieces[last].length;
    }

    /// How many bytes the next [#grow] should add.
    ///
    /// @param expected the whole length; negative when it is not known
    public int growth(long expected) {
        int room = PIECE_BYTES - (length - (last << SHIFT));
        int wanted = expected > length ? (int) Math.min(Integer.MAX_VALUE, expected - length) : 0;
        int atLeast = Math.max(FIRST_BYTES, pieces[last].length == PIECE_BYTES ? PIECE_BYTES : pieces[last].length);
        return Math.min(room == 0 ? PIECE_BYTES : room, wanted > 0 ? wanted : atLeast);
    }

    /// Makes room for so many bytes; only when full.
    public void grow(int bytes) {
        byte[] piece = pieces[last];
        if (piece.length < PIECE_BYTES) {
            pieces[last] = Arrays.copyOf(piece, piece.length + bytes);
            return;
        }
        last++;
        if (last == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * last);
        }
        pieces[last] = new byte[bytes];
    }

    /// Takes what there is room for.
    public void append(ByteBuffer source) {
        int at = length - (last << SHIFT);
        int count = Math.min(source.remaining(), pieces[last].length - at);
        source.get(pieces[last], at, count);
        length += count;
    }

    /// Forgets the bytes.
    public void clear() {
        pieces = new byte[1][0];
        last = 0;
        length = 0;
    }

    /// A part of the bytes, in the form that digests take.
    public interface Part {
        void take(byte[] bytes, int offset, int count);
    }

    /// All bytes, in order.
    public void forEach(Part part) {
        for (int i = 0; i <= last; i++) {
            part.take(pieces[i], 0, Math.min(PIECE_BYTES, length - (i << SHIFT)));
        }
    }

    /// Reads them without a copy.
    InputStream stream() {
        if (last == 0) {
            return new ByteArrayInputStream(pieces[0], 0, length);
        }
        List<InputStream> all = new ArrayList<>(last + 1);
        forEach((bytes, offset, count) -> all.add(new ByteArrayInputStream(bytes, offset, count)));
        return new SequenceInputStream(Collections.enumeration(all));
    }

    public void writeTo(OutputStream out) throws IOException {
        for (int i = 0; i <= last; i++) {
            out.write(pieces[i], 0, Math.min(PIECE_BYTES, length - (i << SHIFT)));
        }
    }

    byte at(int index) {
        return pieces[index >>> SHIFT][index & MASK];
    }

    /// The first place of a byte from one position to before another, which is the answer when there is none.
    int indexOf(char wanted, int from, int to) {
        int at = from;
        while (at < to) {
            byte[] piece = pieces[at >>> SHIFT];
            int base = at & ~MASK;
            int end = Math.min(to - base, PIECE_BYTES);
            for (int i = at - base; i < end; i++) {
                if (piece[i] == wanted) {
                    return base + i;
                }
            }
            at = base + end;
        }
        return to;
    }
}
