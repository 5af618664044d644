package org.posthorn.api.http;

import static org.posthorn.api.http.Signing.hmacSha256;
import static org.posthorn.api.http.Signing.sha256Hex;
import static org.posthorn.api.http.Signing.utf8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.posthorn.engine.identity.Credential;

/// AWS Signature Version 4, in the `Authorization` header or in the URL of a presigned request.
///
/// The payload's hash is always computed here. `x-amz-content-sha256` is a header like any other, with one exception:
/// `UNSIGNED-PAYLOAD`, when that header is itself signed.
final class SigV4 implements SignatureScheme {
    private static final Set<String> SERVICES = Set.of("ses", "email");
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final Function<String, Optional<Credential>> keys;
    private final RegionRule regions;
    private final InstantSource clock;
    // Deriving a signing key takes four HMACs; it holds for a day, a key, a region and a service.
    private final Cache<String, byte[]> signingKeys = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    SigV4(Function<String, Optional<Credential>> keys, RegionRule regions, InstantSource clock) {
        this.keys = keys;
        this.regions = regions;
        this.clock = clock;
    }

    @Override
    public boolean claims(ApiRequest request) {
        return request.header("authorization").isPresent() || SigV4Claim.isPresigned(request);
    }

    @Override
    public Signer verify(ApiRequest request) {
        SigV4Claim claim = SigV4Claim.read(request);
        Credential credential = keys.apply(claim.accessKeyId()).orElseThrow(SignatureRefusal::unknownKey);
        checkScope(claim);
        checkTime(claim);
        String canonical = canonicalRequest(request, claim);
        String toSign = stringToSign(claim, canonical);
        String expected = HexFormat.of().formatHex(hmacSha256(cachedKey(credential, claim), toSign));
        if (!Signing.same(expected, claim.signature())) {
            throw SignatureRefusal.mismatch(canonical, toSign);
        }
        return new Signer(credential, Optional.of(claim.region()));
    }

    /// The right signature of a request, in hex.
    static String signature(ApiRequest request, SigV4Claim claim, String secret) {
        String toSign = stringToSign(claim, canonicalRequest(request, claim));
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

    private static String canonicalRequest(ApiRequest request, SigV4Claim claim) {
        StringBuilder canonical = new StringBuilder(256)
                .append(request.method())
                .append('\n')
                .append(ApiRequest.PATH)
                .append('\n')
                .append(CanonicalQuery.ofUrl(request.query(), "X-Amz-Signature"))
                .append('\n');
        for (String name : claim.signedHeaders()) {
            canonical
                    .append(name)
                    .append(':')
                    .append(headerValue(request, name))
                    .append('\n');
        }
        return canonical
                .append('\n')
                .append(String.join(";", claim.signedHeaders()))
                .append('\n')
                .append(payloadHash(request, claim))
                .toString();
    }

    private static String payloadHash(ApiRequest request, SigV4Claim claim) {
        boolean unsigned = claim.signedHeaders().contains("x-amz-content-sha256")
                && request.header("x-amz-content-sha256")
                        .filter(UNSIGNED::equals)
                        .isPresent();
        return unsigned ? UNSIGNED : sha256Hex(request.body());
    }

    /// Values trimmed, runs of spaces made one, several headers of a name joined by commas.
    private static String headerValue(ApiRequest request, String name) {
        StringBuilder joined = new StringBuilder();
        for (String value : request.headers(name)) {
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
