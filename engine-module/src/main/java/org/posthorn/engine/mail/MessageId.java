package org.posthorn.engine.mail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.engine.Hmac;

/// The id of one message, in the form of SES: `RRRRtttttttttttt-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx-000000`, 60
/// characters.
///
/// Four hex digits of region code, twelve of the acceptance time in epoch milliseconds, a random UUID, a constant:
/// unique without coordination and, within a region, in order of time. Held as three numbers, since the queue keeps
/// one per message.
///
/// @param regionAndTime the region code in the upper 16 bits, epoch milliseconds in the lower 48
public record MessageId(long regionAndTime, long high, long low) implements Comparable<MessageId> {
    /// A hex digit where there is an `x`.
    private static final String FORM = "xxxxxxxxxxxxxxxx-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx-000000";

    private static final int TIME_CHARS = 16;
    private static final int UUID_END = FORM.length() - "-000000".length();
    private static final long TIME_MASK = (1L << 48) - 1;

    /// A new id for a message accepted now in this region.
    public static MessageId next(String region, Instant now) {
        UUID random = UUID.randomUUID();
        long code = RegionCode.of(region);
        return new MessageId(
                code << 48 | (now.toEpochMilli() & TIME_MASK),
                random.getMostSignificantBits(),
                random.getLeastSignificantBits());
    }

    /// The id of a message that is made of this one: always the same for a purpose, so that it can't be queued twice.
    /// Who does not know this id can't tell that one.
    public MessageId derived(String purpose) {
        ByteBuffer hash = ByteBuffer.wrap(
                Hmac.sha256(toString().getBytes(StandardCharsets.US_ASCII), purpose.getBytes(StandardCharsets.UTF_8)));
        return new MessageId(regionAndTime, hash.getLong(), hash.getLong());
    }

    /// Reads the text form; empty when the text is of another form.
    public static Optional<MessageId> parse(String text) {
        if (!hasForm(text)) {
            return Optional.empty();
        }
        UUID uuid = UUID.fromString(text.substring(TIME_CHARS + 1, UUID_END));
        return Optional.of(new MessageId(
                Long.parseUnsignedLong(text, 0, TIME_CHARS, 16),
                uuid.getMostSignificantBits(),
                uuid.getLeastSignificantBits()));
    }

    private static boolean hasForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            boolean fits = FORM.charAt(i) == 'x' ? "0123456789abcdef".indexOf(c) >= 0 : FORM.charAt(i) == c;
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /// When the message was accepted, to the millisecond.
    public Instant acceptedAt() {
        return Instant.ofEpochMilli(regionAndTime & TIME_MASK);
    }

    /// Oldest first; ids of one millisecond in no particular order.
    @Override
    public int compareTo(MessageId other) {
        int byTime = Long.compare(regionAndTime & TIME_MASK, other.regionAndTime & TIME_MASK);
        if (byTime != 0) {
            return byTime;
        }
        int byRegion = Long.compareUnsigned(regionAndTime, other.regionAndTime);
        if (byRegion != 0) {
            return byRegion;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(60);
        appendHex(text, regionAndTime, 16);
        text.append('-');
        appendHex(text, high >>> 32, 8);
        text.append('-');
        appendHex(text, high >>> 16 & 0xffff, 4);
        text.append('-');
        appendHex(text, high & 0xffff, 4);
        text.append('-');
        appendHex(text, low >>> 48, 4);
        text.append('-');
        appendHex(text, low & 0xffffffffffffL, 12);
        return text.append("-000000").toString();
    }

    private static void appendHex(StringBuilder text, long value, int digits) {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift) & 0xf, 16));
        }
    }
}
