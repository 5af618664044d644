package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An endpoint that gets what is published to a topic.
///
/// @param id a UUID
/// @param endpoint an HTTP or HTTPS URL, or the ARN of a queue or of another service's topic
/// @param raw whether it gets the message alone, without SNS's envelope
/// @param confirmed whether the endpoint said that it wants it
public record Subscription(
        String id, String topicArn, String endpoint, boolean raw, boolean confirmed, Instant createdAt) {
    private static final Pattern SERVICE =
            Pattern.compile("arn:aws[a-z-]{0,20}:(sqs|sns):([a-z0-9-]{1,32}):(\\d{12}):([A-Za-z0-9_-]{1,256})");

    /// What a service of the user's own speaks.
    public enum Protocol {
        SQS,
        SNS
    }

    /// A queue or a topic of a service of the user's own.
    public record Service(Protocol protocol, String region, String account, String name) {
        /// What an endpoint names by ARN; empty for others. FIFO queues and topics are not among them: the order of
        /// messages is not kept.
        public static Optional<Service> parse(String endpoint) {
            Matcher matcher = SERVICE.matcher(endpoint);
            return matcher.matches()
                    ? Optional.of(new Service(
                            matcher.group(1).equals("sqs") ? Protocol.SQS : Protocol.SNS,
                            matcher.group(2),
                            matcher.group(3),
                            matcher.group(4)))
                    : Optional.empty();
        }
    }

    /// What the endpoint names by ARN; empty for a URL.
    public Optional<Service> service() {
        return Service.parse(endpoint);
    }

    /// `arn:aws:sns:{region}:{account}:{topic}:{id}`.
    public String arn() {
        return topicArn + ":" + id;
    }

    public Subscription asConfirmed() {
        return new Subscription(id, topicArn, endpoint, raw, true, createdAt);
    }
}
