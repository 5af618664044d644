package org.posthorn.api.http;

import java.time.Duration;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Gives requests with bodies their places and their memory, so that nobody takes what others need.
///
/// ```
///   headers ──claim──▶ known: account's share ────────────────────────────────▶ verified, performed
///              └─────▶ unknown: address's share ──body read, claim──▶ known ──▶
/// ```
///
/// Those whose account is known, by a key that exists and a date and a scope that fit, share what is large, each
/// account with a share that the others can't take. Those that are not known share what is small, each address with a
/// share. Safe for use by many threads.
public final class BodyRoom {
    public static final String OVERLOADED = "Service is unavailable";

    private final Group known;
    private final Group unknown;

    public BodyRoom(ApiLimits limits) {
        // One account alone may go beyond its share, up to what leaves another account its own.
        ApiLimits.Group accounts = limits.known();
        known = new Group(
                accounts,
                new Shares(accounts.requests(), accounts.requestsEach(), accounts.requests() - accounts.requestsEach()),
                new Shares(accounts.bytes(), accounts.bytesEach(), accounts.bytes() - accounts.bytesEach()));
        ApiLimits.Group addresses = limits.unknown();
        unknown = new Group(
                addresses,
                new Shares(addresses.requests(), addresses.requestsEach(), 0),
                new Shares(addresses.bytes(), addresses.bytesEach(), 0));
    }

    private record Group(ApiLimits.Group limits, Shares places, Shares bytes) {}

    /// @throws SesException SERVICE_UNAVAILABLE when there is no place
    public Place known(String account) {
        return new Place(known, account);
    }

    /// @throws SesException SERVICE_UNAVAILABLE when there is no place
    public Place unknown(String address) {
        return new Place(unknown, address);
    }

    /// One request's place and the memory that it took; closing gives both back. For one thread.
    public final class Place implements AutoCloseable {
        private Group group;
        private String who;
        private long bodyBytes;
        private long ahead;
        private long bytes;

        private Place(Group group, String who) {
            enter(group, who);
            this.group = group;
            this.who = who;
        }

        Duration silence() {
            return group.limits.silence();
        }

        Duration whole() {
            return group.limits.whole();
        }

        /// Takes the memory for a body before it comes: bodies that grow together would take it from each other, and
        /// none would be read. For those that are not known it is only looked for, since they may never send it.
        ///
        /// @param length negative when it is not known
        /// @throws SesException SERVICE_UNAVAILABLE when there is not as much
        void expectBody(long length) {
            if (length <= 0) {
                return;
            }
            if (!group.equals(known)) {
                if (!group.bytes.has(who, length * group.limits.bytesPerByte())) {
                    throw overloaded();
                }
                return;
            }
            take(length * group.limits.bytesPerByte());
            ahead = length;
        }

        /// Takes memory for so many more bytes of a body, and what will be made of them.
        ///
        /// @throws SesException SERVICE_UNAVAILABLE when there is not as much
        void takeBody(int more) {
            long had = Math.min(ahead, more);
            ahead -= had;
            take((more - had) * group.limits.bytesPerByte());
            bodyBytes += more;
        }

        /// Takes memory.
        ///
        /// @throws SesException SERVICE_UNAVAILABLE when there is not as much
        public void take(long more) {
            if (!group.bytes.take(who, more)) {
                throw overloaded();
            }
            bytes += more;
        }

        /// Goes over to those that are known, if it was not there.
        ///
        /// @throws SesException SERVICE_UNAVAILABLE when there is no place or not as much memory
        public void isOf(String account) {
            if (group.equals(known)) {
                return;
            }
            Place other = known(account);
            try {
                other.take(bytes - bodyBytes * group.limits.bytesPerByte());
                other.takeBody((int) bodyBytes);
            } catch (SesException e) {
                other.close();
                throw e;
            }
            close();
            group = other.group;
            who = other.who;
            bytes = other.bytes;
        }

        @Override
        public void close() {
            group.bytes.give(who, bytes);
            group.places.give(who, 1);
            bytes = 0;
        }
    }

    private static void enter(Group group, String who) {
        if (!group.places.take(who, 1)) {
            throw overloaded();
        }
    }

    public static SesException overloaded() {
        return new SesException(SesError.SERVICE_UNAVAILABLE, OVERLOADED);
    }
}
