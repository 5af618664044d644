package org.posthorn.cli;

import java.nio.file.Path;
import org.posthorn.api.operator.command.VerificationDelete;
import org.posthorn.api.operator.command.VerificationList;
import org.posthorn.api.operator.command.VerificationPut;
import org.posthorn.api.operator.command.VerificationShow;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn verification`.
@Command(
        name = "verification",
        description =
                "Templates of the mails that ask for the verification of an address, which SendCustomVerificationEmail"
                        + " sends.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class VerificationCommand {
    /// More than any that the server takes.
    private static final int MOST_BYTES = 20 << 20;

    private final Shell shell;

    VerificationCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Makes a template, or replaces the one of that name.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int put(
            @Parameters(paramLabel = "NAME", description = "Up to 64 letters, digits, hyphens and underscores.")
                    String name,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            required = true,
                            description = "The verified address that it comes from.")
                    String from,
            @Option(names = "--subject", paramLabel = "TEXT", required = true, description = "Its subject.")
                    String subject,
            @Option(
                            names = "--content",
                            paramLabel = "FILE",
                            required = true,
                            description = "Its HTML; the link comes behind it.")
                    Path content,
            @Option(
                            names = "--success-url",
                            paramLabel = "URL",
                            required = true,
                            description = "Where the link leads to when it worked.")
                    String successUrl,
            @Option(
                            names = "--failure-url",
                            paramLabel = "URL",
                            required = true,
                            description = "Where it leads to otherwise.")
                    String failureUrl,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        String html = TextFile.read(content, "template", MOST_BYTES);
        return admin.ask(
                shell,
                new VerificationPut.Request(
                        name, tenant.account(), tenant.region(), from, subject, html, successUrl, failureUrl));
    }

    @Command(description = "Lists templates.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(@Mixin TenantOptions tenant, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new VerificationList.Request(tenant.account(), tenant.region()));
    }

    @Command(description = "Shows a template.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int show(
            @Parameters(paramLabel = "NAME", description = "The template.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell, new VerificationShow.Request(name, tenant.account(), tenant.region()), new LongText("content"));
    }

    @Command(description = "Removes a template.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "NAME", description = "The template.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new VerificationDelete.Request(name, tenant.account(), tenant.region()));
    }
}
