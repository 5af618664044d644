package org.posthorn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Writes, when the distribution is built, what other programs know of the commands: the manual page, and the
/// completion for bash and zsh.
final class Paperwork {
    private Paperwork() {}

    /// @param arguments the directory that becomes `share`
    public static void main(String[] arguments) throws IOException {
        Path share = Path.of(arguments[0]);
        Path here = Path.of("").toAbsolutePath();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine commands = Main.commandLine(new Shell(Map.of(), here, here, here, nowhere, nowhere));
        write(share.resolve("man/man1/posthorn.1"), manual(commands));
        write(share.resolve("bash-completion/completions/posthorn"), AutoComplete.bash("posthorn", commands));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// The page, in the macros of man(7).
    static String manual(CommandLine commands) {
        CommandSpec program = commands.getCommandSpec();
        StringBuilder out = new StringBuilder();
        out.append(".TH POSTHORN 1 \"\" \"")
                .append(roff(String.join(" ", program.version())))
                .append("\"\n.SH NAME\nposthorn \\- ")
                .append(roff(text(program.usageMessage().description())))
                .append("\n.SH SYNOPSIS\n.B posthorn\n.I COMMAND\n[\\fIOPTION\\fR]...\n.SH COMMANDS\n");
        commands.getSubcommands().values().forEach(command -> command(command, out));
        out.append(".SH NOTES\n");
        for (String line : program.usageMessage().footer()) {
            out.append(line.isEmpty() ? ".PP" : roff(line)).append('\n');
        }
        return out.toString();
    }

    private static void command(CommandLine command, StringBuilder out) {
        CommandSpec spec = command.getCommandSpec();
        out.append(".SS \"").append(roff(spec.qualifiedName())).append("\"\n");
        out.append(roff(text(spec.usageMessage().description()))).append('\n');
        spec.positionalParameters().forEach(parameter -> argument(parameter.paramLabel(), parameter, out));
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                boolean takesValue = option.arity().max() > 0;
                argument(
                        String.join(", ", option.names()) + (takesValue ? "=" + option.paramLabel() : ""), option, out);
            }
        }
        command.getSubcommands().values().forEach(below -> command(below, out));
    }

    private static void argument(String label, ArgSpec argument, StringBuilder out) {
        out.append(".TP\n.B \"").append(roff(label)).append("\"\n");
        String described =
                text(argument.description()).replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
        out.append(roff(described)).append(argument.required() ? " Required.\n" : "\n");
    }

    private static String text(String... lines) {
        return String.join(" ", List.of(lines)).replace("%n", " ");
    }

    /// A backslash begins an escape, a quote ends an argument, a hyphen is typographic unless escaped, and a dot or an
    /// apostrophe at the beginning of a line begins a request.
    private static String roff(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("\"", "\\(dq")
                .replace("-", "\\-")
                .replace("\n", " ");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
