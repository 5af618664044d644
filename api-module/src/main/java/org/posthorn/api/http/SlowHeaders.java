package org.posthorn.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/// Cuts off connections that take too long over the headers of a request.
///
/// The idle timeout does not catch a client that sends a byte now and then. So each connection is either *waiting*,
/// from its opening or its last answer, or *serving* a request; one that has waited for longer than allowed since the
/// first byte of a request came is closed. Serving has limits of its own.
final class SlowHeaders extends Handler.Wrapper implements Connection.Listener {
    private final long limitNanos;
    private final long lookEveryMillis;
    private final Map<Connection, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile Scheduler.Task next = () -> true;

    SlowHeaders(Duration limit, Handler handler) {
        super(handler);
        this.limitNanos = limit.toNanos();
        this.lookEveryMillis = Math.max(100, limit.toMillis() / 4);
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection)) {
            waiting.put(connection, Waiting.from(connection));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        waiting.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        waiting.remove(connection);
        Request.addCompletionListener(request, failure -> {
            if (connection.getEndPoint().isOpen()) {
                waiting.put(connection, Waiting.from(connection));
            }
        });
        return super.handle(request, response, callback);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        scheduleLook();
    }

    @Override
    protected void doStop() throws Exception {
        next.cancel();
        super.doStop();
    }

    private void scheduleLook() {
        next = getServer().getScheduler().schedule(this::look, lookEveryMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        waiting.replaceAll((connection, state) -> state.seen(connection.getBytesIn(), now));
        waiting.forEach((connection, state) -> {
            if (state.started && now - state.startedNanos > limitNanos) {
                waiting.remove(connection);
                connection.close();
            }
        });
        if (isRunning()) {
            scheduleLook();
        }
    }

    /// @param bytesBefore that the connection had taken in when it began to wait
    /// @param startedNanos when a byte of the next request was first seen
    private record Waiting(long bytesBefore, boolean started, long startedNanos) {
        static Waiting from(Connection connection) {
            return new Waiting(connection.getBytesIn(), false, 0);
        }

        Waiting seen(long bytes, long now) {
            return started || bytes == bytesBefore ? this : new Waiting(bytesBefore, true, now);
        }
    }
}
