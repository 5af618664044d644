package org.posthorn.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.api.operator.command.QueueCountPage;
import org.posthorn.config.ConfigException;
import org.posthorn.server.AdminClient;
import org.posthorn.server.CommandFailedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A command over many messages of the queue, asked page by page, so that no single answer takes long.
final class QueuePages {
    private final Shell shell;
    private final AdminOptions admin;
    private final QueueSelection which;
    private final AdminClient client;

    QueuePages(Shell shell, AdminOptions admin, QueueSelection which) throws ConfigException {
        this.shell = shell;
        this.admin = admin;
        this.which = which;
        this.client = admin.client(shell);
    }

    private record Sum(long messages, long busy) {}

    /// Makes the request for a page.
    @FunctionalInterface
    interface Page {
        Record of(Optional<String> destination, Optional<Boolean> all, Optional<String> after, Optional<String> asOf);
    }

    private Sum ask(Page command) {
        Optional<String> after = Optional.empty();
        Optional<String> asOf = Optional.empty();
        long messages = 0;
        long busy = 0;
        while (true) {
            JsonNode page = client.ask(command.of(which.destination(), which.all(), after, asOf));
            messages += page.path("messages").asLong();
            busy += page.path("busy").asLong();
            if (!page.path("after").isString()) {
                return new Sum(messages, busy);
            }
            after = Optional.of(page.path("after").asString());
            asOf = Optional.of(page.path("asOf").asString());
        }
    }

    /// Tells how many messages are meant, and asks on the terminal, unless there are none.
    ///
    /// @param question with a place for them
    /// @return whether the operator said yes
    /// @throws CommandFailedException without a terminal
    boolean confirmed(String question) {
        Sum meant = ask(QueueCountPage.Request::new);
        if (meant.messages() == 0) {
            return true;
        }
        String messages = counted(meant.messages())
                + which.destination().map(name -> " for " + name).orElse("");
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new CommandFailedException(
                        "this is about " + messages + "; without a terminal to ask on, say --yes"));
        String answer = console.readLine("%s [y/N] ", question.formatted(messages));
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /// Does it, and tells how many were done.
    ///
    /// @param done what became of them, in a word or two
    /// @return the exit code
    int run(Page command, String done) {
        Sum sum = ask(command);
        if (admin.json) {
            shell.out()
                    .println(JsonMapper.shared()
                            .createObjectNode()
                            .put("messages", sum.messages())
                            .put("busy", sum.busy()));
        } else {
            shell.out()
                    .println(counted(sum.messages()) + " " + done + ", " + sum.busy()
                            + " left alone that are being delivered or are due already");
        }
        return 0;
    }

    private static String counted(long messages) {
        return messages + (messages == 1 ? " message" : " messages");
    }
}
