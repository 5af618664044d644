package org.posthorn.engine.mime;

import java.net.URLConnection;
import java.util.Locale;
import java.util.Optional;

/// A file that goes with a composed message (SES API v2, "Attachment").
///
/// @param bytes not to be changed: the array is shared
/// @param fileName in any language; control characters become blanks
/// @param contentType type, subtype and parameters; told by the file's name when empty
/// @param inline whether it is shown within the text, rather than beside it
/// @param contentId that `cid:` links of the HTML name, with or without its angle brackets
/// @param encoding that it is to be written in; what would not bring every byte through is written in base64
public record Attachment(
        byte[] bytes,
        String fileName,
        Optional<String> contentType,
        boolean inline,
        Optional<String> contentId,
        Optional<String> description,
        Optional<TransferEncoding> encoding) {
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    /// One beside the text.
    public static Attachment of(String fileName, byte[] bytes) {
        return new Attachment(
                bytes, fileName, Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// One that the HTML shows.
    public static Attachment inline(String fileName, String contentId, byte[] bytes) {
        return new Attachment(
                bytes, fileName, Optional.empty(), true, Optional.of(contentId), Optional.empty(), Optional.empty());
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a kind of file that SES does not carry, with its text, and for
    ///     a type or a content id that can't stand in a header: those texts are guesses
    public void check() {
        MimeCheck.checkFileName(name());
        contentType.ifPresent(type -> {
            if (!isPrintable(type)) {
                throw HeaderTokens.invalid("Invalid content type <" + type + ">.");
            }
            HeaderSyntax.checkContentType(type);
            ParameterizedHeader.parse(type);
        });
        contentId.ifPresent(id -> {
            String bare = withoutBrackets(id);
            if (bare.isEmpty() || !isPrintable(bare) || bare.chars().anyMatch(c -> c == ' ' || c == '<' || c == '>')) {
                throw HeaderTokens.invalid("Invalid content id <" + bare + ">.");
            }
        });
    }

    /// Whether it belongs to the HTML, which names it.
    boolean isRelated() {
        return inline && contentId.isPresent();
    }

    /// The part that it is.
    MimeBody toPart() {
        TransferEncoding written = TransferEncoding.ofFile(bytes, encoding);
        MimeBody.Leaf part = new MimeBody.Leaf(written.encodeFile(bytes))
                .with("Content-Type", type(written))
                .with("Content-Transfer-Encoding", written.wireName())
                .with("Content-Disposition", disposition());
        if (contentId.isPresent()) {
            part = part.with("Content-ID", "<" + withoutBrackets(contentId.get()) + ">");
        }
        if (description.isPresent()) {
            part = part.with("Content-Description", MimeComposer.text("Content-Description", description.get()));
        }
        return part;
    }

    private String type(TransferEncoding written) {
        ParameterizedHeader header = ParameterizedHeader.parse(contentType
                .or(() -> Optional.ofNullable(URLConnection.guessContentTypeFromName(name())))
                .orElse(UNKNOWN_TYPE));
        String type = header.value().toLowerCase(Locale.ROOT);
        // RFC 2045 §6.4: nothing that is made of parts may be encoded; and ours alone say where parts end.
        if (type.startsWith("multipart/") || (type.startsWith("message/") && written != TransferEncoding.SEVEN_BIT)) {
            header = new ParameterizedHeader(UNKNOWN_TYPE, null);
        }
        // Folded once, and by one hand: two would leave a blank line.
        String parameters = header.parameters() == null
                ? ""
                : header.parameters().toString().replace("\r\n", "");
        String value = header.value()
                + parameters
                + (header.parameter("name").isPresent() ? "" : FileName.parameter("name", name()));
        return MimeComposer.foldedValue("Content-Type", value);
    }

    private String disposition() {
        String value = (inline ? "inline" : "attachment") + FileName.parameter("filename", name());
        return MimeComposer.foldedValue("Content-Disposition", value);
    }

    private String name() {
        StringBuilder name = new StringBuilder(fileName.length());
        fileName.chars().forEach(c -> name.append(Character.isISOControl(c) ? ' ' : (char) c));
        return name.toString();
    }

    private static String withoutBrackets(String id) {
        return id.startsWith("<") && id.endsWith(">") && id.length() > 1 ? id.substring(1, id.length() - 1) : id;
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
