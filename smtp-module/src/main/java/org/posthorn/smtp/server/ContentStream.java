package org.posthorn.smtp.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The content behind DATA, to its end: CRLF, a dot, CRLF, and nothing else that looks like it (RFC 5321 §4.1.1.4). The
/// dot that a client puts before one at the start of a line is taken away (§4.5.2).
///
/// CR and LF may occur as CRLF only (RFC 5321 §2.3.8). Where clients break that rule and it is mended, all readers
/// behind find the same lines, so that no field is hidden from those who check a message and seen by those who show it.
/// It is done as by Postfix (`smtpd_forbid_bare_newline = normalize`, `cleanup_replace_stray_cr_lf`): an LF without CR
/// ends a line, CRs before CRLF are dropped, and others become a blank. A message without any comes as it was sent.
///
/// Reads no byte behind the end. Belongs to one thread.
final class ContentStream extends InputStream {
    /// No more than a [java.io.BufferedInputStream] keeps by itself.
    private static final int BLOCK_BYTES = 4 * 1024;
    /// One byte read may be the second of two that were held back.
    private static final int MOST_OUT = 3 * BLOCK_BYTES;

    private enum State {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR
    }

    private final InputStream in;
    private final boolean mends;
    private final byte[] raw = new byte[BLOCK_BYTES];
    private final byte[] ready = new byte[MOST_OUT];
    private int at;
    private int size;
    private State state = State.LINE_START;
    private boolean ended;

    /// @param in can go back to a mark for 4 KiB
    /// @param mends whether CRs and LFs that are no CRLF are mended
    ContentStream(InputStream in, boolean mends) {
        this.in = in;
        this.mends = mends;
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[at++] & 0xff : -1;
    }

    /// @throws EOFException when the client is gone before the end
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, size - at);
        System.arraycopy(ready, at, bytes, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == size && !ended) {
            at = 0;
            size = 0;
            in.mark(BLOCK_BYTES);
            int count = in.read(raw, 0, BLOCK_BYTES);
            if (count < 0) {
                throw new EOFException("the content has no end");
            }
            int used = 0;
            while (used < count && !ended) {
                next(raw[used++]);
            }
            if (used < count) {
                in.reset();
                in.skipNBytes(used);
            }
        }
        return at < size;
    }

    private void next(byte b) {
        switch (state) {
            case LINE_START -> {
                if (b == '.') {
                    state = State.DOT;
                } else {
                    text(b);
                }
            }
            case DOT -> {
                if (b == '\r') {
                    state = State.DOT_CR;
                } else {
                    text(b);
                }
            }
            case DOT_CR -> {
                if (b == '\n') {
                    ended = true;
                } else {
                    afterCr(b);
                }
            }
            case CR -> afterCr(b);
            case TEXT -> text(b);
        }
    }

    private void text(byte b) {
        if (b == '\r') {
            state = State.CR;
            return;
        }
        if (b == '\n' && mends) {
            put('\r');
        }
        put(b);
        // A dot behind it is no end, and stands for itself.
        state = State.TEXT;
    }

    /// A CR is held back.
    private void afterCr(byte b) {
        if (b == '\n') {
            put('\r');
            put('\n');
            state = State.LINE_START;
        } else if (b == '\r') {
            if (!mends) {
                put('\r');
            }
            state = State.CR;
        } else {
            put(mends ? ' ' : '\r');
            text(b);
        }
    }

    private void put(int b) {
        ready[size++] = (byte) b;
    }
}
