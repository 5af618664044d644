package org.posthorn.smtp.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.mail.Content;

/// Limits what the messages that are on their way in may hold in memory together, and how much of it is one sender's.
///
/// Room is taken as content comes in, so messages that come at the same time grow together until there is none left.
/// Then the one that began last gives way to those before it: of any messages at once the first is always taken, if it
/// fits at all. A client that says the size of its message (RFC 1870) is told before it sends it when there is no room;
/// what is said holds room against later ones only while content really comes in.
///
/// Small messages go on meanwhile: up to a 64th of the room, they give way to nobody, and have another eighth of it
/// that larger ones can't take.
///
/// Safe for use by many threads.
final class ContentBudget {
    private static final int SMALL_PART = 64;
    private static final int PART_FOR_SMALL = 8;
    private static final long PROMISE_NANOS = Duration.ofSeconds(10).toNanos();

    private final ListenerConfig.Room room;
    // In the order in which they began.
    private final SequencedSet<Claim> begun = new LinkedHashSet<>();
    private final Map<String, Long> taken = new HashMap<>();
    private final LongSupplier nanos;
    private long all;

    ContentBudget(ListenerConfig.Room room) {
        this(room, System::nanoTime);
    }

    ContentBudget(ListenerConfig.Room room, LongSupplier nanos) {
        this.room = room;
        this.nanos = nanos;
    }

    /// What one message takes.
    ///
    /// @param sender whose share it comes from
    Claim open(String sender) {
        return new Claim(sender);
    }

    private boolean isSmall(long bytes) {
        return bytes <= room.bytes() / SMALL_PART;
    }

    /// @param bytes of the message that asks
    private boolean isShort(long bytes, long inAll, long ofSender) {
        return inAll > limit(bytes, room.bytes()) || ofSender > limit(bytes, room.perSender());
    }

    private long limit(long bytes, long most) {
        return isSmall(bytes) ? most + most / PART_FOR_SMALL : most;
    }

    private synchronized boolean begin(Claim claim, long declared) {
        long wanted = declared > Long.MAX_VALUE / 2 / room.copies() ? Long.MAX_VALUE / 2 : declared * room.copies();
        long now = nanos.getAsLong();
        long inAll = all;
        long ofSender = taken.getOrDefault(claim.sender, 0L);
        for (Claim other : begun) {
            long promised = other.promised(now);
            inAll += promised;
            ofSender += other.sender.equals(claim.sender) ? promised : 0;
        }
        if (wanted > 0 && isShort(wanted, inAll + wanted, ofSender + wanted)) {
            return false;
        }
        claim.wanted = wanted;
        claim.stirredNanos = now;
        claim.buffer = new ContentBuffer();
        begun.add(claim);
        return true;
    }

    private synchronized boolean take(Claim claim, long bytes) {
        if (claim.buffer == null) {
            return false; // It gave way.
        }
        long whole = claim.bytes + bytes;
        // What never fits is in nobody's way.
        if (whole > Math.min(room.bytes(), room.perSender())) {
            giveBack(claim);
            return false;
        }
        while (isShort(whole, all + bytes, taken.getOrDefault(claim.sender, 0L) + bytes)) {
            boolean ofSender = all + bytes <= limit(whole, room.bytes());
            Optional<Claim> last = begun.reversed().stream()
                    .takeWhile(other -> other != claim)
                    .filter(other -> other.buffer != null && !isSmall(other.bytes))
                    .filter(other -> !ofSender || other.sender.equals(claim.sender))
                    .findFirst();
            // All at once: between a failure and giving back, others would fail as well, and none would be taken.
            giveBack(last.orElse(claim));
            if (last.isEmpty()) {
                return false;
            }
        }
        all += bytes;
        taken.merge(claim.sender, bytes, Long::sum);
        claim.bytes += bytes;
        claim.stirredNanos = nanos.getAsLong();
        return true;
    }

    private synchronized void giveBack(Claim claim) {
        long bytes = claim.bytes;
        all -= bytes;
        taken.computeIfPresent(claim.sender, (key, before) -> before > bytes ? before - bytes : null);
        claim.bytes = 0;
        claim.buffer = null;
        begun.remove(claim);
    }

    /// Belongs to one thread, but for giving way; closing gives all of it back.
    final class Claim implements AutoCloseable {
        private final String sender;
        // Guarded by the budget, all of them.
        private @Nullable ContentBuffer buffer;
        private long bytes;
        private long wanted;
        private long stirredNanos;

        private Claim(String sender) {
            this.sender = sender;
        }

        private long promised(long now) {
            return now - stirredNanos < PROMISE_NANOS ? Math.max(0, wanted - bytes) : 0;
        }

        /// Content is about to come.
        ///
        /// @param declared bytes, as the client says; 0 when it doesn't
        /// @return false when there is not enough room for that now
        boolean begin(long declared) {
            return ContentBudget.this.begin(this, declared);
        }

        /// Keeps the next bytes of the content.
        ///
        /// @return false, and nothing is kept any more, when there is no room for them, or it had to give way
        boolean keep(byte[] block, int count) {
            ContentBuffer content;
            synchronized (ContentBudget.this) {
                content = buffer;
            }
            // A bare line end becomes two bytes, and a message with any is copied once more.
            if (content == null || !take(this, (count + 2L * content.bareLineEnds(block, count)) * room.copies())) {
                return false;
            }
            content.write(block, count);
            return true;
        }

        /// The content is complete, and gives way to nobody any more.
        ///
        /// @return empty when it had to
        Optional<Content> complete() {
            ContentBuffer content;
            synchronized (ContentBudget.this) {
                content = buffer;
                buffer = null;
                begun.remove(this);
            }
            return content == null ? Optional.empty() : Optional.of(new Content(content.toBytes()));
        }

        @Override
        public void close() {
            giveBack(this);
        }
    }
}
