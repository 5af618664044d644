package org.posthorn.smtp.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.posthorn.engine.Limits;

/// Where an SMTP server listens, and its limits.
///
/// @param listen port 0 picks a free one
/// @param hostName our name in the greeting
/// @param maxMessageBytes larger messages are read to their end and refused with 552
/// @param maxRecipients of one message
/// @param places sessions at a time
/// @param room memory for messages that are on their way in
/// @param patience times
public record ListenerConfig(
        InetSocketAddress listen,
        String hostName,
        int maxMessageBytes,
        int maxRecipients,
        Places places,
        Room room,
        Patience patience) {
    /// Sessions at a time.
    ///
    /// @param all with more of them, one without a transaction ends, or the new one is told 421
    /// @param perAddress those of one address, or of one IPv6 network of 64 bits, which one client has to itself; more
    /// are
    ///     told 421
    public record Places(int all, int perAddress) {
        private static final int LEAST_PER_ADDRESS = 10;

        /// A tenth for each address, and no less than ten.
        static Places of(int all) {
            return new Places(all, Math.max(LEAST_PER_ADDRESS, all / 10));
        }
    }

    /// Memory for messages that are on their way in, from their first byte to the reply; what has no room is told 452.
    ///
    /// @param copies how often a message is in memory while it is handled: each of its bytes takes so many
    /// @param bytes for all together
    /// @param perSender for those of one account, or, where nobody logs in, of one address
    public record Room(int copies, long bytes, long perSender) {
        /// A share of the heap, with room for one message of the largest size if that is no more than a larger share.
        ///
        /// @param part of the heap: 4 for a quarter
        /// @param atMost the larger share
        static Room ofHeap(int part, int atMost, int copies, int maxMessageBytes) {
            long heap = Runtime.getRuntime().maxMemory();
            long largest = (long) copies * maxMessageBytes;
            long all = Math.max(heap / part, Math.min(heap / atMost, largest));
            return new Room(copies, all, Math.max(all / 4, Math.min(all, largest)));
        }
    }

    /// How long clients may take.
    ///
    /// @param firstSilence longest silence before the first transaction, or the log-in
    /// @param first until then in all
    /// @param silence longest silence after that
    /// @param data for the whole content of one message
    /// @param session for a whole session, whatever happens in it
    /// @param drain how long a stop waits for messages that are on their way in
    public record Patience(
            Duration firstSilence, Duration first, Duration silence, Duration data, Duration session, Duration drain) {}

    /// For reports, answers and received mail: RFC 5321 §4.5.3.2.7 and §4.5.3.1.8 give the times and the recipients,
    /// SES the size.
    public static ListenerConfig inbound(InetSocketAddress listen, String hostName) {
        int maxMessageBytes = Limits.SMTP_MESSAGE_BYTES;
        return new ListenerConfig(
                listen,
                hostName,
                maxMessageBytes,
                100,
                Places.of(100),
                // As it comes in, and in one piece; then in one piece, and with our fields in front.
                Room.ofHeap(8, 4, 2, maxMessageBytes),
                new Patience(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(10)));
    }

    /// For the SES SMTP interface, with the limits of SES where they are known.
    ///
    /// Differs from SES: a client may be silent for a minute, not ten seconds.
    public static ListenerConfig submission(InetSocketAddress listen, String hostName) {
        return new ListenerConfig(
                listen,
                hostName,
                Limits.SMTP_MESSAGE_BYTES,
                1_000,
                Places.of(500),
                // As it came in, as it goes out, and once more for tracked links.
                Room.ofHeap(4, 2, 3, Limits.SMTP_MESSAGE_BYTES),
                new Patience(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofSeconds(10)));
    }

    /// The same limits elsewhere.
    ListenerConfig at(InetSocketAddress other) {
        return new ListenerConfig(other, hostName, maxMessageBytes, maxRecipients, places, room, patience);
    }
}
