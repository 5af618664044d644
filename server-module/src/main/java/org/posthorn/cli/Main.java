package org.posthorn.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.posthorn.config.ConfigException;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.TypeConversionException;

/// The entry point: `posthorn COMMAND`.
///
/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
@Command(
        name = "posthorn",
        description = "Amazon SES on your own machines.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Commands other than serve, config, restore, repair and doctor talk to",
            "the running server; give them the --config, --set and --dev that it was",
            "started with. check and export also read the store of a stopped one.",
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage."
        })
public final class Main {
    /// The directory with `conf/` and `lib/`; the launcher sets it.
    private static final String HOME_PROPERTY = "posthorn.home";

    private Main() {}

    public static void main(String[] arguments) {
        Path workingDirectory = Path.of("").toAbsolutePath();
        Path home = Path.of(System.getProperty(HOME_PROPERTY, workingDirectory.toString()));
        String base = System.getenv().getOrDefault("POSTHORN_BASE", home.toString());
        Shell shell = new Shell(
                System.getenv(),
                home,
                Path.of(base),
                workingDirectory,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(run(shell, arguments));
    }

    /// @return the exit code
    public static int run(Shell shell, String... arguments) {
        int code = commandLine(shell).execute(arguments);
        shell.out().flush();
        shell.err().flush();
        return code;
    }

    public static CommandLine commandLine(Shell shell) {
        return Numbers.inWords(new CommandLine(new Main())
                        .addSubcommand(new ServeCommand(shell))
                        .addSubcommand(new AccountCommand(shell))
                        .addSubcommand(new KeyCommand(shell))
                        .addSubcommand(
                                new CommandLine(new EventsCommand(shell)).addSubcommand(new EventsAsideCommand(shell)))
                        .addSubcommand(new TopicCommand(shell))
                        .addSubcommand(new SuppressionCommand(shell))
                        .addSubcommand(new ContactsCommand(shell))
                        .addSubcommand(new CommandLine(new IdentityCommand(shell))
                                .addSubcommand(new IdentityPolicyCommand(shell)))
                        .addSubcommand(
                                new CommandLine(new SetCommand(shell)).addSubcommand(new SetDestinationCommand(shell)))
                        .addSubcommand(new TemplateCommand(shell))
                        .addSubcommand(new VerificationCommand(shell))
                        .addSubcommand(new CommandLine(new ReceiptCommand(shell))
                                .addSubcommand(new ReceiptSetCommand(shell))
                                .addSubcommand(new ReceiptRuleCommand(shell))
                                .addSubcommand(new ReceiptFilterCommand(shell))
                                .addSubcommand(new ReceiptForwardCommand(shell)))
                        .addSubcommand(new QueueCommand(shell))
                        .addSubcommand(new ReportsCommand(shell))
                        .addSubcommand(new ConfigCommand(shell))
                        .addSubcommand(new BackupCommand.Make(shell))
                        .addSubcommand(new BackupCommand.Restore(shell))
                        .addSubcommand(new CheckCommand(shell))
                        .addSubcommand(new RepairCommand(shell))
                        .addSubcommand(new ExportCommand(shell))
                        .addSubcommand(new DoctorCommand(shell)))
                .registerConverter(Path.class, Main::path)
                .setOut(shell.out())
                .setErr(shell.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setAbbreviatedOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(shell, failure));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path");
        }
    }

    private static int fail(Shell shell, Exception failure) {
        if (failure instanceof ConfigException || failure instanceof CommandFailedException) {
            shell.complain(String.valueOf(failure.getMessage()));
        } else {
            shell.complain("this should not have happened; please report it");
            failure.printStackTrace(shell.err());
        }
        return failure instanceof ConfigException wrong && wrong.isUsage()
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
    }
}
