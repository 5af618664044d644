package org.posthorn.engine.mime;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Content;

/// Looks through a composed message without changing it: the headers that say how it and its parts are to be read, its
/// structure, and attachments that SES does not carry (SES Developer Guide, "unsupported attachment types").
///
/// The rules are those of JavaMail up to 1.4, on which SES's texts rest: a part ends at the delimiter of any multipart
/// that it is in, the outer ones first; a multipart without its first delimiter is an error, one without its last is
/// none; where no boundary is named, the first line that looks like a delimiter is one. One pass over the lines, with a
/// stack of the multiparts that are open.
///
/// In an attached message only the names of attachments are looked at: others wrote it.
///
/// Differs from SES: nobody looks for viruses; only the test file of EICAR is rejected after it was accepted.
public final class MimeCheck {
    private static final Set<String> BANNED = Set.of("""
            ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk
            mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi msp
            mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs vps
            vsmacros vss vst vsw vxd ws wsc wsf wsh xnk""".split("\\s+"));
    private static final String MISSING = "Missing start boundary";

    private final byte[] bytes;
    private final List<Open> open = new ArrayList<>();
    private int parts;
    /// Whether the lines that come are those of a header section.
    private boolean inHeader = true;
    /// Whether they belong to an attached message.
    private boolean attached;
    private int headerFields;
    private int headerBytes;
    /// `type/subtype` in lower case.
    private Optional<String> type = Optional.empty();
    private Optional<String> boundary = Optional.empty();

    /// A multipart, down to the end of the one that it is in.
    private static final class Open {
        /// Empty as long as it has to be guessed.
        private byte[] delimiter;
        /// Whether it is in an attached message.
        private final boolean attached;
        private boolean started;
        private boolean ended;

        Open(byte[] delimiter, boolean attached) {
            this.delimiter = delimiter;
            this.attached = attached;
        }
    }

