package org.posthorn.smtp.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.work.TimeSlice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's connection that gathers its replies: they are sent before the session waits for input, when there are
/// many, and at the end. TLS lies above it, so its records are gathered alike.
final class SessionSocket extends Socket {
    private static final Logger log = LoggerFactory.getLogger(SessionSocket.class);

    // Made at the first use, when the connection stands.
    private @Nullable GatheringOutput output;
    private @Nullable InputStream input;
    private @Nullable Thread owner;
    private @Nullable Runnable afterwards;

    private synchronized GatheringOutput output() throws IOException {
        if (output == null) {
            output = new GatheringOutput(super.getOutputStream());
        }
        return output;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return output();
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (input == null) {
            input = new Asking(super.getInputStream(), output());
        }
        return input;
    }

    /// TLS ends its side with this, and then closes.
    @Override
    public void shutdownOutput() throws IOException {
        sendLast();
        super.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        try {
            sendLast();
        } finally {
            super.close();
            closed();
        }
    }

    /// Does something when this is closed, maybe more than once.
    synchronized void whenClosed(Runnable action) {
        afterwards = action;
    }

    private void closed() {
        Runnable action;
        synchronized (this) {
            action = afterwards;
        }
        if (action != null) {
            action.run();
        }
    }

    /// Only the session's own thread sends what is left, and waits for the client to take it: another one closes the
    /// connection because it must end.
    private void sendLast() {
        GatheringOutput last;
        synchronized (this) {
            last = owner == null || owner == Thread.currentThread() ? output : null;
        }
        try {
            if (last != null && !isClosed() && !isOutputShutdown()) {
                last.send();
            }
        } catch (IOException e) {
            log.debug("event=closed-already reason={}", e.getMessage());
        }
    }

    private synchronized void ownedBy(Thread thread) {
        owner = thread;
    }

    /// Sends what was gathered before it waits.
    private final class Asking extends FilterInputStream {
        private final GatheringOutput replies;
        private final TimeSlice slice = new TimeSlice();

        Asking(InputStream in, GatheringOutput replies) {
            super(in);
            this.replies = replies;
        }

        @Override
        public int read() throws IOException {
            before();
            long since = System.nanoTime();
            int read = super.read();
            slice.waited(since);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            before();
            long since = System.nanoTime();
            int read = super.read(bytes, offset, length);
            slice.waited(since);
            return read;
        }

        private void before() throws IOException {
            ownedBy(Thread.currentThread());
            replies.send();
            slice.check();
        }
    }
}
