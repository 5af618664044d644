package org.posthorn.api.operator.command;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.engine.settings.EventDestination.Dimension;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.engine.settings.EventDestination.ValueSource;

/// Where events are to go, as a command says it.
final class DestinationTarget {
    private DestinationTarget() {}

    /// @param accountId of the configuration set
    /// @param dimensions each as `NAME=SOURCE:DEFAULT`
    /// @return empty when nothing is said
    /// @throws AdminRefusal when more than one is
    static Optional<Target> of(
            String accountId, Optional<String> topic, Optional<String> stream, List<String> dimensions) {
        if ((topic.isPresent() ? 1 : 0) + (stream.isPresent() ? 1 : 0) + (dimensions.isEmpty() ? 0 : 1) > 1) {
            throw AdminRefusal.wrong("an event destination is one of topic, stream and dimensions");
        }
        return topic.<Target>map(Target.Sns::new)
                .or(() -> stream.map(arn -> new Target.Firehose(role(accountId), arn)))
                .or(() -> dimensions.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Target.CloudWatch(dimensions.stream()
                                .map(DestinationTarget::dimension)
                                .toList())));
    }

    /// Streams are files here, so that nothing looks at a role; the API tells one all the same.
    private static String role(String accountId) {
        return "arn:aws:iam::" + accountId + ":role/none";
    }

    private static Dimension dimension(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':', equals + 1);
        if (equals < 0 || colon < 0) {
            throw wrong(text);
        }
        String source = text.substring(equals + 1, colon);
        for (ValueSource known : ValueSource.values()) {
            if (known.name().equals(source)) {
                return new Dimension(text.substring(0, equals), known, text.substring(colon + 1));
            }
        }
        throw wrong(text);
    }

    private static AdminRefusal wrong(String text) {
        return AdminRefusal.wrong(
                "a dimension is NAME=SOURCE:DEFAULT with the source messageTag, emailHeader or linkTag: " + text);
    }
}
