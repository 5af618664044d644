package org.posthorn.engine.topic;

/// What becomes of a topic that is named and that Posthorn does not have.
public interface UnknownTopics {
    /// Where such a topic is.
    enum Place {
        /// There is none.
        NOWHERE,
        /// At a service of the user's own, which gets what is published to it.
        ELSEWHERE,
        /// Here, as soon as it is made.
        HERE
    }

    /// There are no other topics.
    UnknownTopics REFUSED = topic -> Place.NOWHERE;

    /// Every topic is there: for tests and laptops, where nobody made any.
    UnknownTopics MADE = topic -> Place.HERE;

    /// Looks for a topic; takes 10 seconds at most.
    ///
    /// @throws org.posthorn.engine.SesException SERVICE_UNAVAILABLE when it can't be said now
    Place find(TopicArn topic);
}
