package org.posthorn.engine.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.posthorn.engine.dkim.DkimResult.Status;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.work.BoundedWork;

/// A signature of a message that came in, read and judged as far as that goes without DNS (RFC 6376 §6.1.1, §6.1.3).
/// [DkimProof] does the rest.
///
/// Takes time in proportion to the message, at most two digests of its body, and space in proportion to the header.
public final class DkimClaim {
    static final String FIELD = "DKIM-Signature";

    /// A message has one for each hop that signs; the first are the newest.
    private static final int MOST_SIGNATURES = 10;
    /// Of a header that is longer, or has more fields, no signature is checked.
    private static final int MOST_HEADER_BYTES = 512 * 1024;
    private static final int MOST_FIELDS = 4_000;
    private static final int MOST_FIELD_BYTES = 32 * 1024;
    private static final int MOST_NAMES = 500;
    /// Clocks differ.
    private static final long MOST_SECONDS_AHEAD = 24 * 3_600;

    private static final Set<String> FORMS =
            Set.of("", "simple", "relaxed", "simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed");

    private final TagList tags;
    private final Optional<DkimResult> settled;
    private final byte[] signed;
    private final byte[] signature;

    private DkimClaim(TagList tags, Optional<DkimResult> settled, byte[] signed, byte[] signature) {
        this.tags = tags;
        this.settled = settled;
        this.signed = signed;
        this.signature = signature;
    }

    /// The signatures of a message in their order, the first ten.
    ///
    /// @param now for the times that a signature is limited to
    public static List<DkimClaim> of(Content content, Instant now) {
        return of(content, now, MOST_SIGNATURES, tags -> true);
    }

    /// The first `most` signatures that are wanted.
    static List<DkimClaim> of(Content content, Instant now, int most, Predicate<TagList> wanted) {
        Header header = new Header(content);
        List<DkimClaim> claims = new ArrayList<>();
        for (HeaderField field : header.fields) {
            if (claims.size() < most && field.name().equalsIgnoreCase(FIELD)) {
                BoundedWork.checkpoint();
                boolean fits = field.to() - field.valueFrom() <= MOST_FIELD_BYTES;
                TagList tags = TagList.parse(fits ? field.value(content) : "too long");
                if (wanted.test(tags)) {
                    claims.add(header.claim(field, tags, now));
                }
            }
        }
        return claims;
    }

    /// What can be said while DNS does not answer.
    public DkimResult unanswered() {
        return settled.orElseGet(() -> result(Status.TEMPERROR, "no answer about the key"));
    }

    /// What is known already; empty when the key decides.
    Optional<DkimResult> settled() {
        return settled;
    }

    String keyName() {
        return tags.get("s") + "._domainkey." + domain(tags);
    }

    boolean isEd25519() {
        return tags.get("a").equals("ed25519-sha256");
    }

    /// The domain behind the `@` of `i=` is that of `d=` itself, as keys with `t=s` want it.
    boolean isOfItsVeryDomain() {
        String identity = identity(tags);
        return identity.substring(identity.lastIndexOf('@') + 1).equalsIgnoreCase(domain(tags));
    }

    /// Whether it covers the body without saying how much of it, and these fields.
    boolean coversAll(Set<String> fields) {
        return !tags.has("l") && names(tags.get("h")).containsAll(fields);
    }

    byte[] signed() {
        return signed;
    }

    byte[] signature() {
        return signature;
    }

    DkimResult result(Status status, String reason) {
        return result(tags, status, reason);
    }

    private static DkimResult result(TagList tags, Status status, String reason) {
        return new DkimResult(status, domain(tags), tags.get("s"), identity(tags), reason);
    }

    static String domain(TagList tags) {
        return tags.get("d").toLowerCase(Locale.ROOT);
    }

    private static String identity(TagList tags) {
        return tags.getOr("i", "@" + domain(tags));
    }

    /// The header of one message, and what several signatures of it have in common.
    private static final class Header {
        private final Content content;
        private final boolean tooLarge;
        private final List<HeaderField> fields;
        private final Map<String, List<HeaderField>> byName = new HashMap<>();
        private final Map<Boolean, Canonical.Body> bodies = new HashMap<>();
        private final int length;

        Header(Content content) {
            this.content = content;
            length = content.headerLength();
            fields = HeaderField.of(content, MOST_FIELDS);
            boolean all = fields.size() < MOST_FIELDS || fields.getLast().to() >= length - 2;
            tooLarge = length > MOST_HEADER_BYTES || !all;
            fields.forEach(
                    field -> byName.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                            .add(field));
        }

        DkimClaim claim(HeaderField field, TagList tags, Instant now) {
            List<String> names = names(tags.get("h"));
            Optional<DkimResult> fault = fault(tags, names, now);
            if (fault.isPresent()) {
                return new DkimClaim(tags, fault, new byte[0], new byte[0]);
            }
            byte[] bodyHash;
            byte[] signature;
            try {
                bodyHash = Base64.getDecoder().decode(tags.get("bh"));
                signature = Base64.getDecoder().decode(tags.get("b"));
            } catch (IllegalArgumentException e) {
                Optional<DkimResult> result = Optional.of(result(tags, Status.PERMERROR, "signature syntax error"));
                return new DkimClaim(tags, result, new byte[0], new byte[0]);
            }
            return new DkimClaim(tags, bodyFault(tags, bodyHash), signed(field, names, tags.get("c")), signature);
        }

