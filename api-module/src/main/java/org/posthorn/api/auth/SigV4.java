package org.posthorn.api.auth;

import static org.posthorn.api.auth.Signing.hmacSha256;
import static org.posthorn.api.auth.Signing.sha256Hex;
import static org.posthorn.api.auth.Signing.utf8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.identity.Credential;

/// AWS Signature Version 4, in the `Authorization` header or in the URL of a presigned request.
///
/// The payload's hash is always computed here. What `x-amz-content-sha256` says, when that header is itself signed,
/// lets a wrong signature be refused before the body is read; `UNSIGNED-PAYLOAD` there is believed.
public final class SigV4 implements SignatureScheme {
    private static final Set<String> SERVICES = Set.of("ses", "email");
    private static final String PAYLOAD_HEADER = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final Function<String, Optional<Credential>> keys;
    private final RegionRule regions;
    private final InstantSource clock;
    private final SignedHost signedHost;
    // Deriving a signing key takes four HMACs; it holds for a day, a key, a region and a service.
    private final Cache<String, byte[]> signingKeys = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    public SigV4(
            Function<String, Optional<Credential>> keys,
            RegionRule regions,
            InstantSource clock,
            SignedHost signedHost) {
        this.signedHost = signedHost;
        this.keys = keys;
        this.regions = regions;
        this.clock = clock;
    }

    @Override
    public boolean claims(RequestHead head) {
        return head.header("authorization").isPresent() || SigV4Claim.isPresigned(head);
    }

    @Override
    public Signed read(RequestHead head) {
        SigV4Claim claim = SigV4Claim.read(head);
        Credential credential = keys.apply(claim.accessKeyId()).orElseThrow(SignatureRefusal::unknownKey);
        checkScope(claim);
        checkTime(claim);
        Optional<String> payload = signedPayload(head, claim);
        payload.ifPresent(hash -> check(head, claim, credential, hash));
        return new Signed(
                credential, Optional.of(claim.region()), request -> verify(request, claim, credential, payload));
    }

    /// @param signed what was checked already
    private void verify(ApiRequest request, SigV4Claim claim, Credential credential, Optional<String> signed) {
        if (signed.filter(UNSIGNED::equals).isPresent()) {
            return;
        }
        String actual = sha256Hex(request.body());
        if (!signed.filter(actual::equals).isPresent()) {
            check(request.head(), claim, credential, actual);
        }
    }

    /// @param payload the hash of the body
    private void check(RequestHead head, SigV4Claim claim, Credential credential, String payload) {
        String canonical = canonicalRequest(head, claim, payload);
        String toSign = stringToSign(claim, canonical);
        if (!isSigned(toSign, claim, credential)) {
            String advice = signedHost.advice(
                    head,
                    other -> isSigned(stringToSign(claim, canonicalRequest(other, claim, payload)), claim, credential));
            throw SignatureRefusal.mismatch(canonical, toSign, advice);
        }
    }

    private boolean isSigned(String toSign, SigV4Claim claim, Credential credential) {
        return Signing.same(
                HexFormat.of().formatHex(hmacSha256(cachedKey(credential, claim), toSign)), claim.signature());
    }

    /// The right signature of a request, in hex.
    static String signature(RequestHead head, String payload, SigV4Claim claim, String secret) {
        String toSign = stringToSign(claim, canonicalRequest(head, claim, payload));
        return HexFormat.of().formatHex(hmacSha256(signingKey(secret, claim), toSign));
    }

    private void checkScope(SigV4Claim claim) {
        if (!regions.allows(claim.region())) {
            throw SignatureRefusal.wrong("Credential should be scoped to a valid region. ");
        }
        if (!SERVICES.contains(claim.service())) {
            throw SignatureRefusal.wrong("Credential should be scoped to correct service: 'ses'. ");
        }
        if (!claim.terminator().equals(SigV4Claim.TERMINATOR)) {
            throw SignatureRefusal.wrong("Credential should be scoped with a valid terminator: 'aws4_request', not '"
                    + claim.terminator() + "'. ");
        }
        String day = claim.date().substring(0, 8);
        if (!day.equals(claim.day())) {
            throw SignatureRefusal.wrong(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + claim.day() + "' != '" + day + "', from '" + claim.date() + "'. ");
        }
    }

