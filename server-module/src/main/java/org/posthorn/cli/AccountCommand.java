package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.api.operator.command.AccountCreate;
import org.posthorn.api.operator.command.AccountDelete;
import org.posthorn.api.operator.command.AccountList;
import org.posthorn.api.operator.command.AccountParts;
import org.posthorn.api.operator.command.AccountReputation;
import org.posthorn.api.operator.command.AccountSending;
import org.posthorn.api.operator.command.AccountUpdate;
import org.posthorn.api.operator.command.AccountUsage;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.mail.Regions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn account`.
@Command(
        name = "account",
        description =
                "Creates, lists, changes and deletes accounts: tenants with identities, quotas and statistics of their"
                        + " own.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class AccountCommand {
    private final Shell shell;

    AccountCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(description = "Creates an account.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int create(
            @Option(names = "--id", paramLabel = "ID", description = "Twelve digits; a free random id without it.")
                    Optional<String> id,
            @Option(names = "--name", paramLabel = "TEXT", description = "A name for people.") Optional<String> name,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AccountCreate.Request(id, name));
    }

    @Command(description = "Lists all accounts.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int list(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new AccountList.Request());
    }

    @Command(
            description = "Shows what accounts have sent in the last 24 hours, what of their mail waits, how many"
                    + " identities and keys they have, when a key was last used, and in which regions their sending is"
                    + " switched off.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int usage(
            @Option(names = "--id", paramLabel = "ID", description = "Only this account.") Optional<String> id,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AccountUsage.Request(id));
    }

    @Command(
            description = "Switches the sending of an account on or off in one region, as the account itself can by"
                    + " UpdateAccountSendingEnabled. What update --sending-enabled false has switched off stays off.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int sending(
            @Parameters(paramLabel = "on|off", description = "What it shall be.") Switch to,
            @Option(names = "--id", paramLabel = "ID", required = true, description = "The account.") String id,
            @Option(
                            names = "--region",
                            paramLabel = "REGION",
                            description = "The region; " + Regions.STANDARD + " without it.")
                    Optional<String> region,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AccountSending.Request(id, region, to == Switch.ON));
    }

    @Command(
            description =
                    "Shows the bounce and complaint rates of each account over the last 24 hours, in percent, and why"
                            + " one was switched off; with --id those of its identities and configuration sets.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int reputation(
            @Option(names = "--id", paramLabel = "ID", description = "Of the parts of this account.")
                    Optional<String> id,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, id.isPresent() ? new AccountParts.Request(id.get()) : new AccountReputation.Request());
    }

    @Command(
            description = "Changes what is given of an account.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int update(
            @Option(names = "--id", paramLabel = "ID", required = true, description = "The account.") String id,
            @Option(
                            names = "--sandbox",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether it may only mail to verified identities.")
                    Optional<Boolean> sandbox,
            @Option(
                            names = "--max-24-hour-send",
                            paramLabel = "N",
                            description = "Recipients in any 24 hours; -1: unlimited; 0: none.")
                    Optional<Double> max24HourSend,
            @Option(
                            names = "--max-send-rate",
                            paramLabel = "N",
                            description = "Recipients a second; -1: unlimited; 0: none.")
                    Optional<Double> maxSendRate,
            @Option(
                            names = "--sending-enabled",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Whether it may send at all.")
                    Optional<Boolean> sendingEnabled,
            @Mixin AdminOptions admin)
            throws ConfigException {
        int code = admin.ask(
                shell,
                new AccountUpdate.Request(id, Optional.empty(), sandbox, max24HourSend, maxSendRate, sendingEnabled));
        if (isZero(maxSendRate) || isZero(max24HourSend)) {
            shell.note("with a quota of 0 the account sends nothing: each of its calls is answered Throttling; -1 is"
                    + " unlimited, and --sending-enabled false stops an account with a clearer answer");
        }
        return code;
    }

    @Command(
            description =
                    "Deletes an account with its keys, identities and all else that is set for it, in every region."
                            + " Refused while it has mail in the queue: switch its sending off and wait, or drop that.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(
            @Option(names = "--id", paramLabel = "ID", required = true, description = "The account.") String id,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new AccountDelete.Request(id));
    }

    private static boolean isZero(Optional<Double> quota) {
        return quota.filter(value -> value == 0).isPresent();
    }
}
