package org.posthorn.engine.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;

/// Unstructured header fields with words that are encoded (RFC 2047).
public final class EncodedText {
    /// What is longer is read up to here.
    private static final int MOST_CHARS = 16 * 1024;

    private EncodedText() {}

    /// The text as people read it; as it is where it can't be decoded.
    ///
    /// @param value unfolded
    public static String decode(String value) {
        String read = value.substring(0, Math.min(value.length(), MOST_CHARS));
        try {
            return MimeUtility.decodeText(read);
        } catch (UnsupportedEncodingException e) {
            return read;
        }
    }
}
