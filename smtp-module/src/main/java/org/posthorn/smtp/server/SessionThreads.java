package org.posthorn.smtp.server;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// A virtual thread for each session. Where none can be started, for want of memory or of a thread of the system to run
/// it on, the session is rejected: SubEthaSMTP closes it and goes on, while any other failure would end its thread that
/// accepts connections.
final class SessionThreads extends AbstractExecutorService {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public void execute(Runnable session) {
        try {
            threads.execute(session);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            throw new RejectedExecutionException("no thread for a session", e);
        }
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
