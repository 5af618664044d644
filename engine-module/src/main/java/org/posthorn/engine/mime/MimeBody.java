package org.posthorn.engine.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.posthorn.engine.mail.MessageHeader;

/// The body of a composed message as a tree of parts (RFC 2046):
///
/// | there is | form |
/// |---|---|
/// | text or HTML | that alone |
/// | text and HTML | `alternative(text, HTML)` |
/// | HTML, and inline attachments with a content id | `related(HTML, inline...)` in the place of the HTML (RFC 2387) |
/// | other attachments | `mixed(what is shown, attachment...)` |
///
/// The form with attachments is a guess at SES's; mail programs read it so that pictures show and files are listed.
sealed interface MimeBody {
    /// Writes the fields of the part, a blank line, and what is in it.
    void write(Pieces out, Supplier<String> boundaries);

    /// @param header fields that describe it, folded where they have to be
    record Leaf(List<MessageHeader> header, byte[] bytes) implements MimeBody {
        Leaf(byte[] bytes) {
            this(List.of(), bytes);
        }

        Leaf with(String name, String value) {
            return new Leaf(
                    Stream.concat(header.stream(), Stream.of(new MessageHeader(name, value)))
                            .toList(),
                    bytes);
        }

        @Override
        public void write(Pieces out, Supplier<String> boundaries) {
            header.forEach(field -> out.add(field.name() + ": " + field.value() + "\r\n"));
            out.add("\r\n").add(bytes);
        }
    }

    /// @param type such as `multipart/mixed`, maybe with parameters
    record Multipart(String type, List<MimeBody> parts) implements MimeBody {
        @Override
        public void write(Pieces out, Supplier<String> boundaries) {
            String boundary = boundaries.get();
            out.add(MimeComposer.folded("Content-Type", type + "; boundary=\"" + boundary + "\"") + "\r\n\r\n");
            for (MimeBody part : parts) {
                out.add("--" + boundary + "\r\n");
                part.write(out, boundaries);
                out.add("\r\n"); // belongs to the delimiter that follows (RFC 2046 §5.1.1)
            }
            out.add("--" + boundary + "--\r\n");
        }
    }

    static MimeBody of(MimeMail mail) {
        List<MimeBody> shown = new ArrayList<>();
        List<Attachment> beside = new ArrayList<>(mail.attachments());
        mail.text().ifPresent(text -> shown.add(text(text, "plain")));
        mail.html().ifPresent(text -> {
            List<Attachment> within =
                    beside.stream().filter(Attachment::isRelated).toList();
            beside.removeAll(within);
            MimeBody html = text(text, "html");
            shown.add(within.isEmpty() ? html : multipart("related; type=\"text/html\"", html, within));
        });
        MimeBody body = switch (shown.size()) {
            case 0 -> text(MimeText.utf8(""), "plain");
            case 1 -> shown.getFirst();
            default -> new Multipart("multipart/alternative", shown);
        };
        return beside.isEmpty() ? body : multipart("mixed", body, beside);
    }

    private static MimeBody multipart(String subtype, MimeBody first, List<Attachment> others) {
        return new Multipart(
                "multipart/" + subtype,
                Stream.concat(Stream.of(first), others.stream().map(Attachment::toPart))
                        .toList());
    }

    private static MimeBody text(MimeText text, String subtype) {
        byte[] bytes = MimeComposer.crlf(text.data()).getBytes(text.charset());
        TransferEncoding encoding = TransferEncoding.of(bytes);
        return new Leaf(encoding.encode(bytes))
                .with(
                        "Content-Type",
                        "text/" + subtype + "; charset=" + text.charset().name())
                .with("Content-Transfer-Encoding", encoding.wireName());
    }
}
