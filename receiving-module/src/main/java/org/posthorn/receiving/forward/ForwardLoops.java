package org.posthorn.receiving.forward;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Tenant;
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
    /// only the last host writes (RFC 5321 §4.4).
    public Content marked(Content content, Tenant tenant, List<String> recipients) {
        StringBuilder field = new StringBuilder(FIELD).append(':');
        recipients.forEach(recipient -> field.append(recipient.equals(recipients.getFirst()) ? " " : "\r\n ")
                .append(token(tenant, recipient)));
        byte[] front = field.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = content.bytes();
        int start = returnPath(bytes, content.headerLength());
        int end = start;
        while (end < bytes.length && (end == start || bytes[end - 1] != '\n')) {
            end++;
        }
        byte[] whole = new byte[front.length + bytes.length - (end - start)];
        System.arraycopy(front, 0, whole, 0, front.length);
        System.arraycopy(bytes, 0, whole, front.length, start);
        System.arraycopy(bytes, end, whole, front.length + start, bytes.length - end);
        return new Content(whole);
    }

    /// Where the first Return-Path field begins, which is ours and has one line; the whole length without any.
    private static int returnPath(byte[] bytes, int headerLength) {
        byte[] name = "Return-Path:".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + name.length <= headerLength; at++) {
            if ((at == 0 || bytes[at - 1] == '\n')
                    && Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                return at;
            }
        }
        return bytes.length;
    }

    /// The marks that a message has.
    public Set<String> marksOf(Content content) {
        Set<String> marks = new HashSet<>();
        TopFields.forEach(content, (name, value) -> {
            if (name.equalsIgnoreCase(FIELD)) {
                StringTokenizer tokens = new StringTokenizer(value);
                while (tokens.hasMoreTokens() && marks.size() < MOST_TOKENS) {
                    marks.add(tokens.nextToken());
                }
            }
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
        return Base32.of(Hmac.sha256(key, all.getBytes(StandardCharsets.UTF_8)), TOKEN_CHARS);
    }
}
