package org.posthorn.receiving;

import java.util.Arrays;
import java.util.Set;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mime.HeaderCursor;

/// Takes out of a message what would pass for our own word: an Authentication-Results field with our name (RFC 8601
/// §5), and the fields by which SES tells verdicts. Everything else stays byte for byte. Takes time in proportion to
/// the header.
final class Forgeries {
    private static final Set<String> OURS =
            Set.of("x-ses-spam-verdict", "x-ses-virus-verdict", "x-ses-receipt", "x-ses-dkim-signature");

    private Forgeries() {}

    /// The front, and behind it the message without them.
    ///
    /// @param service our name in Authentication-Results
    static byte[] replaced(byte[] front, Content content, String service) {
        byte[] bytes = content.bytes();
        byte[] whole = new byte[front.length + bytes.length];
        System.arraycopy(front, 0, whole, 0, front.length);
        int filled = front.length;
        int kept = 0; // all before this is copied or passed over
        HeaderCursor fields = new HeaderCursor(content);
        while (fields.next()) {
            if (isForged(bytes, fields, service)) {
                System.arraycopy(bytes, kept, whole, filled, fields.from() - kept);
                filled += fields.from() - kept;
                kept = fields.to();
            }
        }
        System.arraycopy(bytes, kept, whole, filled, bytes.length - kept);
        filled += bytes.length - kept;
        return filled == whole.length ? whole : Arrays.copyOf(whole, filled);
    }

    private static boolean isForged(byte[] bytes, HeaderCursor fields, String service) {
        return OURS.stream().anyMatch(fields::isNamed)
                || (fields.isNamed("authentication-results")
                        && isOf(service, bytes, behindBlanks(bytes, fields.valueFrom(), fields.to()), fields.to()));
    }

    /// Whether the name stands there, alone or as a quoted string.
    private static boolean isOf(String service, byte[] bytes, int from, int to) {
        int i = from;
        boolean quoted = i < to && bytes[i] == '"';
        i += quoted ? 1 : 0;
        for (int k = 0; k < service.length(); k++) {
            if (quoted && i < to && bytes[i] == '\\') {
                i++;
            }
            if (i >= to || lower(bytes[i++]) != Character.toLowerCase(service.charAt(k))) {
                return false;
            }
        }
        return i >= to || " \t\r\n;(\"".indexOf(bytes[i]) >= 0;
    }

    /// Behind white space and comments.
    private static int behindBlanks(byte[] bytes, int from, int to) {
        int depth = 0;
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (depth > 0 && b == '\\') {
                i++;
            } else if (b == '(') {
                depth++;
            } else if (depth > 0) {
                depth -= b == ')' ? 1 : 0;
            } else if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return i;
            }
            i++;
        }
        return to;
    }

    private static char lower(byte b) {
        return Character.toLowerCase((char) (b & 0xff));
    }
}
