package org.posthorn.config;

import java.nio.file.Path;

/// Where a value was given; as text, what its user has to look at.
sealed interface Provenance {
    record BuiltIn() implements Provenance {
        @Override
        public String toString() {
            return "default";
        }
    }

    /// @param line from 1; 0 when not known
    record File(Path file, int line) implements Provenance {
        @Override
        public String toString() {
            return line > 0 ? file + ":" + line : file.toString();
        }
    }

    record Environment(String variable) implements Provenance {
        @Override
        public String toString() {
            return variable;
        }
    }

    /// `--set KEY=VALUE`, or `--dev` for what that changes.
    record Flag(String flag) implements Provenance {
        @Override
        public String toString() {
            return flag;
        }
    }
}
