package org.posthorn.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.api.operator.command.IdentityConfigurationSet;
import org.posthorn.api.operator.command.IdentityDelete;
import org.posthorn.api.operator.command.IdentityDkim;
import org.posthorn.api.operator.command.IdentityDns;
import org.posthorn.api.operator.command.IdentityFeedback;
import org.posthorn.api.operator.command.IdentityList;
import org.posthorn.api.operator.command.IdentityMailFrom;
import org.posthorn.api.operator.command.IdentityMakeDkim;
import org.posthorn.api.operator.command.IdentityNotify;
import org.posthorn.api.operator.command.IdentityRequest;
import org.posthorn.api.operator.command.IdentityRotateDkim;
import org.posthorn.api.operator.command.IdentityShow;
import org.posthorn.api.operator.command.IdentityVerify;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.settings.MailFrom.OnMxFailure;
import org.posthorn.engine.settings.Notifications;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `posthorn identity`.
@Command(
        name = "identity",
        description = "Verifies, lists, changes and removes the addresses and domains that accounts send from.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class IdentityCommand {
    private static final int KEY_BYTES = 32 * 1024;

    private final Shell shell;

    @Spec
    private CommandSpec command = CommandSpec.create();

    IdentityCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description =
                    "Verifies an address or a domain on your word, instead of the e-mailed link or the DNS record.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int verify(
            @Parameters(paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityVerify.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Shows the DNS records that a domain needs, and which were found when they were last looked"
                    + " for.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int dns(
            @Parameters(paramLabel = "NAME", description = "A domain.") String name,
            @Mixin TenantOptions tenant,
            @Option(
                            names = "--format",
                            paramLabel = "FORM",
                            defaultValue = "table",
                            description = "table (the default); zone: lines for a zone file; json; terraform: resources"
                                    + " for Route 53. TXT records are split at 255 octets in zone and terraform.")
                    DnsForm format,
            @Mixin AdminOptions admin)
            throws ConfigException {
        DnsForm form = admin.json && format == DnsForm.TABLE ? DnsForm.JSON : format;
        if (admin.json && form != DnsForm.JSON) {
            throw new ParameterException(command.commandLine(), "--json and --format say different things");
        }
        JsonNode records = admin.client(shell).ask(new IdentityDns.Request(name, tenant.account(), tenant.region()));
        String mailDomain = admin.config.read(shell).config().mail().domain();
        shell.out().print(form.text(name, mailDomain, records, admin.columns(shell)));
        return 0;
    }

    @Command(
            name = "rotate-dkim",
            description = "Signs with the next DKIM key of a domain, and makes a new one in the place of the last.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int rotateDkim(
            @Parameters(paramLabel = "NAME", description = "A domain.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityRotateDkim.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description =
                    "Switches DKIM signatures on mail of a domain, or of one of its addresses, on or off. Its keys"
                            + " must have been found in DNS.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int dkim(
            @Parameters(paramLabel = "NAME", description = "A domain or an address.") String name,
            @Parameters(index = "1", paramLabel = "on|off", description = "What it shall be.") Switch to,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityDkim.Request(name, tenant.account(), tenant.region(), to == Switch.ON));
    }

    @Command(
            description =
                    "Removes an address or a domain, with its DKIM keys, its MAIL FROM domain, its policies and its"
                            + " topics. Mail that was accepted is still delivered.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(
            @Parameters(paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityDelete.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description =
                    "Registers an address or a domain that its owner has yet to verify: by the link that an address is"
                            + " mailed, or by the TXT record that identity dns shows.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int request(
            @Parameters(paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityRequest.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Shows all that is set for an address or a domain.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(
            @Parameters(paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityShow.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            name = "make-dkim",
            description =
                    "Gives a domain its DKIM keys, and looks for their records from then on; the same keys again when"
                            + " it has some, or others when --bits or --selector and --key say so: then those before"
                            + " sign until the new records are found. identity dns shows the records.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int makeDkim(
            @Parameters(paramLabel = "NAME", description = "A domain.") String name,
            @Option(names = "--bits", paramLabel = "N", description = "How long keys are made: 1024 or 2048 (RSA).")
                    Optional<Integer> bits,
            @Option(
                            names = "--selector",
                            paramLabel = "SELECTOR",
                            description = "The selector of a key that the owner of the domain made.")
                    Optional<String> selector,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "That key: RSA of 1024 to 2048 bits, PEM (PKCS #8 or PKCS #1) or its base64.")
                    Optional<Path> key,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        if (selector.isPresent() != key.isPresent()) {
            throw new ParameterException(command.commandLine(), "give --selector and --key together");
        }
        if (bits.isPresent() && key.isPresent()) {
            throw new ParameterException(command.commandLine(), "--bits and --key exclude each other");
        }
        Optional<String> text = TextFile.read(key, "key", KEY_BYTES).map(IdentityCommand::unarmoured);
        return admin.ask(
                shell, new IdentityMakeDkim.Request(name, tenant.account(), tenant.region(), bits, selector, text));
    }

    /// The base64 of a PEM file, in one line.
    private static String unarmoured(String pem) {
        return pem.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("-----"))
                .collect(Collectors.joining());
    }

    @Command(
            name = "configuration-set",
            description = "Sets the configuration set that mail of a domain, or of one of its addresses, has when it"
                    + " names none, by whatever way it comes.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int configurationSet(
            @Parameters(index = "0", paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Parameters(index = "1", arity = "0..1", paramLabel = "SET", description = "The configuration set.")
                    Optional<String> set,
            @Option(names = "--remove", description = "Takes the configuration set away.") boolean remove,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        if (set.isPresent() == remove) {
            throw new ParameterException(command.commandLine(), "give either SET or --remove");
        }
        return admin.ask(shell, new IdentityConfigurationSet.Request(name, tenant.account(), tenant.region(), set));
    }

    @Command(
            name = "mail-from",
            description =
                    "Lets mail of a domain, or of one of its addresses, leave with a return path on a MAIL FROM domain"
                            + " of its own; identity dns shows the records that this needs.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int mailFrom(
            @Parameters(index = "0", paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Parameters(index = "1", arity = "0..1", paramLabel = "DOMAIN", description = "Below the domain of NAME.")
                    Optional<String> domain,
            @Option(
                            names = "--on-mx-failure",
                            paramLabel = "WHAT",
                            description =
                                    "What becomes of mail while the records are missing: UseDefaultValue, which is the"
                                            + " return path of this installation (the default), or RejectMessage.")
                    Optional<OnMxFailure> onMxFailure,
            @Option(names = "--remove", description = "Takes the MAIL FROM domain away.") boolean remove,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        if (domain.isPresent() == remove) {
            throw new ParameterException(command.commandLine(), "give either DOMAIN or --remove");
        }
        return admin.ask(
                shell, new IdentityMailFrom.Request(name, tenant.account(), tenant.region(), domain, onMxFailure));
    }

    @Command(
            description =
                    "Switches bounces and complaints by mail to the sender on or off; off needs a topic for both.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int feedback(
            @Parameters(index = "0", paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Parameters(index = "1", paramLabel = "on|off", description = "What it shall be.") Switch to,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityFeedback.Request(name, tenant.account(), tenant.region(), to == Switch.ON));
    }

    @Command(
            description =
                    "Sets what is given of how an address or a domain hears of its bounces, complaints or deliveries"
                            + " by a topic.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int notify(
            @Parameters(index = "0", paramLabel = "NAME", description = "An e-mail address or a domain.") String name,
            @Parameters(index = "1", paramLabel = "KIND", description = "Bounce, Complaint or Delivery.")
                    Notifications.Type kind,
            @Option(
                            names = "--topic",
                            paramLabel = "TOPICARN",
                            description = "The topic that is told; an empty text takes it away.")
                    Optional<String> topic,
            @Option(
                            names = "--headers",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether the headers of the message are told.")
                    Optional<Boolean> headers,
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        if (topic.isEmpty() && headers.isEmpty()) {
            throw new ParameterException(command.commandLine(), "give --topic, --headers or both");
        }
        return admin.ask(
                shell, new IdentityNotify.Request(name, tenant.account(), tenant.region(), kind, topic, headers));
    }

    @Command(description = "Lists identities.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(
            @Option(names = "--account", paramLabel = "ID", description = "Only those of this account.")
                    Optional<String> account,
            @Option(names = "--region", paramLabel = "REGION", description = "Only those of this region.")
                    Optional<String> region,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new IdentityList.Request(account, region));
    }
}
