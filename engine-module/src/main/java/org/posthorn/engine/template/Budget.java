package org.posthorn.engine.template;

/// What one rendering may cost. Not safe for use by several threads.
final class Budget {
    /// Longest output of one part, in characters.
    static final int OUTPUT_CHARS = 4_000_000;
    static final int STEPS = 500_000;
    static final String TOO_LONG = "The template takes too long to render.";
    static final long NANOS = 2_000_000_000L;

    private final long deadline;
    private long chars;
    private int steps;

    Budget(long nowNanos) {
        this.deadline = nowNanos + NANOS;
    }

    /// Thrown through the library, and caught by whoever gave the budget.
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exceeded(String what) {
            super(what, null, false, false);
        }
    }

    /// @param output characters that this step may add at most
    void step(int output) {
        chars += output;
        steps++;
        if (chars > OUTPUT_CHARS) {
            throw new Exceeded("The rendered template exceeds " + OUTPUT_CHARS + " characters.");
        }
        if (steps > STEPS || System.nanoTime() - deadline > 0) {
            throw new Exceeded(TOO_LONG);
        }
    }
}
