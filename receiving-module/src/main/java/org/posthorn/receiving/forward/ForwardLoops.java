package org.posthorn.receiving.forward;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import org.posthorn.engine.Base32;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mime.HeaderCursor;
import org.posthorn.engine.mime.LooseHeader;
import org.posthorn.engine.settings.ReceiptForward;

/// Shows mail that a host behind sends back to the recipient that it was forwarded for.
///
/// As Delivered-To does (RFC 9228), a field tells the recipients; by a keyed hash, so that nobody else can have mail
/// refused that he sends through others, and blind copies stay blind. Safe for use by many threads.
public final class ForwardLoops {
    static final String FIELD = "X-Posthorn-Forwarded";

    private static final int TOKEN_CHARS = 16;
    private static final int MOST_TOKENS = 10_000;

    private final byte[] key;

    /// @param key secret of the installation
    public ForwardLoops(byte[] key) {
        this.key = key.clone();
    }

    /// The message with the mark of its recipients in front, and without the Return-Path field that it got here, which
    /// only the last host writes (RFC 5321 §4.4): the first one, since those in front of it are ours too.
    public Content marked(Content content, Tenant tenant, List<String> recipients) {
        StringBuilder field = new StringBuilder(FIELD).append(':');
        recipients.forEach(recipient -> field.append(recipient.equals(recipients.getFirst()) ? " " : "\r\n ")
                .append(token(tenant, recipient)));
        byte[] front = field.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        HeaderCursor fields = new HeaderCursor(content);
        boolean found = false;
        while (!found && fields.next()) {
            found = fields.isNamed("return-path");
        }
        return found ? replaced(front, content.bytes(), fields.from(), fields.to()) : content.withFront(front);
    }

    private static Content replaced(byte[] front, byte[] bytes, int from, int to) {
        byte[] whole = new byte[front.length + bytes.length - (to - from)];
        System.arraycopy(front, 0, whole, 0, front.length);
        System.arraycopy(bytes, 0, whole, front.length, from);
        System.arraycopy(bytes, to, whole, front.length + from, bytes.length - to);
        return new Content(whole);
    }

    /// The marks in the first 256 KiB of a message's header.
    public Set<String> marksOf(Content content) {
        Set<String> marks = new HashSet<>();
        LooseHeader.visit(content.headerSection(Limits.HEADER_BYTES), (name, field, value) -> {
            if (name.equalsIgnoreCase(FIELD)) {
                StringTokenizer tokens = new StringTokenizer(field.substring(value));
                while (tokens.hasMoreTokens() && marks.size() < MOST_TOKENS) {
                    marks.add(tokens.nextToken());
                }
            }
            return true;
        });
        return marks;
    }

    /// Whether a message with these marks was forwarded for this recipient before.
    ///
    /// @param forwards those that it would go by now: without any there is no loop
    public boolean isLoop(Set<String> marks, Tenant tenant, List<ReceiptForward> forwards, String recipient) {
        return !marks.isEmpty() && !forwards.isEmpty() && marks.contains(token(tenant, recipient));
    }

    private String token(Tenant tenant, String recipient) {
        String all = tenant.accountId() + " " + tenant.region() + " " + recipient.toLowerCase(Locale.ROOT);
        return Base32.UPPER
                .encode(Hmac.sha256(key, all.getBytes(StandardCharsets.UTF_8)))
                .substring(0, TOKEN_CHARS);
    }
}
