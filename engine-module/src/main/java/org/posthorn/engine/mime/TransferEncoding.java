package org.posthorn.engine.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import org.apache.james.mime4j.codec.EncoderUtil;

/// How a body is written in lines of ASCII (RFC 2045 §6); the encoders are mime4j's.
public enum TransferEncoding {
    SEVEN_BIT("7bit"),
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64");

    // RFC 5322 §2.1.1.
    private static final int LINE_LIMIT = 998;

    private final String wireName;

    TransferEncoding(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    byte[] encode(byte[] bytes) {
        if (this == SEVEN_BIT) {
            return bytes;
        }
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 3 / 2);
        try {
            if (this == BASE64) {
                EncoderUtil.encodeB(in, out);
            } else {
                EncoderUtil.encodeQ(in, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        return out.toByteArray();
    }

    /// How a file is written, so that every byte of it arrives: as asked for where that is possible, and as 7bit where
    /// nothing is. (SES's default is said to be 7bit; that what this can't carry goes in base64 is a guess.)
    static TransferEncoding ofFile(byte[] bytes, Optional<TransferEncoding> asked) {
        TransferEncoding wanted = asked.orElse(SEVEN_BIT);
        return wanted == SEVEN_BIT && !isSevenBit(bytes) ? BASE64 : wanted;
    }

    byte[] encodeFile(byte[] bytes) {
        return switch (this) {
            case SEVEN_BIT -> bytes;
            case BASE64 -> Base64.getMimeEncoder().encode(bytes); // one array of the size that is needed
            case QUOTED_PRINTABLE -> hasCrlfLines(bytes) ? encode(bytes) : quotedBinary(bytes);
        };
    }

    private static byte[] quotedBinary(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 3 / 2);
        try {
            EncoderUtil.encodeQBinary(new ByteArrayInputStream(bytes), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        return out.toByteArray();
    }

    /// RFC 2045 §2.7.
    private static boolean isSevenBit(byte[] bytes) {
        return hasCrlfLines(bytes) && of(bytes) == SEVEN_BIT;
    }

    private static boolean hasCrlfLines(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            boolean alone = (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
                    || (bytes[i] == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n'));
            if (alone) {
                return false;
            }
        }
        return true;
    }

    /// JavaMail's choice: by the share of what is not ASCII; long lines and control characters need an encoding
    /// too.
    static TransferEncoding of(byte[] bytes) {
        int other = 0;
        int line = 0;
        boolean sevenBit = true;
        for (byte b : bytes) {
            line = b == '\n' ? 0 : line + (b == '\r' ? 0 : 1);
            if (b < 0 || (b < ' ' && b != '\r' && b != '\n' && b != '\t') || b == 0x7f) {
                other++;
            }
            sevenBit &= line <= LINE_LIMIT;
        }
        if (other == 0) {
            return sevenBit ? SEVEN_BIT : QUOTED_PRINTABLE;
        }
        return other * 2 > bytes.length ? BASE64 : QUOTED_PRINTABLE;
    }
}
