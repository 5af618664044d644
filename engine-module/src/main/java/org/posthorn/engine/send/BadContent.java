package org.posthorn.engine.send;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The content that SES rejects after it has accepted it, as far as it can be told without a virus scanner: the
/// harmless file of EICAR, by which senders try out Reject events (SES Developer Guide, "mailbox simulator").
final class BadContent {
    // Apart, so that no scanner stops at this class.
    private static final String PLAIN = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    /// The beginning of the file in base64, no longer than a line of it.
    private static final String ENCODED = "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0ND" + "KTd9JEVJQ0FSLVNUQU5EQVJE";

    private static final List<byte[]> SIGNS =
            List.of(PLAIN.getBytes(StandardCharsets.US_ASCII), ENCODED.getBytes(StandardCharsets.US_ASCII));

    private BadContent() {}

    static boolean isIn(byte[] bytes) {
        return SIGNS.stream().anyMatch(sign -> contains(bytes, sign));
    }

    private static boolean contains(byte[] bytes, byte[] sign) {
        int last = bytes.length - sign.length;
        for (int i = 0; i <= last; i++) {
            if (bytes[i] == sign[0] && bytes[i + sign.length - 1] == sign[sign.length - 1] && matches(bytes, i, sign)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bytes, int at, byte[] sign) {
        for (int i = 0; i < sign.length; i++) {
            if (bytes[at + i] != sign[i]) {
                return false;
            }
        }
        return true;
    }
}
