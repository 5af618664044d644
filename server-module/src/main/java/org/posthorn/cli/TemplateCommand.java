package org.posthorn.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.posthorn.api.operator.command.TemplateDelete;
import org.posthorn.api.operator.command.TemplateList;
import org.posthorn.api.operator.command.TemplatePut;
import org.posthorn.api.operator.command.TemplateRender;
import org.posthorn.api.operator.command.TemplateShow;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn template`.
@Command(
        name = "template",
        description = "Templates of messages, which SendTemplatedEmail and SendBulkTemplatedEmail fill in.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class TemplateCommand {
    /// More than any that the server takes.
    private static final int MOST_BYTES = 2 << 20;

    private final Shell shell;

    TemplateCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Makes a template, or replaces the one of that name. It needs text, HTML or both.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int put(
            @Parameters(paramLabel = "NAME", description = "Up to 64 letters, digits, hyphens and underscores.")
                    String name,
            @Option(names = "--subject", paramLabel = "TEXT", required = true, description = "Its subject.")
                    String subject,
            @Option(names = "--text", paramLabel = "FILE", description = "Its text.") Optional<Path> text,
            @Option(names = "--html", paramLabel = "FILE", description = "Its HTML.") Optional<Path> html,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        Optional<String> plain = TextFile.read(text, "template", MOST_BYTES);
        Optional<String> marked = TextFile.read(html, "template", MOST_BYTES);
        return admin.ask(
                shell, new TemplatePut.Request(name, tenant.account(), tenant.region(), subject, plain, marked));
    }

    @Command(
            description = "Lists templates in the order of their names, up to 10,000.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(
            @Option(names = "--after", paramLabel = "NAME", description = "Those behind this name.")
                    Optional<String> after,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new TemplateList.Request(tenant.account(), tenant.region(), after));
    }

    @Command(description = "Shows a template.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int show(
            @Parameters(paramLabel = "NAME", description = "The template.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell, new TemplateShow.Request(name, tenant.account(), tenant.region()), new LongText("text", "html"));
    }

    @Command(
            description = "Shows what a message of a template looks like with some data, and sends nothing.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int render(
            @Parameters(paramLabel = "NAME", description = "The template.") String name,
            @Option(
                            names = "--data",
                            paramLabel = "FILE",
                            required = true,
                            description = "What fills it in: a JSON object.")
                    Path data,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        String json = TextFile.read(data, "template's data", MOST_BYTES);
        return admin.ask(
                shell,
                new TemplateRender.Request(name, tenant.account(), tenant.region(), json),
                new LongText("message"));
    }

    @Command(description = "Removes a template.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "NAME", description = "The template.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new TemplateDelete.Request(name, tenant.account(), tenant.region()));
    }
}
