package org.posthorn.engine.mail;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The id of a received message as SES shows it: 40 characters of `[a-z0-9]`, unlike that of a message that is sent.
///
/// Base32 with the digits of RFC 4648 §7 in lower case, of the [MessageId]'s 24 bytes, the random ones first, and a
/// byte of their sum: so either form tells the other, and nothing has to be stored.
public final class ReceivedId {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";
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
        StringBuilder text = new StringBuilder(CHARS);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = buffer << 8 | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(buffer >>> bits & 31));
            }
        }
        return text.toString();
    }

    /// Empty when the text is of another form.
    public static Optional<MessageId> parse(String text) {
        if (text.length() != CHARS) {
            return Optional.empty();
        }
        byte[] bytes = new byte[ID_BYTES + 1];
        int buffer = 0;
        int bits = 0;
        int filled = 0;
        for (int i = 0; i < CHARS; i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            buffer = buffer << 5 | digit;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[filled++] = (byte) (buffer >>> bits);
            }
        }
        if (bytes[ID_BYTES] != sum(bytes)) {
            return Optional.empty();
        }
        ByteBuffer id = ByteBuffer.wrap(bytes);
        long high = id.getLong();
        long low = id.getLong();
        return Optional.of(new MessageId(id.getLong(), high, low));
    }

    private static byte sum(byte[] bytes) {
        byte sum = 0;
        for (int i = 0; i < ID_BYTES; i++) {
            sum += bytes[i];
        }
        return sum;
    }
}
