package org.posthorn.engine.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.Verification.Finding;

/// Tells whether a message that came in is signed by one of a few domains (RFC 6376 §6, RFC 8463).
///
/// Stricter than the RFC where leniency would let something in that was not signed: `From` and `Content-Type` must be
/// among the signed fields, and a signature of a part of the body (`l=`) is none. DNS is asked about the given domains
/// only.
public final class DkimCheck {
    private static final String FIELD = "DKIM-Signature";
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final int MOST_SIGNATURES = 3;
    private static final int MOST_NAMES = 100;
    private static final int LEAST_RSA_BITS = 1_024;
    private static final int MOST_RSA_BITS = 4_096;
    /// What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410 §4).
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Dns dns;
    private final InstantSource clock;

    public DkimCheck(Dns dns, InstantSource clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /// Whether a signature of one of these domains is there and right; unknown when DNS does not answer for its key.
    ///
    /// @param domains in lower case
    public Finding signedBy(Content content, Set<String> domains) {
        if (content.headerLength() > MOST_HEADER_BYTES) {
            return Finding.ABSENT;
        }
        List<HeaderField> fields = HeaderField.of(content);
        List<HeaderField> signatures = fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(FIELD))
                .filter(field -> domains.contains(
                        TagList.parse(field.value(content)).get("d").toLowerCase(Locale.ROOT)))
                .limit(MOST_SIGNATURES)
                .toList();
        Finding best = Finding.ABSENT;
        for (HeaderField signature : signatures) {
            Finding finding = check(content, fields, signature);
            if (finding == Finding.PRESENT) {
                return finding;
            }
            best = finding == Finding.UNKNOWN ? finding : best;
        }
        return best;
    }

    private Finding check(Content content, List<HeaderField> fields, HeaderField signature) {
        TagList tags = TagList.parse(signature.value(content));
        List<String> names = names(tags.get("h"));
        boolean ed25519 = tags.get("a").equals("ed25519-sha256");
        boolean known = tags.get("v").equals("1") && (ed25519 || tags.get("a").equals("rsa-sha256"));
        boolean whole = !tags.has("l") && names.contains("from") && names.contains("content-type");
        if (!known || !whole || isOver(tags.get("x")) || !isName(tags.get("s"))) {
            return Finding.ABSENT;
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            boolean relaxedBody = tags.get("c").endsWith("/relaxed");
            byte[] body = relaxedBody
                    ? Canonical.bodyHash(content.bytes(), content.headerLength(), sha256)
                    : simpleBodyHash(content, sha256);
            if (!Arrays.equals(body, decoded(tags.get("bh")))) {
                return Finding.ABSENT;
            }
            byte[] signed =
                    signed(content, fields, signature, names, tags.get("c").startsWith("relaxed"));
            return switch (keys(tags.get("s") + "._domainkey." + tags.get("d"))) {
                case DnsAnswer.Found<String> found ->
                    found.values().stream().anyMatch(text -> verifies(text, ed25519, signed, decoded(tags.get("b"))))
                            ? Finding.PRESENT
                            : Finding.ABSENT;
                case DnsAnswer.Absent<String> absent -> Finding.ABSENT;
                case DnsAnswer.Unavailable<String> unavailable -> Finding.UNKNOWN;
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Finding.ABSENT; // neither base64 nor a key: not signed
        }
    }

    /// The record at the selector, or where the selector's alias leads to.
    private DnsAnswer<String> keys(String name) {
        DnsAnswer<String> direct = dns.txt(name);
        if (!(direct instanceof DnsAnswer.Absent<String>)) {
            return direct;
        }
        return switch (dns.cname(name)) {
            case DnsAnswer.Found<String> alias -> dns.txt(alias.values().getFirst());
            case DnsAnswer.Absent<String> absent -> absent;
            case DnsAnswer.Unavailable<String> unavailable -> unavailable;
        };
    }

    private static boolean verifies(String record, boolean ed25519, byte[] signed, byte[] signature) {
        TagList tags = TagList.parse(record);
        boolean fits = tags.getOr("v", "DKIM1").equals("DKIM1")
                && tags.getOr("k", "rsa").equals(ed25519 ? "ed25519" : "rsa")
                && !tags.get("p").isEmpty();
        if (!fits) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ed25519 ? "Ed25519" : "SHA256withRSA");
            verifier.initVerify(key(decoded(tags.get("p")), ed25519));
            verifier.update(ed25519 ? MessageDigest.getInstance("SHA-256").digest(signed) : signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static PublicKey key(byte[] bytes, boolean ed25519) throws GeneralSecurityException {
        if (!ed25519) {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
            int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
            if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
                throw new GeneralSecurityException("a key of " + bits + " bits");
            }
            return key;
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + bytes.length);
        System.arraycopy(bytes, 0, encoded, ED25519_PREFIX.length, bytes.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /// What the signature is made of: the named fields, of several of one name the last first, and itself without `b=`.
    private static byte[] signed(
            Content content, List<HeaderField> fields, HeaderField signature, List<String> names, boolean relaxed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<HeaderField> left = new ArrayList<>(fields.reversed());
        for (String name : names) {
            Optional<HeaderField> field = left.stream()
                    .filter(candidate -> candidate.name().equalsIgnoreCase(name))
                    .findFirst();
            field.ifPresent(found -> {
                left.remove(found);
                write(found.name(), content.bytes(), found.valueFrom(), found.to(), relaxed, out);
                out.writeBytes(new byte[] {'\r', '\n'});
            });
        }
        byte[] own = TagList.without(
                        "b",
                        new String(
                                content.bytes(),
                                signature.valueFrom(),
                                signature.to() - signature.valueFrom(),
                                StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        write(signature.name(), own, 0, own.length, relaxed, out);
        return out.toByteArray();
    }

    /// Writes a field without the end of its line.
    private static void write(String name, byte[] bytes, int from, int to, boolean relaxed, ByteArrayOutputStream out) {
        if (relaxed) {
            Canonical.field(name, bytes, from, to, out);
            return;
        }
        int end = to;
        while (end > from && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        out.writeBytes((name + ":").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes, from, end - from);
    }

    /// RFC 6376 §3.4.3: as it is, but for empty lines at the end.
    private static byte[] simpleBodyHash(Content content, MessageDigest sha256) {
        byte[] bytes = content.bytes();
        int from = content.headerLength();
        int end = bytes.length;
        while (end - 2 >= from && bytes[end - 2] == '\r' && bytes[end - 1] == '\n') {
            end -= 2;
        }
        sha256.update(bytes, from, end - from);
        sha256.update(new byte[] {'\r', '\n'});
        return sha256.digest();
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        int start = 0;
        while (start <= list.length() && names.size() < MOST_NAMES) {
            int colon = list.indexOf(':', start);
            int end = colon < 0 ? list.length() : colon;
            names.add(list.substring(start, end).toLowerCase(Locale.ROOT));
            start = end + 1;
        }
        return names;
    }

    private boolean isOver(String expiry) {
        if (expiry.isEmpty()) {
            return false;
        }
        boolean number = expiry.length() <= 12 && expiry.chars().allMatch(c -> c >= '0' && c <= '9');
        return !number || Long.parseLong(expiry) < clock.instant().getEpochSecond();
    }

    private static boolean isName(String selector) {
        return !selector.isEmpty()
                && selector.length() <= 200
                && selector.chars()
                        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_'));
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
