package org.posthorn.engine.settings;

import java.util.Optional;

/// Who hears of what becomes of an identity's mail, beside its sender: topics, each for one kind of outcome.
public record Notifications(Topic bounce, Topic complaint, Topic delivery) {
    /// Nobody.
    public static final Notifications NONE = new Notifications(Topic.NONE, Topic.NONE, Topic.NONE);

    /// The kinds of outcome; the constants are the wire words.
    public enum Type {
        Bounce,
        Complaint,
        Delivery
    }

    /// One topic.
    ///
    /// @param arn empty when none is set
    /// @param headers whether notifications tell the message's headers
    public record Topic(Optional<String> arn, boolean headers) {
        static final Topic NONE = new Topic(Optional.empty(), false);

        Topic withArn(Optional<String> arn) {
            return new Topic(arn, headers);
        }

        Topic withHeaders(boolean headers) {
            return new Topic(arn, headers);
        }
    }

    public Topic of(Type type) {
        return switch (type) {
            case Bounce -> bounce;
            case Complaint -> complaint;
            case Delivery -> delivery;
        };
    }

    public Notifications withTopic(Type type, Optional<String> arn) {
        return with(type, of(type).withArn(arn));
    }

    public Notifications withHeaders(Type type, boolean headers) {
        return with(type, of(type).withHeaders(headers));
    }

    private Notifications with(Type type, Topic topic) {
        return new Notifications(
                type == Type.Bounce ? topic : bounce,
                type == Type.Complaint ? topic : complaint,
                type == Type.Delivery ? topic : delivery);
    }

    /// Whether bounces and complaints both have a topic, so that their sender need not be written to.
    public boolean replaceFeedbackMail() {
        return bounce.arn().isPresent() && complaint.arn().isPresent();
    }

    /// Whether any notification tells the message's headers.
    public boolean wantHeaders() {
        return bounce.headers() || complaint.headers() || delivery.headers();
    }
}