        /// What is wrong with it whatever the message says.
        private Optional<DkimResult> fault(TagList tags, List<String> names, Instant now) {
            if (!tags.wellFormed() || !tags.get("v").equals("1") || !isComplete(tags)) {
                return Optional.of(result(tags, Status.PERMERROR, "signature syntax error"));
            }
            if (tooLarge) {
                return Optional.of(result(tags, Status.PERMERROR, "header too large"));
            }
            String domain = domain(tags);
            String identity = identity(tags).toLowerCase(Locale.ROOT);
            if (!identity.endsWith("@" + domain) && !(identity.contains("@") && identity.endsWith("." + domain))) {
                return Optional.of(result(tags, Status.PERMERROR, "identity outside the domain"));
            }
            if (!names.contains("from")) {
                return Optional.of(result(tags, Status.PERMERROR, "From field not signed"));
            }
            if (tags.get("a").equals("rsa-sha1")) {
                return Optional.of(result(tags, Status.FAIL, "rsa-sha1 proves nothing any more"));
            }
            if (!tags.get("a").equals("rsa-sha256") && !tags.get("a").equals("ed25519-sha256")) {
                return Optional.of(result(tags, Status.PERMERROR, "unknown algorithm"));
            }
            if (!FORMS.contains(tags.get("c")) || !isByDns(tags.getOr("q", "dns/txt"))) {
                return Optional.of(result(tags, Status.PERMERROR, "unknown canonicalization or query method"));
            }
            return timeFault(tags, now.getEpochSecond());
        }

        private static boolean isComplete(TagList tags) {
            return isName(tags.get("d"))
                    && tags.get("d").contains(".")
                    && isName(tags.get("s"))
                    && !tags.get("a").isEmpty()
                    && !tags.get("b").isEmpty()
                    && !tags.get("bh").isEmpty()
                    && !tags.get("h").isEmpty()
                    && isNumber(tags.getOr("t", "0"))
                    && isNumber(tags.getOr("x", "0"))
                    && isNumber(tags.getOr("l", "0"));
        }

        private static Optional<DkimResult> timeFault(TagList tags, long now) {
            long made = Long.parseLong(tags.getOr("t", "0"));
            long over = Long.parseLong(tags.getOr("x", String.valueOf(Long.MAX_VALUE)));
            if (over < made) {
                return Optional.of(result(tags, Status.PERMERROR, "over before it was made"));
            }
            if (over < now) {
                return Optional.of(result(tags, Status.FAIL, "signature expired"));
            }
            return made > now + MOST_SECONDS_AHEAD
                    ? Optional.of(result(tags, Status.NEUTRAL, "signed in the future"))
                    : Optional.empty();
        }

        /// A signature of the body's beginning (`l=`) lets anybody write what follows it, so it says nothing of the
        /// message: a pass takes one of the whole body.
        private Optional<DkimResult> bodyFault(TagList tags, byte[] expected) {
            Canonical.Body body = bodies.computeIfAbsent(tags.get("c").endsWith("/relaxed"), this::body);
            long covered = Long.parseLong(tags.getOr("l", String.valueOf(body.lengthBytes())));
            if (covered > body.lengthBytes()) {
                return Optional.of(result(tags, Status.FAIL, "body shorter than signed"));
            }
            if (covered < body.lengthBytes()) {
                return Optional.of(result(tags, Status.NEUTRAL, "body signed in part"));
            }
            return MessageDigest.isEqual(body.hash(), expected)
                    ? Optional.empty()
                    : Optional.of(result(tags, Status.FAIL, "body hash did not verify"));
        }

        private Canonical.Body body(boolean relaxed) {
            BoundedWork.checkpoint();
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                return relaxed
                        ? Canonical.relaxedBody(content.bytes(), length, sha256)
                        : Canonical.simpleBody(content.bytes(), length, sha256);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java has it
            }
        }

        /// What the signature is made of: the named fields, of several of one name the last first, and itself without
        /// what `b=` says.
        private byte[] signed(HeaderField own, List<String> names, String forms) {
            boolean relaxed = forms.startsWith("relaxed");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Map<String, Integer> used = new HashMap<>();
            for (String name : names) {
                List<HeaderField> all = byName.getOrDefault(name, List.of());
                int index = all.size() - used.merge(name, 1, Integer::sum);
                if (index >= 0 && all.get(index).equals(own)) {
                    index = all.size() - used.merge(name, 1, Integer::sum);
                }
                if (index >= 0) {
                    HeaderField field = all.get(index);
                    if (relaxed) {
                        Canonical.field(field.name(), content.bytes(), field.valueFrom(), field.to(), out);
                    } else {
                        Canonical.simpleField(content.bytes(), field.from(), field.to(), out);
                    }
                    out.writeBytes(new byte[] {'\r', '\n'});
                }
            }
            byte[] value = TagList.without("b", text(own.valueFrom(), own.to())).getBytes(StandardCharsets.ISO_8859_1);
            if (relaxed) {
                Canonical.field(own.name(), value, 0, value.length, out);
            } else {
                out.write(content.bytes(), own.from(), own.valueFrom() - own.from());
                Canonical.simpleField(value, 0, value.length, out);
            }
            return out.toByteArray();
        }

        private String text(int from, int to) {
            return new String(content.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
        }
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

    private static boolean isByDns(String methods) {
        return names(methods).contains("dns/txt");
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 200
                && name.chars()
                        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_'));
    }
}
