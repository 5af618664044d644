package org.posthorn.smtp.server;

import java.util.HashMap;
import java.util.Map;

/// Limits what the messages that are on their way in may hold in memory together, and how much of it is one sender's.
final class ContentBudget {
    private final ListenerConfig.Room room;
    private final Map<String, Long> taken = new HashMap<>();
    private long all;

    ContentBudget(ListenerConfig.Room room) {
        this.room = room;
    }

    /// What one message takes.
    ///
    /// @param sender whose share it comes from
    Claim open(String sender) {
        return new Claim(sender);
    }

    private synchronized boolean take(String sender, long bytes) {
        long ofSender = taken.getOrDefault(sender, 0L) + bytes;
        if (all + bytes > room.bytes() || ofSender > room.perSender()) {
            return false;
        }
        all += bytes;
        taken.put(sender, ofSender);
        return true;
    }

    private synchronized void giveBack(String sender, long bytes) {
        all -= bytes;
        taken.computeIfPresent(sender, (key, before) -> before > bytes ? before - bytes : null);
    }

    /// Belongs to one thread; closing gives all of it back.
    final class Claim implements AutoCloseable {
        private final String sender;
        private long bytes;

        private Claim(String sender) {
            this.sender = sender;
        }

        /// @param content of the message, in bytes
        /// @return false, and nothing taken, when there is not enough left
        boolean take(long content) {
            long more = content * room.copies();
            if (!ContentBudget.this.take(sender, more)) {
                return false;
            }
            bytes += more;
            return true;
        }

        @Override
        public void close() {
            giveBack(sender, bytes);
            bytes = 0;
        }
    }
}
