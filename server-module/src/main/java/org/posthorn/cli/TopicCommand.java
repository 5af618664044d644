package org.posthorn.cli;

import java.util.Map;
import java.util.Optional;
import org.posthorn.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `posthorn topic`.
@Command(
        name = "topic",
        description = "Topics that events are published to, and who has subscribed to them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class TopicCommand {
    private final Shell shell;

    TopicCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description = "Makes a topic and prints its ARN; the same again when there is one of that name.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "Up to 256 letters, digits, '_' and '-'.") String name,
            @Option(names = "--account", paramLabel = "ID", required = true, description = "The topic's account.")
                    String account,
            @Option(
                            names = "--region",
                            paramLabel = "REGION",
                            description = "The topic's region; us-east-1 without it.")
                    Optional<String> region,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/create", Map.of("name", name, "account", account, "region", region));
    }

    @Command(
            description = "Lists all topics with their subscriptions.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, "topic/list", Map.of());
    }

    @Command(
            description = "Lets another account publish to a topic: its event destinations and identities may name it.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int allow(
            @Parameters(paramLabel = "TOPICARN", description = "The topic.") String arn,
            @Option(names = "--account", paramLabel = "ID", required = true, description = "The other account.")
                    String account,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/allow", Map.of("arn", arn, "account", account));
    }

    @Command(
            description =
                    "Takes back what allow gave: what the other account publishes to the topic is dropped from then"
                            + " on.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int disallow(
            @Parameters(paramLabel = "TOPICARN", description = "The topic.") String arn,
            @Option(names = "--account", paramLabel = "ID", required = true, description = "The other account.")
                    String account,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/disallow", Map.of("arn", arn, "account", account));
    }

    @Command(
            description = "Removes a topic with its subscriptions; what is published to it is lost from then on.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(@Parameters(paramLabel = "TOPICARN", description = "The topic.") String arn, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/delete", Map.of("arn", arn));
    }

    @Command(
            description =
                    "Subscribes an endpoint to a topic. A URL is posted a SubscriptionConfirmation first, and gets"
                            + " messages once the SubscribeURL in that was visited. An ARN names a queue or a topic of the service"
                            + " that topics.aws configures, and gets messages at once.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int subscribe(
            @Parameters(paramLabel = "TOPICARN", description = "The topic.") String arn,
            @Parameters(
                            paramLabel = "ENDPOINT",
                            description = "http:// or https://, or the ARN of an SQS queue or an SNS topic.")
                    String endpoint,
            @Option(names = "--raw", description = "Messages are posted as they are, without SNS's envelope.")
                    boolean raw,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/subscribe", Map.of("arn", arn, "endpoint", endpoint, "raw", raw));
    }

    @Command(description = "Ends a subscription.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int unsubscribe(
            @Parameters(paramLabel = "SUBSCRIPTIONARN", description = "The subscription.") String arn,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/unsubscribe", Map.of("arn", arn));
    }

    @Command(
            description = "Lists the dead letters: what an endpoint refused, or did not take in time.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int dead(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, "topic/dead", Map.of());
    }

    @Command(
            description = "Tries the dead letters of a topic, or all of them, again.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int retry(
            @Parameters(paramLabel = "TOPICARN", arity = "0..1", description = "The topic; all without it.")
                    Optional<String> arn,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, "topic/retry", Map.of("arn", arn));
    }
}
