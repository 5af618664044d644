package org.posthorn.engine.tracking;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.posthorn.engine.UrlSigner;
import org.posthorn.engine.mail.MessageId;

/// Writes and reads the paths of tracked links: `L0/{target}/{tags}/{message}/{signature}`, the first two in base64url,
/// and `I0/{message}/{signature}` for the picture. They hold all there is to know, so that nothing is stored for them,
/// and are signed, so that nobody can make the redirect lead elsewhere.
public final class LinkSigner {
    private static final String LINK = "L0";
    private static final String PICTURE = "I0";
    /// Of a path: a request with its headers has 16 KiB at most.
    static final int MOST_CHARS = 8_192;

    private final UrlSigner signer;

    /// @param key secret of the installation, 32 bytes
    public LinkSigner(byte[] key) {
        this.signer = new UrlSigner(key);
    }

    /// The path of a link, without a slash before it.
    String path(TrackedLink link) {
        String unsigned = link.isOpen()
                ? PICTURE + "/" + link.messageId()
                : LINK + "/" + encoded(link.target()) + "/" + encoded(link.tags()) + "/" + link.messageId();
        return unsigned + "/" + signer.sign(unsigned);
    }

    /// Reads a path, without a slash before it; empty when it is malformed or forged.
    public Optional<TrackedLink> open(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0 || path.length() > MOST_CHARS) {
            return Optional.empty();
        }
        String unsigned = path.substring(0, slash);
        if (!signer.isGenuine(unsigned, path.substring(slash + 1))) {
            return Optional.empty();
        }
        String[] parts = unsigned.split("/", -1);
        return switch (parts[0]) {
            case LINK -> MessageId.parse(parts[3]).map(id -> new TrackedLink(id, decoded(parts[1]), decoded(parts[2])));
            case PICTURE -> MessageId.parse(parts[1]).map(TrackedLink::open);
            default -> Optional.empty();
        };
    }

    /// A dash stands for nothing: an empty part of a path may get lost.
    private static String encoded(String text) {
        return text.isEmpty()
                ? "-"
                : Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return text.equals("-") ? "" : new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
