package org.posthorn.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;

/// The components of [Counts], each a number of its own in the database.
enum CounterKind {
    SENT(0),
    DELIVERY_ATTEMPTS(1),
    BOUNCES(2),
    COMPLAINTS(3),
    REJECTS(4);

    private static final byte BEHIND_MINUTES = (byte) 0x80;
    private static final int BEHIND_SUBJECT = Integer.BYTES + 1;

    private final byte code;

    CounterKind(int code) {
        this.code = (byte) code;
    }

    long in(Counts counts) {
        return switch (this) {
            case SENT -> counts.sent();
            case DELIVERY_ATTEMPTS -> counts.deliveryAttempts();
            case BOUNCES -> counts.bounces();
            case COMPLAINTS -> counts.complaints();
            case REJECTS -> counts.rejects();
        };
    }

    private Counts of(long value) {
        return switch (this) {
            case SENT -> new Counts(value, 0, 0, 0, 0);
            case DELIVERY_ATTEMPTS -> new Counts(0, value, 0, 0, 0);
            case BOUNCES -> new Counts(0, 0, value, 0, 0);
            case COMPLAINTS -> new Counts(0, 0, 0, value, 0);
            case REJECTS -> new Counts(0, 0, 0, 0, value);
        };
    }

    byte[] key(Counters.Subject subject, long minute) {
        return Key.join(minuteKey(prefix(subject), minute), code);
    }

    /// What the keys of a subject begin with. Those of a tenant's parts come behind its own, whose next byte is the
    /// first of a positive number.
    static byte[] prefix(Counters.Subject subject) {
        byte[] tenant = Key.tenant(subject.tenant());
        return subject.part().isEmpty() ? tenant : Key.join(behind(tenant), Key.text(subject.part() + '\0'));
    }

    /// The lowest key behind those of a subject.
    static byte[] behind(byte[] prefix) {
        return Key.join(prefix, BEHIND_MINUTES);
    }

    /// The lowest key of a subject's minute.
    static byte[] minuteKey(byte[] prefix, long minute) {
        int clamped = Math.clamp(minute, 0, Integer.MAX_VALUE);
        return Key.join(
                prefix, ByteBuffer.allocate(Integer.BYTES).putInt(clamped).array());
    }

    static long minuteOf(byte[] key) {
        return ByteBuffer.wrap(key).getInt(key.length - BEHIND_SUBJECT);
    }

    static byte[] prefixOf(byte[] key) {
        return Arrays.copyOf(key, key.length - BEHIND_SUBJECT);
    }

    /// What an entry counts; nothing when it can't be read: a count is never worth a failure.
    static Counts countsOf(byte[] key, byte[] value) {
        byte code = key[key.length - 1];
        if (value.length == Long.BYTES) {
            for (CounterKind kind : values()) {
                if (kind.code == code) {
                    // The merge operator's form: lowest byte first.
                    return kind.of(Long.reverseBytes(Key.numberOf(value)));
                }
            }
        }
        return Counts.NONE;
    }
}
