package org.posthorn.engine.mail;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.posthorn.engine.Base32;

/// The id of a received message as SES shows it: 40 characters of `[a-z0-9]`, unlike that of a message that is sent.
///
/// Base32 with the digits of RFC 4648 §7 in lower case, of the [MessageId]'s 24 bytes, the random ones first, and a
/// byte of their sum: so either form tells the other, and nothing has to be stored.
public final class ReceivedId {
    private static final int CHARS = 40;
    private static final int ID_BYTES = 24;

    private ReceivedId() {}

    public static String of(MessageId id) {
        byte[] bytes = ByteBuffer.allocate(ID_BYTES + 1)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(id.regionAndTime())
                .array();
        bytes[ID_BYTES] = sum(bytes);
        return Base32.HEX.encode(bytes);
    }

    /// Empty when the text is of another form.
    public static Optional<MessageId> parse(String text) {
        return Optional.of(text)
                .filter(id -> id.length() == CHARS)
                .flatMap(Base32.HEX::decode)
                .filter(bytes -> bytes[ID_BYTES] == sum(bytes))
                .map(ReceivedId::id);
    }

    private static MessageId id(byte[] bytes) {
        ByteBuffer id = ByteBuffer.wrap(bytes);
        long high = id.getLong();
        long low = id.getLong();
        return new MessageId(id.getLong(), high, low);
    }

    private static byte sum(byte[] bytes) {
        byte sum = 0;
        for (int i = 0; i < ID_BYTES; i++) {
            sum += bytes[i];
        }
        return sum;
    }
}
