package org.posthorn.engine.part;

/// Something of the running program that starts and stops.
///
/// @param name what it is called while a stop waits for it, and in the order of the parts
public record Part(String name, Start start) {
    /// Starts it.
    public interface Start {
        /// @return what stops it
        /// @throws Exception when it does not start; nothing is left to stop then
        AutoCloseable run() throws Exception;
    }

    /// One that works as soon as it is made, and only has to be stopped.
    public static Part stopping(String name, AutoCloseable stop) {
        return new Part(name, () -> stop);
    }

    /// A step of the start, with nothing to stop.
    public static Part step(String name, Step step) {
        return new Part(name, () -> {
            step.run();
            return () -> {};
        });
    }

    public interface Step {
        void run() throws Exception;
    }
}
