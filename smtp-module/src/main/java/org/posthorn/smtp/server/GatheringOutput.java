package org.posthorn.smtp.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps the replies to a pipelined group together (RFC 2920 §3.2): SubEthaSMTP flushes each of them, here they go out
/// in one write, when the session is about to wait for its client.
///
/// Written by the session's own thread; others only close it.
final class GatheringOutput extends OutputStream {
    private static final int MOST_BYTES = 8 * 1024;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] gathered = new byte[MOST_BYTES];
    private int size;

    GatheringOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (size + length > MOST_BYTES) {
                send();
            }
            if (length > MOST_BYTES) {
                out.write(bytes, offset, length);
            } else {
                System.arraycopy(bytes, offset, gathered, size, length);
                size += length;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Does nothing: see [#send].
    @Override
    public void flush() {
        // What SubEthaSMTP and TLS flush is one reply.
    }

    /// Writes what was gathered.
    void send() throws IOException {
        lock.lock();
        try {
            int count = size;
            size = 0;
            if (count > 0) {
                out.write(gathered, 0, count);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Sends what is left, unless the session's thread is at that: it may wait for a client that reads nothing.
    @Override
    public void close() throws IOException {
        try {
            if (lock.tryLock()) {
                try {
                    send();
                } finally {
                    lock.unlock();
                }
            }
        } finally {
            out.close();
        }
    }
}
