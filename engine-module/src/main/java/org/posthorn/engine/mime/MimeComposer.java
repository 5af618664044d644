package org.posthorn.engine.mime;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.util.MimeUtil;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MailDomain;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;

/// Writes the RFC 5322 bytes of a message in the form of SES: headers in the order From, To, Cc, Reply-To, Subject,
/// Message-ID, Date, MIME-Version, Content-Type; text before HTML in a `multipart/alternative`; 7bit where the text
/// allows, quoted-printable for mostly ASCII, base64 for the rest, as mail that SES composed shows.
///
/// Encoded words, folding and transfer encodings are mime4j's. Between lines stands CRLF, and they have at most 998
/// characters.
@Singleton
public final class MimeComposer {
    private static final int MOST_WORD_CHARS = 900;
    private static final int MOST_LINE_CHARS = 998;

    private final String mailDomain;

    /// @param mailDomain right side of every Message-ID
    @Inject
    public MimeComposer(@MailDomain String mailDomain) {
        this.mailDomain = mailDomain;
    }

    /// The `Message-ID` value of a message, with its angle brackets.
    ///
    /// Differs from SES: a Message-ID ends in `mail.domain`, since we can't speak for amazonses.com.
    public String messageIdHeader(MessageId id) {
        return "<" + id + "@" + mailDomain + ">";
    }

    /// The `Date` value of a time.
    public static String dateHeader(Instant at) {
        return MailDate.of(at);
    }

    /// A plain message of Posthorn's own.
    public Content composeText(MessageId id, Instant date, String from, String to, String subject, String text) {
        return compose(
                id,
                date,
                new MimeMail(
                        Address.parse(from),
                        List.of(Address.parse(to)),
                        List.of(),
                        List.of(),
                        MimeText.utf8(subject),
                        Optional.of(MimeText.utf8(text)),
                        Optional.empty()));
    }

    public Content compose(MessageId id, Instant date, MimeMail mail) {
        return compose(id, date, mail, List.of());
    }

    /// @param fields of ours, written as they are: readers tell the parts of some apart without unfolding them
    public Content compose(MessageId id, Instant date, MimeMail mail, List<MessageHeader> fields) {
        Pieces out = new Pieces();
        header(out, "From", address(mail.from()));
        addresses(out, "To", mail.to());
        addresses(out, "Cc", mail.cc());
        addresses(out, "Reply-To", mail.replyTo());
        header(
                out,
                "Subject",
                unstructured(mail.subject().data(), mail.subject().charset(), "Subject: ".length()));
        // Never folded: some readers take a message id only from the line of its name.
        out.add("Message-ID: " + messageIdHeader(id) + "\r\n");
        header(out, "Date", dateHeader(date));
        fields.forEach(field -> out.add(field.name() + ": " + field.value() + "\r\n"));
        mail.headers().forEach(field -> out.add(field.name() + ": " + text(field.name(), field.value()) + "\r\n"));
        header(out, "MIME-Version", "1.0");
        // The form of JavaMail's boundaries, which is what SES's look like; unique by the message id.
        long first = id.high() >>> 44;
        String rest = "_" + (id.low() >>> 32 & 0x7fffffff) + "." + date.toEpochMilli();
        AtomicInteger more = new AtomicInteger();
        // A single part ends as it was given: without a line end of its own it goes into the DATA of SMTP, which adds
        // one there.
        MimeBody.of(mail).write(out, () -> "----=_Part_" + (first + more.getAndIncrement()) + rest);
        return new Content(out.join());
    }

    /// The value of a field that a sender gives: as it is where that can stand on the line of its name (RFC 5322
    /// §2.1.1), since readers of some fields want it there; in encoded words otherwise.
    static String text(String name, String value) {
        boolean fits = name.length() + value.length() + 2 <= MOST_LINE_CHARS
                && value.chars().allMatch(c -> c >= ' ' && c < 127);
        return fits ? value : foldedValue(name, unstructured(value, StandardCharsets.UTF_8, name.length() + 2));
    }

    private static void addresses(Pieces out, String name, List<Address> addresses) {
        if (!addresses.isEmpty()) {
            header(
                    out,
                    name,
                    String.join(
                            ", ", addresses.stream().map(MimeComposer::address).toList()));
        }
    }

    /// An address as it was written, when that is fit for a header; its display name encoded (RFC 2047) otherwise.
    public static String address(Address address) {
        String original = address.original();
        if (original.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return original;
        }
        return address.displayName()
                        .map(name -> EncoderUtil.encodeAddressDisplayName(oneLine(name)) + " ")
                        .orElse("")
                + "<" + address.bare() + ">";
    }

    private static String unstructured(String text, Charset charset, int usedCharacters) {
        String line = oneLine(text);
        if (line.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\t') && isFoldable(line)) {
            return line;
        }
        return EncoderUtil.encodeEncodedWord(
                line, EncoderUtil.Usage.TEXT_TOKEN, usedCharacters, charset, encodedWordForm(line));
    }

    /// Whether folding at blanks leaves no line of more than 998 characters (RFC 5322 §2.1.1), with its field's name.
    private static boolean isFoldable(String text) {
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            word = isBlank(text.charAt(i)) ? 0 : word + 1;
            if (word > MOST_WORD_CHARS) {
                return false;
            }
        }
        return true;
    }

    /// A line break would end the header field: with the blanks around it it becomes one space. One pass.
    private static String oneLine(String text) {
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int start = at;
            boolean broken = false;
            while (at < text.length() && isBlank(text.charAt(at))) {
                broken |= text.charAt(at) == '\n' || text.charAt(at) == '\r';
                at++;
            }
            if (broken) {
                line.append(' ');
            } else {
                line.append(text, start, at);
            }
            if (at < text.length()) {
                line.append(text.charAt(at++));
            }
        }
        return line.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static EncoderUtil.Encoding encodedWordForm(String text) {
        long other = text.chars().filter(c -> c > 126).count();
        return other * 2 > text.length() ? EncoderUtil.Encoding.B : EncoderUtil.Encoding.Q;
    }

    private static void header(Pieces out, String name, String value) {
        out.add(folded(name, value) + "\r\n");
    }

    static String foldedValue(String name, String value) {
        return folded(name, value).substring(name.length() + 2);
    }

    static String folded(String name, String value) {
        String line = name + ": " + value;
        return line.length() <= 76 ? line : MimeUtil.fold(line, 0);
    }

    static String crlf(String text) {
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return text;
        }
        // Not a regular expression: over a body it takes as long as all else together.
        StringBuilder lines = new StringBuilder(text.length() + text.length() / 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || (c == '\n' && (i == 0 || text.charAt(i - 1) != '\r'))) {
                lines.append("\r\n");
            } else if (c != '\n') {
                lines.append(c);
            }
        }
        return lines.toString();
    }
}
