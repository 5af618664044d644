package org.posthorn.cli;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.command.ContactsDelete;
import org.posthorn.api.operator.command.ContactsForget;
import org.posthorn.api.operator.command.ContactsLists;
import org.posthorn.api.operator.command.ContactsPut;
import org.posthorn.api.operator.command.ContactsSet;
import org.posthorn.api.operator.command.ContactsShow;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn contacts`.
@Command(
        name = "contacts",
        description = "Contact lists: what their members want mail about, and who has unsubscribed.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ContactsCommand {
    private final Shell shell;

    ContactsCommand(Shell shell) {
        this.shell = shell;
    }

    /// Which list.
    static final class Which {
        @Parameters(paramLabel = "LIST", description = "The list.")
        private String list = "";

        @Mixin
        private TenantOptions tenant = new TenantOptions();

        String account() {
            return tenant.account();
        }

        Optional<String> region() {
            return tenant.region();
        }
    }

    @Command(
            description = "Makes a list, or gives it other topics.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int put(
            @Mixin Which which,
            @Option(
                            names = "--topic",
                            paramLabel = "NAME[=OptOut]",
                            description =
                                    "A topic, up to 20; =OptOut: those who have said nothing get no mail about it.")
                    List<String> topics,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new ContactsPut.Request(
                        which.list, which.account(), which.region(), topics == null ? List.of() : topics));
    }

    @Command(description = "Lists all lists.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int lists(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ContactsLists.Request());
    }

    @Command(
            description = "Removes a list with all that its members have said.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(@Mixin Which which, @Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new ContactsDelete.Request(which.list, which.account(), which.region()));
    }

    @Command(
            description = "Shows up to 10,000 members that have said something, in the order of their addresses.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int show(
            @Mixin Which which,
            @Option(names = "--after", paramLabel = "ADDRESS", description = "Those behind this one.")
                    Optional<String> after,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ContactsShow.Request(which.list, which.account(), which.region(), after));
    }

    @Command(
            description = "Notes what a member has said elsewhere.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int set(
            @Mixin Which which,
            @Parameters(index = "1", paramLabel = "ADDRESS", description = "The member.") String address,
            @Option(names = "--topic", paramLabel = "NAME=OptIn|OptOut", description = "What it wants of a topic.")
                    List<String> topics,
            @Option(
                            names = "--unsubscribe-all",
                            paramLabel = "true|false",
                            description = "Whether it wants no mail at all of the list.")
                    Optional<Boolean> unsubscribeAll,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(
                shell,
                new ContactsSet.Request(
                        which.list,
                        which.account(),
                        which.region(),
                        address,
                        unsubscribeAll,
                        topics == null ? List.of() : topics));
    }

    @Command(
            description = "Forgets what a member has said.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int forget(
            @Mixin Which which,
            @Parameters(index = "1", paramLabel = "ADDRESS", description = "The member.") String address,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new ContactsForget.Request(which.list, which.account(), which.region(), address));
    }
}
