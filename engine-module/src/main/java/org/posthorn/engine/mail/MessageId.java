package org.posthorn.engine.mail;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The id of one message, in the form of SES: `RRRRtttttttttttt-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx-000000`, 60
/// characters.
///
/// Four hex digits of region code, twelve of the acceptance time in epoch milliseconds, a random UUID, a constant:
/// unique
/// without coordination and, within a region, in order of time. Held as three numbers, since the queue keeps one per
/// message.
///
/// @param regionAndTime the region code in the upper 16 bits, epoch milliseconds in the lower 48
public record MessageId(long regionAndTime, long high, long low) implements Comparable<MessageId> {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{16})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-000000");
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

    /// Reads the text form; empty when the text is of another form.
    public static Optional<MessageId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        UUID uuid = UUID.fromString(matcher.group(2));
        return Optional.of(new MessageId(
                Long.parseUnsignedLong(matcher.group(1), 16),
                uuid.getMostSignificantBits(),
                uuid.getLeastSignificantBits()));
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
