package org.posthorn.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The queue and its destinations for people, in some short lines for each; ids and names, which other commands take,
/// are never cut.
final class QueueText {
    private static final int MOST_RECIPIENTS = 10;

    private QueueText() {}

    /// @param columns what replies and addresses are cut at
    static String messages(JsonNode messages, int columns) {
        List<String> lines = new ArrayList<>();
        for (JsonNode message : messages) {
            lines.add(text(message, "id"));
            lines.add(fit(
                    "  " + text(message, "acceptedAt") + "  " + text(message, "accountId") + " "
                            + text(message, "region") + "  " + text(message, "sizeBytes") + " bytes  from "
                            + sender(message),
                    columns));
            received(message.path("received"), columns, lines);
            JsonNode recipients = message.path("recipients");
            recipients.valueStream().limit(MOST_RECIPIENTS).forEach(recipient -> recipient(recipient, columns, lines));
            if (recipients.size() > MOST_RECIPIENTS) {
                lines.add("  and " + (recipients.size() - MOST_RECIPIENTS) + " more, see `queue show`");
            }
        }
        return joined(lines);
    }

    private static void received(JsonNode received, int columns, List<String> lines) {
        if (received.isObject()) {
            lines.add(fit(
                    "  received as " + text(received, "id") + " from " + text(received, "client") + ", sender "
                            + (received.path("senderProven").asBoolean() ? "proven" : "not proven")
                            + (received.path("kept").asBoolean() ? ", kept until you drop it" : "")
                            + (received.path("rule").isNull() ? "" : ", at rule " + text(received, "rule")),
                    columns));
        }
    }

    private static void recipient(JsonNode recipient, int columns, List<String> lines) {
        int attempts = recipient.path("attempts").asInt();
        lines.add(fit(
                "  " + text(recipient, "address") + "  " + text(recipient, "status") + ", " + attempts
                        + (attempts == 1 ? " attempt" : " attempts")
                        + (recipient.path("due").isNull() ? "" : ", due " + text(recipient, "due")),
                columns));
        if (!recipient.path("lastReply").isNull()) {
            lines.add(fit("    " + text(recipient, "lastReply"), columns));
        }
    }

    /// @param columns what failures are cut at
    static String destinations(JsonNode destinations, int columns) {
        List<String> lines = new ArrayList<>();
        for (JsonNode destination : destinations) {
            lines.add(text(destination, "name")
                    + (destination.path("paused").asBoolean() ? "  PAUSED" : "")
                    + (destination.path("suspended").asBoolean() ? "  SUSPENDED" : ""));
            lines.add(fit(
                    "  queued " + text(destination, "queued") + ", active " + text(destination, "active") + " of "
                            + text(destination, "window")
                            + (destination.path("perSecond").isNull()
                                    ? ""
                                    : ", " + text(destination, "perSecond") + " a second")
                            + "; delivered " + text(destination, "delivered") + ", deferred "
                            + text(destination, "deferred") + ", bounced " + text(destination, "bounced"),
                    columns));
            if (!destination.path("lastFailure").isNull()) {
                lines.add(fit("  last failure: " + text(destination, "lastFailure"), columns));
            }
        }
        return joined(lines);
    }

    /// Bounces have none; their sender is shown as SMTP writes it.
    private static String sender(JsonNode message) {
        String source = text(message, "source");
        return source.isEmpty() ? "<>" : source;
    }

    private static String text(JsonNode node, String member) {
        return AnswerTable.text(node.path(member));
    }

    private static String fit(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "none\n" : String.join("\n", lines) + "\n";
    }
}
