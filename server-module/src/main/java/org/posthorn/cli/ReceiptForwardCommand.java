package org.posthorn.cli;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.command.ReceiptForwardAdd;
import org.posthorn.api.operator.command.ReceiptForwardList;
import org.posthorn.api.operator.command.ReceiptForwardRemove;
import org.posthorn.config.ConfigException;
import org.posthorn.config.HostPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// `posthorn receipt forward`.
@Command(
        name = "forward",
        description = "SMTP hosts that mail goes on to, behind what the active rule set does with it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptForwardCommand {
    private final Shell shell;

    ReceiptForwardCommand(Shell shell) {
        this.shell = shell;
    }

    /// A host and its port.
    static final class HostAndPort implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            try {
                return HostPort.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Command(
            description =
                    "Sends mail for some recipients on to an SMTP host. Its sender is rewritten (SRS), so that the"
                            + " host may check SPF, and bounces find their way back.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int add(
            @Parameters(paramLabel = "NAME", description = "Up to 64 letters, digits, hyphens and underscores.")
                    String name,
            @Option(
                            names = "--recipient",
                            paramLabel = "RECIPIENT",
                            split = ",",
                            required = true,
                            description = "An address, with its labels; a domain; or .DOMAIN for those below;"
                                    + " comma-separated.")
                    List<String> recipients,
            @Option(
                            names = "--to",
                            paramLabel = "HOST:PORT",
                            required = true,
                            converter = HostAndPort.class,
                            description = "The host.")
                    HostPort to,
            @Option(
                            names = "--tls",
                            paramLabel = "MODE",
                            defaultValue = "opportunistic",
                            description =
                                    "off; opportunistic: STARTTLS when it is offered; required: with a certificate that"
                                            + " holds; wrapper: TLS from the first byte (default: ${DEFAULT-VALUE}).")
                    String tls,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new ReceiptForwardAdd.Request(
                        name, tenant.account(), tenant.region(), recipients, to.host(), to.port(), Optional.of(tls)));
    }

    @Command(description = "Lists forwards.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(@Mixin TenantOptions tenant, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ReceiptForwardList.Request(tenant.account(), tenant.region()));
    }

    @Command(
            description = "Sends mail on to it no longer, mail that waits for it included.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int remove(
            @Parameters(paramLabel = "NAME", description = "The forward.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ReceiptForwardRemove.Request(name, tenant.account(), tenant.region()));
    }
}
