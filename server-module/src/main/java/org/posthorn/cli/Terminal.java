package org.posthorn.cli;

import java.io.Console;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// How wide the terminal is that a command writes to.
final class Terminal {
    /// Nothing is fitted into.
    static final int ENDLESS = Integer.MAX_VALUE;

    private static final int NARROWEST = 40;

    private Terminal() {}

    /// The columns that `COLUMNS` names, or those of the terminal; endless when there is none: what goes into a file or
    /// a pipe is not cut.
    ///
    /// @param variables of the environment
    @SuppressWarnings("SystemConsoleNull") // it is null where java.base alone makes it, as in our runtime
    static int columns(Map<String, String> variables) {
        String given = variables.getOrDefault("COLUMNS", "");
        if (!given.isEmpty() && given.length() <= 5 && given.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Math.max(NARROWEST, Integer.parseInt(given));
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return ENDLESS;
        }
        // Picocli asks the terminal, for its help.
        return Math.max(
                NARROWEST, CommandSpec.create().usageMessage().autoWidth(true).width());
    }
}
