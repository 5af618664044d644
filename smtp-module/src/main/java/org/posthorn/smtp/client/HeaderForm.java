package org.posthorn.smtp.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.util.MimeUtil;

/// A header field in ASCII and in lines of bearable length: display names, comments and free text become encoded words
/// (RFC 2047), parameters of Content-Type and Content-Disposition extended ones (RFC 2231). What is fit stays as it is.
///
/// A field is the text of its lines, one character a byte, without the last line end. Text that is no UTF-8 is called
/// ISO-8859-1, which keeps its bytes.
final class HeaderForm {
    private static final Set<String> ADDRESSES = Set.of(
            "from",
            "sender",
            "to",
            "cc",
            "bcc",
            "reply-to",
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-bcc");
    private static final Set<String> PARAMETERS = Set.of("content-type", "content-disposition");
    /// Nothing in them may be encoded: where a line of them is too long, it can only be folded.
    private static final Set<String> STRUCTURED = Set.of(
            "received",
            "return-path",
            "message-id",
            "in-reply-to",
            "references",
            "date",
            "mime-version",
            "content-transfer-encoding",
            "content-id",
            "dkim-signature",
            "arc-seal",
            "arc-message-signature",
            "arc-authentication-results",
            "authentication-results",
            "list-unsubscribe");

    private static final int FOLDED_CHARS = 76;

    private HeaderForm() {}

    /// @param words whether it must be ASCII
    /// @return empty when it can't: an address has other letters before its at-sign
    static Optional<String> of(String field, boolean words) {
        boolean foreign = words && !isAscii(field);
        boolean tooLong = isTooLong(field, StandardCharsets.ISO_8859_1);
        int colon = field.indexOf(':');
        if (colon <= 0 || !(foreign || tooLong)) {
            return Optional.of(field);
        }
        String name = field.substring(0, colon);
        if (!isAscii(name)) {
            return Optional.of(field); // no header field at all
        }
        String kind = name.strip().toLowerCase(Locale.ROOT);
        byte[] bytes = field.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1);
        Charset charset = isUtf8(bytes) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String value = unfolded(new String(bytes, charset)).strip();
        Optional<String> form = Optional.of(value);
        if (foreign) {
            if (ADDRESSES.contains(kind)) {
                form = AddressForm.of(value, charset);
            } else if (PARAMETERS.contains(kind)) {
                form = Optional.of(ParameterForm.of(value, charset));
            } else {
                form = Optional.of(encoded(value, name.length() + 2, charset));
            }
        }
        return form.map(text -> folded(name, text, kind, charset));
    }

    private static String folded(String name, String value, String kind, Charset charset) {
        String line = name + ": " + value;
        String folded = line.length() <= FOLDED_CHARS ? line : MimeUtil.fold(line, 0);
        if (isTooLong(folded, charset)) {
            // Not a blank for so long.
            boolean list = ADDRESSES.contains(kind) || PARAMETERS.contains(kind) || STRUCTURED.contains(kind);
            folded = MimeUtil.fold(
                    name + ": " + (list ? loosened(value) : encoded(value, name.length() + 2, charset)), 0);
        }
        // In bytes again, one character each.
        return new String(folded.getBytes(charset), StandardCharsets.ISO_8859_1);
    }

    /// As encoded words, each of 75 characters at most, with blanks between them that readers take out.
    static String encoded(String text, int usedChars, Charset charset) {
        long other = text.chars().filter(c -> c > 126).count();
        return EncoderUtil.encodeEncodedWord(
                text,
                EncoderUtil.Usage.TEXT_TOKEN,
                Math.min(usedChars, 40),
                charset,
                other * 2 > text.length() ? EncoderUtil.Encoding.B : EncoderUtil.Encoding.Q);
    }

    /// With a blank behind the commas and semicolons between its parts, where it may be folded then.
    private static String loosened(String value) {
        StringBuilder loose = new StringBuilder(value.length() + value.length() / 16);
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            loose.append(c);
            if (quoted && c == '\\' && i + 1 < value.length()) {
                loose.append(value.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';' || c == '>')) {
                loose.append(' ');
            }
        }
        return loose.toString().stripTrailing();
    }

    private static String unfolded(String value) {
        return value.replace("\r\n", "");
    }

    private static boolean isTooLong(String field, Charset charset) {
        byte[] bytes = field.getBytes(charset);
        return LineLength.isExceeded(bytes, 0, bytes.length);
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
