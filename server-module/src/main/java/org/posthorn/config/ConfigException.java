package org.posthorn.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A configuration that can't be used. The message has one line for each fault, each ready for its user: where, what,
/// and what would be right.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean usage;
    private final transient Optional<Rest> rest;

    ConfigException(List<Problem> problems) {
        this(problems, Optional.empty());
    }

    ConfigException(List<Problem> problems, Rest rest) {
        this(problems, Optional.of(rest));
    }

    private ConfigException(List<Problem> problems, Optional<Rest> rest) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.usage = problems.stream().allMatch(problem -> problem.origin instanceof Provenance.Flag);
        this.rest = rest;
    }

    private ConfigException(ConfigException first, List<String> more) {
        super(Stream.concat(Stream.of(String.valueOf(first.getMessage())), more.stream())
                .collect(Collectors.joining("\n")));
        this.usage = first.usage;
        this.rest = first.rest;
    }

    /// The same with faults that were found elsewhere, so that one start tells of all.
    public ConfigException with(List<String> more) {
        return new ConfigException(this, more);
    }

    /// Whether the command line alone is at fault.
    public boolean isUsage() {
        return usage;
    }

    /// What can be said all the same; empty when nothing could be read.
    public Optional<Rest> rest() {
        return rest;
    }

    /// @param config with the default in the place of each value that is bad
    /// @param faulty the keys of these
    public record Rest(PosthornConfig config, Set<String> faulty) {
        public Rest {
            faulty = Set.copyOf(faulty);
        }
    }

    record Problem(Provenance origin, String text) {
        @Override
        public String toString() {
            return origin + ": " + text;
        }
    }
}
