package org.posthorn.engine.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.james.mime4j.codec.EncoderUtil;

/// How a body is written in lines of ASCII (RFC 2045 §6); the encoders are mime4j's.
enum TransferEncoding {
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
