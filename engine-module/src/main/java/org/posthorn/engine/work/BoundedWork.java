package org.posthorn.engine.work;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.posthorn.engine.work.UnfinishedWorkException.Reason;

/// A few platform threads for work whose cost strangers decide, with a deadline.
///
/// A virtual thread that computes keeps its carrier, and there are as many carriers as cores: a handful of hostile
/// inputs would stop HTTP, SMTP and delivery alike. Here such work gets threads of its own, which the system shares out
/// against the carriers. What waits is bounded, by number and by time; both limits are told to the caller at once.
///
/// Nothing but the work itself can end it: the deadline interrupts its thread, and its loops ask [#checkpoint]. Work
/// that never asks keeps its thread until it is done, and no more than that. Safe for use by many threads.
public final class BoundedWork implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int MOST_THREADS = 4;

    /// Payers share these by chance; two that do only wait for each other.
    private static final int SHARES = 256;

    private final String name;
    private final Duration deadline;
    private final ThreadPoolExecutor threads;
    private final Semaphore[] shares = new Semaphore[SHARES];

    /// @param name of the threads
    /// @param threads that work at the same time
    /// @param waiting most calls that wait for a thread, at least 1
    /// @param deadline from the call to the end of the work
    public BoundedWork(String name, int threads, int waiting, Duration deadline) {
        this.name = name;
        this.deadline = deadline;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name(name + "-", 1).factory());
        this.threads.allowCoreThreadTimeOut(true);
        Arrays.setAll(shares, i -> new Semaphore(Math.max(1, threads / 2)));
    }

    /// As many threads as there are cores, 4 at most.
    public static BoundedWork onCores(String name, int waiting, Duration deadline) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new BoundedWork(name, Math.min(cores, MOST_THREADS), waiting, deadline);
    }

    /// As [#call(Callable)], for one who gets half of the threads at most, however much it asks for: its other calls
    /// wait for their turn outside, where they are in nobody's way.
    ///
    /// @param payer an account
    public <T> T call(String payer, Callable<T> work) throws UnfinishedWorkException {
        Semaphore share = shares[Math.floorMod(payer.hashCode(), SHARES)];
        try {
            if (!share.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnfinishedWorkException(name, Reason.BUSY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnfinishedWorkException(name, Reason.STOPPED);
        }
        // Given back by whoever had it last: work that does not ask goes on behind its deadline.
        AtomicBoolean begun = new AtomicBoolean();
        try {
            return call(() -> {
                if (!begun.compareAndSet(false, true)) {
                    throw new CancellationException("given up before it began");
                }
                try {
                    return work.call();
                } finally {
                    share.release();
                }
            });
        } finally {
            if (begun.compareAndSet(false, true)) {
                share.release();
            }
        }
    }

    /// Has it done and waits for the result. An unchecked exception or error of the work passes through.
    ///
    /// @throws UnfinishedWorkException when there is no result in time
    /// @throws IllegalStateException when the work throws a checked exception, which is its cause
    public <T> T call(Callable<T> work) throws UnfinishedWorkException {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw new UnfinishedWorkException(name, threads.isShutdown() ? Reason.STOPPED : Reason.BUSY);
        }
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw given(task, Reason.LATE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw given(task, Reason.STOPPED);
        } catch (CancellationException e) {
            throw new UnfinishedWorkException(name, Reason.STOPPED);
        } catch (ExecutionException e) {
            throw passedOn(e);
        }
    }

    /// Ends the work that asks when its deadline has passed: for the loops of whatever may run long.
    ///
    /// @throws CancellationException when the thread is interrupted; it stays so
    public static void checkpoint() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the deadline has passed");
        }
    }

    private UnfinishedWorkException given(FutureTask<?> task, Reason reason) {
        task.cancel(true);
        // It would hold its place, and what it has read, until a thread came to it.
        threads.remove(task);
        return new UnfinishedWorkException(name, reason);
    }

    private RuntimeException passedOn(ExecutionException failure) throws UnfinishedWorkException {
        Throwable cause = failure.getCause();
        if (cause instanceof CancellationException) {
            // A stop interrupts what runs, without the caller's doing.
            throw new UnfinishedWorkException(name, Reason.STOPPED);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
    }

    /// Interrupts what runs, and tells those who wait that it stops.
    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            if (waiting instanceof FutureTask<?> task) {
                task.cancel(true);
            }
        }
    }
}