    private void checkTime(SigV4Claim claim) {
        Instant now = clock.instant();
        Instant signedAt = claim.signedAt();
        Instant earliest = now.minus(SignatureRefusal.SKEW);
        Instant latest = now.plus(SignatureRefusal.SKEW);
        if (signedAt.isAfter(latest)) {
            throw SignatureRefusal.wrong("Signature not yet current: " + claim.date() + " is still later than "
                    + SigV4Claim.format(latest) + " (" + SigV4Claim.format(now) + " + 15 min.)");
        }
        if (claim.lifetime().isPresent()) {
            if (signedAt.plus(claim.lifetime().get()).isBefore(now)) {
                throw SignatureRefusal.expired(claim.date());
            }
        } else if (signedAt.isBefore(earliest)) {
            throw SignatureRefusal.wrong("Signature expired: " + claim.date() + " is now earlier than "
                    + SigV4Claim.format(earliest) + " (" + SigV4Claim.format(now) + " - 15 min.)");
        }
    }

    private static String canonicalRequest(RequestHead head, SigV4Claim claim, String payload) {
        StringBuilder canonical = new StringBuilder(256)
                .append(head.method())
                .append('\n')
                .append(Signing.percentEncode(head.path()).replace("%2F", "/"))
                .append('\n')
                .append(CanonicalQuery.ofUrl(head.query(), "X-Amz-Signature"))
                .append('\n');
        for (String name : claim.signedHeaders()) {
            canonical.append(name).append(':').append(headerValue(head, name)).append('\n');
        }
        return canonical
                .append('\n')
                .append(String.join(";", claim.signedHeaders()))
                .append('\n')
                .append(payload)
                .toString();
    }

    /// What the headers say of the body, when they are signed: its hash, or that it is not signed. Then the signature
    /// can be checked before the body is there.
    private static Optional<String> signedPayload(RequestHead head, SigV4Claim claim) {
        return claim.signedHeaders().contains(PAYLOAD_HEADER)
                ? head.header(PAYLOAD_HEADER).filter(value -> value.equals(UNSIGNED) || isHash(value))
                : Optional.empty();
    }

    private static boolean isHash(String value) {
        return value.length() == 64 && value.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// Values trimmed, runs of spaces made one, several headers of a name joined by commas.
    private static String headerValue(RequestHead head, String name) {
        StringBuilder joined = new StringBuilder();
        for (String value : head.headers(name)) {
            joined.append(joined.isEmpty() ? "" : ",").append(value.strip().replaceAll(" +", " "));
        }
        return joined.toString();
    }

    private static String stringToSign(SigV4Claim claim, String canonicalRequest) {
        return String.join("\n", SigV4Claim.ALGORITHM, claim.date(), claim.scope(), sha256Hex(utf8(canonicalRequest)));
    }

    private byte[] cachedKey(Credential credential, SigV4Claim claim) {
        // With a hash of the secret, so that a secret that was replaced under its key's id does not linger.
        String secret = credential.secretAccessKey();
        String cacheKey = claim.accessKeyId() + '/' + claim.scope() + '/' + sha256Hex(utf8(secret));
        return signingKeys.get(cacheKey, key -> signingKey(secret, claim));
    }

    private static byte[] signingKey(String secret, SigV4Claim claim) {
        byte[] day = hmacSha256(utf8("AWS4" + secret), claim.day());
        byte[] region = hmacSha256(day, claim.region());
        byte[] service = hmacSha256(region, claim.service());
        return hmacSha256(service, SigV4Claim.TERMINATOR);
    }
}
