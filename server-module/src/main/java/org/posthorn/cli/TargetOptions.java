package org.posthorn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that say where the events of an event destination go.
final class TargetOptions {
    @Option(names = "--topic", paramLabel = "TOPICARN", description = "To the subscriptions of this topic.")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--stream",
            paramLabel = "STREAMARN",
            description =
                    "To files, as those of a delivery stream of Firehose: an ARN, whose last part names the files.")
    private Optional<String> stream = Optional.empty();

    @Option(
            names = "--dimension",
            paramLabel = "NAME=SOURCE:DEFAULT",
            description = "To metrics with this label, as those of CloudWatch; its value comes from a messageTag, an"
                    + " emailHeader or a linkTag of that name. Up to ten.")
    private List<String> dimensions = new ArrayList<>();

    Optional<String> topic() {
        return topic;
    }

    Optional<String> stream() {
        return stream;
    }

    List<String> dimensions() {
        return List.copyOf(dimensions);
    }
}
