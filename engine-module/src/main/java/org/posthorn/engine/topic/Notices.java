package org.posthorn.engine.topic;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.engine.settings.Notice;

/// What is on its way to subscriptions, and what could not be delivered: the dead letters. Safe for use by many
/// threads.
///
/// As mail in its queue, a notice is added once, waits, and is settled until it waits no more: delivered, or a dead
/// letter. Each of these is one batch, so a crash leaves it in one place; what was settled last may wait again after a
/// power failure, so delivery is at least once.
///
/// Both are bounded, by [NoticeRoom]. Rows are in the order in which they were added, each subscription's together.
public interface Notices {
    /// Adds notices, and what of them is a dead letter at once, in one batch. On disk when this returns; then those who
    /// listen are told.
    void add(List<Notice> notices);

    /// @param listener is told the id of each subscription that something is added for
    void listen(Consumer<String> listener);

    /// The subscriptions that something waits for.
    List<String> subscriptions();

    /// Up to `max` notices that wait for a subscription, the oldest first. It takes a read for each, however much waits
    /// for others.
    List<Waiting> waiting(String subscriptionId, int max);

    /// Records what became of a notice that waits, in one batch; nothing happens when it waits no more. Written but not
    /// necessarily synced when this returns.
    void settle(Waiting waiting, Settled settled);

    /// Up to `max` dead letters.
    List<Notice> dead(int max);

    /// Lets the dead letters of a topic, or of all, be tried again from the beginning, the first [#MOST_REVIVED] of
    /// them; each leaves the dead letters as it joins those that wait.
    ///
    /// @return how many
    int revive(Optional<String> topicArn, Instant now);

    /// Forgets dead letters whose message is older than this. It reads all of them.
    void forgetDead(Instant before);

    Depth depth();

    /// Dead letters that are tried again at a time.
    int MOST_REVIVED = 10_000;

    /// A notice that waits.
    ///
    /// @param name of its row: the subscription's id, a slash, and what comes later when it was added later
    record Waiting(String name, Notice notice) {}

    /// What became of a notice.
    sealed interface Settled {
        /// It ends.
        record Delivered() implements Settled {}

        /// It waits for its next attempt.
        record Deferred(Notice after) implements Settled {}

        /// It becomes a dead letter, or is lost when there are too many.
        record Dead(Notice after) implements Settled {}
    }

    /// @param lost messages that became no dead letters since there were too many, since the start
    record Depth(long waiting, long dead, long lost) {}
}
