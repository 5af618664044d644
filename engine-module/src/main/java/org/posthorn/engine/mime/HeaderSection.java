package org.posthorn.engine.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageHeader;

/// The header fields of a message, each with the bytes it stands in, so that fields can be taken out and added while
/// every other byte stays as it is.
///
/// @param headerLength where the body starts
public record HeaderSection(List<Field> fields, int headerLength) {
    private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};

    // SES Developer Guide, "header fields": those that may stand only once.
    private static final Set<String> SINGLE = Set.of("""
            accept-language acceptlanguage archived-at auto-submitted bounces-to comments content-alternative content-base
            content-class content-description content-disposition content-duration content-id content-language content-length
            content-location content-md5 content-transfer-encoding content-type date delivered-to disposition-notification-options
            disposition-notification-to dkim-signature domainkey-signature errors-to from importance in-reply-to keywords
            list-archive list-help list-id list-owner list-post list-subscribe list-unsubscribe message-context message-id
            mime-version organization original-from original-message-id original-recipient original-subject precedence priority
            references reply-to return-path return-receipt-to sender solicitation sensitivity subject thread-index thread-topic
            user-agent vbr-info""".split("\\s+"));

    /// Made of the parts of a message, or replaced on its way.
    private static final Set<String> OURS = Set.of(
            "from", "to", "cc", "bcc", "subject", "reply-to", "return-path", "date", "message-id", "mime-version");

    /// More than this without the blank line behind it is no header section, such as a message that was encoded twice.
    /// SES's own bound is not known; it refused 110 kB.
    private static final int ENDLESS_BYTES = 64 * 1024;

    /// RFC 5322 §2.1.1: no name of a field is longer than a line may be.
    private static final int NAME_CHARS = 998;

    /// One field.
    ///
    /// @param name as written
    /// @param start of its first line in the content
    /// @param end behind the line break of its last line
    /// @param value unfolded, without leading and trailing blanks
    public record Field(String name, int start, int end, String value) {
        public boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /// Reads the fields; what follows the first blank line is not looked at. Folded lines stay with their field.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text for a name that is empty, illegal or may not
    /// repeat, and
    ///     for a section that is too long
    public static HeaderSection parse(Content content) {
        byte[] bytes = content.bytes();
        int end = content.headerLength();
        if (end > (isEnded(bytes, end) ? Limits.HEADER_BYTES : ENDLESS_BYTES)) {
            throw tooLong();
        }
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < end && bytes[at] != '\n' && !(bytes[at] == '\r' && at + 1 < end && bytes[at + 1] == '\n')) {
            int next = lineEnd(bytes, at, end);
            while (next < end && (bytes[next] == ' ' || bytes[next] == '\t')) {
                next = lineEnd(bytes, next, end);
            }
            if (fields.size() == Limits.HEADER_FIELDS) {
                throw tooLong();
            }
            fields.add(field(bytes, at, next));
            at = next;
        }
        checkSingle(fields.stream().map(Field::name).toList());
        return new HeaderSection(List.copyOf(fields), end);
    }

    /// Refuses lines that have no colon: whoever reads the message would take them for its text.
    ///
    /// Apart from the rest since SES complains of other things before: a delimiter that stands in the header for want
    /// of a blank line is a name to it, and what it says is that `Content-Type` is there twice. Whether it refuses
    /// such a line for itself is not known.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE
    public void checkColons(Content content) {
        byte[] bytes = content.bytes();
        for (Field field : fields) {
            boolean hasColon = false;
            for (int i = field.start(); i < field.end() && !hasColon; i++) {
                hasColon = bytes[i] == ':';
            }
            if (!hasColon) {
                throw illegal(field.name());
            }
        }
    }

    /// The value of the first field of that name.
    public Optional<String> first(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).findFirst();
    }

    /// The values of all fields of that name, in order.
    public List<String> all(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
    }

    private static boolean isEnded(byte[] bytes, int end) {
        return end < bytes.length || Arrays.equals(bytes, Math.max(0, end - 4), end, BLANK_LINE, 0, BLANK_LINE.length);
    }

    private static int lineEnd(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return end;
    }

    private static Field field(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        // RFC 5322 §2.2: printable US-ASCII without the colon; §4.5 lets obsolete forms have blanks before the colon.
        // As in JavaMail, control characters around it are such blanks, and the name of a line without a colon is all
        // of it: a message of zeros, as one SDK made of a string, has no name at all (seen from SES).
        String firstLine = text.lines().findFirst().orElse("").trim();
        String name = colon < 0 ? firstLine : text.substring(0, colon).trim();
        if (name.isEmpty() || firstLine.isEmpty()) {
            throw invalid("Empty header names are illegal.");
        }
        if (name.length() > NAME_CHARS) {
            throw tooLong();
        }
        if (!name.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw illegal(name);
        }
        String value = text.substring(colon + 1).replaceAll("\\r?\\n", "").strip();
        return new Field(name, start, end, value);
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a name that stands twice and may not
    private static void checkSingle(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String given : names) {
            String name = given.toLowerCase(Locale.ROOT);
            if (SINGLE.contains(name) && !seen.add(name)) {
                throw invalid("Duplicate header '" + given + "'.");
            }
        }
    }

    /// Whether the fields that a sender adds to a message in parts can stand in it, beside those that are made of its
    /// parts.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE; the text for a field that is not the sender's to give is a guess
    public static void checkAdded(List<MessageHeader> added) {
        for (MessageHeader field : added) {
            String name = field.name();
            if (name.isBlank()) {
                throw invalid("The header name must be specified.");
            }
            if (!name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
                throw illegal(name);
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (OURS.contains(lower) || lower.startsWith("content-")) {
                throw invalid("Duplicate header '" + name + "'.");
            }
        }
        if (added.size() > Limits.HEADER_FIELDS) {
            throw tooLong();
        }
        checkSingle(added.stream().map(MessageHeader::name).toList());
    }

    private static SesException illegal(String name) {
        return invalid("Illegal header '" + name + "'.");
    }

    private static SesException tooLong() {
        return invalid("Header section too long.");
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
