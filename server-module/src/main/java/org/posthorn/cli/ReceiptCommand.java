package org.posthorn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.posthorn.api.operator.command.ReceiptRuleList;
import org.posthorn.api.operator.command.ReceiptTest;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.Limits;
import org.posthorn.server.CommandFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn receipt`.
@Command(
        name = "receipt",
        description = "Mail that comes in for the domains of accounts: what is done with it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptCommand {
    private final Shell shell;

    ReceiptCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Shows the rules that act on mail that comes in, in their order; or those of a set.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int rules(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "SET",
                            description = "The receipt rule set, in place of the one that acts.")
                    Optional<String> set,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptRuleList.Request(tenant.account(), tenant.region(), set));
    }

    @Command(
            description = "Says what receipt rules would do with a message, and why, without doing it: the checks are"
                    + " made, no action is.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int test(
            @Parameters(paramLabel = "FILE", description = "The message, as in RFC 5322.") Path file,
            @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "Its recipient.") String to,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            description = "The envelope's sender; without it, that of a bounce, which is empty.")
                    Optional<String> from,
            @Option(names = "--ip", paramLabel = "IP", description = "Who hands it over; 127.0.0.1 without it.")
                    Optional<String> ip,
            @Option(names = "--helo", paramLabel = "NAME", description = "What the client calls itself.")
                    Optional<String> helo,
            @Option(names = "--plain", description = "It comes without TLS.") boolean plain,
            @Mixin AdminOptions admin)
            throws ConfigException {
        String message = Base64.getEncoder().encodeToString(withCrlf(read(file)));
        return admin.ask(shell, new ReceiptTest.Request(message, to, from, ip, helo, Optional.of(plain)));
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > Limits.SMTP_MESSAGE_BYTES) {
                throw new CommandFailedException(file + " is longer than any message that is taken");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "the message: " + CommandFailedException.of(e).getMessage());
        }
    }

    /// As it comes in over SMTP: files of this system have lines that end otherwise.
    private static byte[] withCrlf(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
