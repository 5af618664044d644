package org.posthorn.engine.mail;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.Base32;
import org.posthorn.engine.Hmac;

/// Names the MAIL FROM of a message so that a report finds it again: variable envelope return path (VERP).
///
/// The local part is `b-` and 52 characters of base32: the 24 bytes of the message id and 8 bytes of their keyed
/// hash. It fits the 64 octets of RFC 5321 §4.5.3.1.1, survives case folding, and nobody can name a message without
/// the key, so that forged reports are told apart before anything is parsed. Safe for use by many threads.
public final class ReturnPath {
    private static final int ID_BYTES = 24;
    private static final int HASH_BYTES = 8;
    private static final int TOKEN_CHARS = 52;
    private static final String PREFIX = "b-";

    private final byte[] key;
    private final String domain;

    /// @param key secret of the installation, 32 bytes
    /// @param domain the right side of return paths (`mail.domain`), but for senders with a MAIL FROM domain
    public ReturnPath(byte[] key, String domain) {
        this.key = key.clone();
        this.domain = domain.toLowerCase(Locale.ROOT);
    }

    public String domain() {
        return domain;
    }

    /// @param at the domain instead of that of this installation
    public String addressOf(MessageId id, Optional<String> at) {
        byte[] idBytes = bytes(id);
        byte[] token = Arrays.copyOf(idBytes, ID_BYTES + HASH_BYTES);
        System.arraycopy(Hmac.sha256(key, idBytes), 0, token, ID_BYTES, HASH_BYTES);
        return PREFIX + Base32.LOWER.encode(token) + "@" + at.orElse(domain);
    }

    /// The message that an address names, at whatever domain: the hash alone says that it is ours. Empty when it is
    /// wrong.
    public Optional<MessageId> messageOf(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        if (at != PREFIX.length() + TOKEN_CHARS || !lower.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return Base32.LOWER.decode(lower.substring(PREFIX.length(), at)).flatMap(token -> {
            byte[] idBytes = Arrays.copyOf(token, ID_BYTES);
            byte[] claimed = Arrays.copyOfRange(token, ID_BYTES, ID_BYTES + HASH_BYTES);
            byte[] right = Arrays.copyOf(Hmac.sha256(key, idBytes), HASH_BYTES);
            if (!MessageDigest.isEqual(claimed, right)) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(idBytes);
            return Optional.of(new MessageId(buffer.getLong(), buffer.getLong(), buffer.getLong()));
        });
    }

    private static byte[] bytes(MessageId id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.regionAndTime())
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }
}
