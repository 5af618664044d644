package org.posthorn.feedback;

import java.io.ByteArrayInputStream;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.work.BoundedWork;

/// A stranger's message as a stream: its first bytes, and an end to the work of whoever reads it when the deadline has
/// passed.
final class WatchedInput extends ByteArrayInputStream {
    /// @param most bytes that are looked at
    WatchedInput(Content content, int most) {
        super(content.bytes(), 0, Math.min(content.sizeBytes(), most));
    }

    @Override
    public synchronized int read(byte[] target, int from, int length) {
        BoundedWork.checkpoint();
        return super.read(target, from, length);
    }
}
