package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.api.operator.command.TopicAllow;
import org.posthorn.api.operator.command.TopicCreate;
import org.posthorn.api.operator.command.TopicDead;
import org.posthorn.api.operator.command.TopicDelete;
import org.posthorn.api.operator.command.TopicDisallow;
import org.posthorn.api.operator.command.TopicList;
import org.posthorn.api.operator.command.TopicRetry;
import org.posthorn.api.operator.command.TopicSubscribe;
import org.posthorn.api.operator.command.TopicUnsubscribe;
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
            @Mixin TenantOptions tenant,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new TopicCreate.Request(name, tenant.account(), tenant.region()));
    }

    @Command(
            description = "Lists all topics with their subscriptions.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int list(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new TopicList.Request());
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
        return admin.ask(shell, new TopicAllow.Request(arn, account));
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
        return admin.ask(shell, new TopicDisallow.Request(arn, account));
    }

    @Command(
            description = "Removes a topic with its subscriptions; what is published to it is lost from then on.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int delete(@Parameters(paramLabel = "TOPICARN", description = "The topic.") String arn, @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new TopicDelete.Request(arn));
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
        return admin.ask(shell, new TopicSubscribe.Request(arn, endpoint, raw));
    }

    @Command(description = "Ends a subscription.", mixinStandardHelpOptions = true, usageHelpAutoWidth = true)
    int unsubscribe(
            @Parameters(paramLabel = "SUBSCRIPTIONARN", description = "The subscription.") String arn,
            @Mixin AdminOptions admin)
            throws ConfigException {
        return admin.ask(shell, new TopicUnsubscribe.Request(arn));
    }

    @Command(
            description = "Lists the dead letters: what an endpoint refused, or did not take in time.",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true)
    int dead(@Mixin AdminOptions admin) throws ConfigException {
        return admin.ask(shell, new TopicDead.Request());
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
        return admin.ask(shell, new TopicRetry.Request(arn));
    }
}
