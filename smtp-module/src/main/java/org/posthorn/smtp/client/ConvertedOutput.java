package org.posthorn.smtp.client;

import java.io.OutputStream;
import java.util.Optional;

/// Counts what is written, and keeps it when there is an array for it.
final class ConvertedOutput extends OutputStream {
    private final Optional<byte[]> kept;
    private int size;
    private int last;

    ConvertedOutput(Optional<byte[]> kept) {
        this.kept = kept;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        if (length > 0) {
            int at = size;
            kept.ifPresent(array -> System.arraycopy(from, offset, array, at, length));
            size = Math.addExact(size, length);
            last = from[offset + length - 1];
        }
    }

    int size() {
        return size;
    }

    boolean endsLine() {
        return last == '\n';
    }

    void writeAll(byte[] all) {
        write(all, 0, all.length);
    }
}
