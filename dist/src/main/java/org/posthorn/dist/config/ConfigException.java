package org.posthorn.dist.config;

import java.util.List;

/// A configuration that can't be used. The message has one line for each fault, each ready for its user: where, what,
/// and what would be right.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean usage;

    ConfigException(List<Problem> problems) {
        super(String.join("\n", problems.stream().map(Problem::toString).toList()));
        usage = problems.stream().allMatch(problem -> problem.origin instanceof Origin.Flag);
    }

    /// Whether the command line alone is at fault.
    public boolean isUsage() {
        return usage;
    }

    record Problem(Origin origin, String text) {
        @Override
        public String toString() {
            return origin + ": " + text;
        }
    }
}
