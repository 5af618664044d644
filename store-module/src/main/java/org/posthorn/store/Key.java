package org.posthorn.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;

/// The keys of the [Column]s: byte strings whose unsigned order is the order that is wanted.
final class Key {
    private static final long TIME_MASK = (1L << 48) - 1;
    private static final int MESSAGE_BYTES = 24;
    private static final int TIME_SHIFT = 16;

    private Key() {}

    /// Six bytes of acceptance time, two of region, sixteen of random: the order of [MessageId#compareTo].
    static byte[] message(MessageId id) {
        long timeFirst = ((id.regionAndTime() & TIME_MASK) << TIME_SHIFT) | (id.regionAndTime() >>> 48);
        return ByteBuffer.allocate(MESSAGE_BYTES)
                .putLong(timeFirst)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    /// @throws CorruptRecordException when it is no such key
    static MessageId messageOf(byte[] key) {
        if (key.length != MESSAGE_BYTES) {
            throw new CorruptRecordException("the key of a message has " + key.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(key);
        long timeFirst = buffer.getLong();
        return new MessageId((timeFirst << 48) | (timeFirst >>> TIME_SHIFT), buffer.getLong(), buffer.getLong());
    }

    /// When the message was accepted, to the millisecond.
    static Instant timeOf(byte[] key) {
        return Instant.ofEpochMilli(numberOf(key) >>> TIME_SHIFT);
    }

    /// The lowest key of a message accepted at this time.
    static byte[] messagesFrom(Instant time) {
        return number(Math.max(0, time.toEpochMilli()) << TIME_SHIFT);
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static long numberOf(byte[] bytes) {
        if (bytes.length < Long.BYTES) {
            throw new CorruptRecordException("a number has " + bytes.length + " bytes");
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Neither an account id nor a region contains a zero, so no tenant's prefix is the beginning of another's.
    static byte[] tenant(Tenant tenant) {
        return text(tenant.accountId() + '\0' + tenant.region() + '\0');
    }

    /// Whose key it is, of one that begins with a [#tenant].
    static Tenant tenantOf(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        int account = text.indexOf('\0');
        int region = text.indexOf('\0', account + 1);
        if (account < 0 || region < 0) {
            throw new CorruptRecordException("the key names no tenant");
        }
        return new Tenant(text.substring(0, account), text.substring(account + 1, region));
    }

    static byte[] join(byte[] first, byte... second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /// The lowest key above this one.
    static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /// The lowest key above all that begin with this prefix, which ends with a byte below 255.
    static byte[] behindPrefix(byte[] prefix) {
        byte[] end = prefix.clone();
        end[end.length - 1]++;
        return end;
    }
}