    private MimeCheck(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static void check(Content content) {
        new MimeCheck(content.bytes()).check();
    }

    private void check() {
        int at = 0;
        while (at < bytes.length) {
            int next = nextLine(at);
            boolean delimiter = isDelimiter(at, lineTextEnd(at, next));
            if (!delimiter && !inHeader && open.isEmpty()) {
                return; // no multipart and no attached message: nothing more to look through
            }
            at = inHeader && !delimiter ? field(at, next) : next;
        }
        if (inHeader) {
            endHeader();
        }
        closeDownTo(0);
    }

    /// Takes a line that begins a part, or ends a multipart.
    private boolean isDelimiter(int start, int end) {
        if (open.isEmpty() || end - start < 2 || bytes[start] != '-' || bytes[start + 1] != '-') {
            return false;
        }
        for (int i = 0; i < open.size(); i++) {
            Open multipart = open.get(i);
            if (multipart.delimiter.length == 0 && i == open.size() - 1) {
                multipart.delimiter = guess(start, end);
            }
            if (multipart.delimiter.length == 0) {
                continue;
            }
            int after = start + multipart.delimiter.length;
            if (multipart.ended
                    || after > end
                    || !Arrays.equals(bytes, start, after, multipart.delimiter, 0, multipart.delimiter.length)) {
                continue;
            }
            boolean last = after + 1 < end && bytes[after] == '-' && bytes[after + 1] == '-';
            if (last && !multipart.started) {
                if (!isBlank(after + 2, end)) {
                    continue;
                }
                if (!multipart.attached) {
                    throw HeaderTokens.invalid(MISSING);
                }
            }
            if (last || isBlank(after, end)) {
                closeDownTo(i + 1);
                multipart.ended = last;
                multipart.started = true;
                inHeader = !last;
                attached = multipart.attached;
                if (!last && ++parts > Limits.MIME_PARTS) {
                    throw HeaderTokens.invalid("Illegal content.");
                }
                beginHeader();
                return true;
            }
        }
        return false;
    }

    /// The delimiter that a line may be of a multipart that names none; empty when it is none, such as a line of
    /// dashes.
    private byte[] guess(int start, int textEnd) {
        int end = textEnd;
        while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] != '-') {
                return Arrays.copyOfRange(bytes, start, end);
            }
        }
        return new byte[0];
    }

    private void closeDownTo(int depth) {
        for (int i = open.size() - 1; i >= depth; i--) {
            Open multipart = open.removeLast();
            if (!multipart.started && !multipart.attached) {
                throw HeaderTokens.invalid(MISSING);
            }
        }
    }

    private void beginHeader() {
        headerFields = 0;
        headerBytes = 0;
        type = Optional.empty();
        boundary = Optional.empty();
    }

    /// Reads a field, or the blank line that ends the section.
    ///
    /// @return where the next one begins
    private int field(int start, int firstEnd) {
        if (lineTextEnd(start, firstEnd) == start) {
            endHeader();
            return firstEnd;
        }
        int end = firstEnd;
        while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\t')) {
            end = nextLine(end);
        }
        headerBytes += end - start;
        if (!attached && (++headerFields > Limits.HEADER_FIELDS || headerBytes > Limits.HEADER_BYTES)) {
            throw HeaderTokens.invalid("Illegal content.");
        }
        if (end - start <= Limits.HEADER_BYTES) {
            String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
            int colon = text.indexOf(':');
            String name = colon < 0 ? "" : text.substring(0, colon).strip();
            if (name.equalsIgnoreCase("Content-Type")) {
                contentType(unfolded(text, colon + 1));
            } else if (name.equalsIgnoreCase("Content-Disposition")) {
                contentDisposition(unfolded(text, colon + 1));
            }
        }
        return end;
    }

    private static String unfolded(String text, int from) {
        StringBuilder line = new StringBuilder(text.length() - from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r' && c != '\n') {
                line.append(c);
            }
        }
        return line.toString();
    }

    private void contentType(String value) {
        Optional<String> strict = attached ? Optional.empty() : Optional.of(HeaderSyntax.checkContentType(value));
        Optional<ParameterizedHeader> header = read(value);
        header.ifPresent(MimeCheck::checkNames);
        if (type.isEmpty()) { // of several the first counts
            type = strict.or(() -> header.map(ParameterizedHeader::value)).map(name -> name.toLowerCase(Locale.ROOT));
            boundary = header.flatMap(h -> h.parameter("boundary"));
        }
    }

    private void contentDisposition(String value) {
        if (!attached) {
            HeaderSyntax.checkContentDisposition(value);
        }
        read(value).ifPresent(MimeCheck::checkNames);
    }

    /// With the values decoded; empty when they can't be.
    private static Optional<ParameterizedHeader> read(String value) {
        try {
            return Optional.of(ParameterizedHeader.parse(value));
        } catch (SesException e) {
            return Optional.empty();
        }
    }

    private void endHeader() {
        inHeader = false;
        String name = type.orElse("");
        if (name.startsWith("multipart/")) {
            if (open.size() == Limits.MIME_DEPTH) {
                throw HeaderTokens.invalid("Illegal content.");
            }
            if (boundary.isPresent()) {
                open.add(new Open(("--" + boundary.get()).getBytes(StandardCharsets.ISO_8859_1), attached));
            } else if (!attached) {
                open.add(new Open(new byte[0], false));
            }
        } else if (name.equals("message/rfc822")) {
            attached = true;
            inHeader = true;
        }
        beginHeader();
    }

    private static void checkNames(ParameterizedHeader header) {
        for (String parameter : new String[] {"filename", "name"}) {
            header.parameter(parameter).ifPresent(MimeCheck::checkFileName);
        }
    }

    /// @throws SesException INVALID_PARAMETER_VALUE for a kind of file that SES does not carry
    static void checkFileName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot >= 0 && BANNED.contains(fileName.substring(dot + 1).strip().toLowerCase(Locale.ROOT))) {
            throw HeaderTokens.invalid("Illegal filename '" + readable(fileName) + "'.");
        }
    }

    /// Bytes that were read as characters are UTF-8, as a rule.
    private static String readable(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(StandardCharsets.ISO_8859_1.newEncoder().encode(CharBuffer.wrap(name)))
                    .toString();
        } catch (CharacterCodingException e) {
            return name;
        }
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private int nextLine(int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return bytes.length;
    }

    /// Where the text of a line ends, in front of its line break.
    private int lineTextEnd(int start, int next) {
        int end = next;
        if (end > start && bytes[end - 1] == '\n') {
            end--;
            if (end > start && bytes[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }
}
