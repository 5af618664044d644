package org.posthorn.api.auth;

import static org.posthorn.api.auth.Signing.utf8;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Credential;

/// AWS Signature Version 2: a signature among the parameters, over all the others.
///
/// The result depends on method, host and parameters only, so the 15 minutes are all that bounds a replay; with
/// `Expires`, the time it names.
///
/// Differs from SES: `Expires` may be no more than seven days ahead, as with a presigned URL of version 4; what SES
/// held was not seen.
final class SigV2 implements SignatureScheme {
    private static final Duration LONGEST = Duration.ofSeconds(SigV4Claim.LONGEST_LIFETIME_SECONDS);

    private final Function<String, Optional<Credential>> keys;
    private final InstantSource clock;

    SigV2(Function<String, Optional<Credential>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public boolean claims(RequestHead head) {
        return head.parameters().contains("AWSAccessKeyId") || head.parameters().contains("Signature");
    }

    @Override
    public Signed read(RequestHead head) {
        String key = required(head, "AWSAccessKeyId");
        String signature = required(head, "Signature");
        String algorithm =
                Signing.macAlgorithm(required(head, "SignatureMethod")).orElseThrow(SignatureRefusal::nonconforming);
        if (!required(head, "SignatureVersion").equals("2")) {
            throw SignatureRefusal.nonconforming();
        }
        Credential credential = keys.apply(key).orElseThrow(SignatureRefusal::unknownKey);
        checkTime(head);
        return new Signed(
                credential,
                Optional.empty(),
                request -> verify(request, algorithm, credential.secretAccessKey(), signature));
    }

    private static void verify(ApiRequest request, String algorithm, String secret, String signature) {
        RequestHead head = request.head();
        byte[] expected = Signing.hmac(algorithm, utf8(secret), out -> {
            out.write(utf8(head.method()
                    + '\n'
                    + head.header("host").orElse("").strip().toLowerCase(Locale.ROOT)
                    + '\n'
                    + head.path()
                    + '\n'));
            CanonicalQuery.writeParameters(request.parameters(), "Signature", out);
        });
        if (!Signing.same(Base64.getEncoder().encodeToString(expected), signature)) {
            throw SignatureRefusal.mismatch();
        }
    }

    private void checkTime(RequestHead head) {
        Optional<String> timestamp = head.parameters().get("Timestamp");
        Optional<String> expires = head.parameters().get("Expires");
        if (timestamp.isPresent() == expires.isPresent()) {
            throw timestamp.isPresent()
                    ? new SesException(
                            SesError.INVALID_PARAMETER_COMBINATION,
                            "The parameters Timestamp and Expires may not be used together.")
                    : new SesException(
                            SesError.MISSING_PARAMETER, "Either the parameter Timestamp or Expires is required.");
        }
        Instant now = clock.instant();
        if (timestamp.isPresent()) {
            Duration age = Duration.between(instant(timestamp.get()), now).abs();
            if (age.compareTo(SignatureRefusal.SKEW) > 0) {
                throw SignatureRefusal.expired(timestamp.get());
            }
            return;
        }
        Instant end = instant(expires.orElseThrow());
        if (end.isBefore(now)) {
            throw SignatureRefusal.expired(expires.get());
        }
        if (end.isAfter(now.plus(LONGEST))) {
            throw SignatureRefusal.incomplete(
                    "Expires must be at most " + LONGEST.toSeconds() + " seconds ahead: '" + expires.get() + "'.");
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw SignatureRefusal.incomplete("The timestamp must be in ISO 8601 format: '" + text + "'.");
        }
    }

    private static String required(RequestHead head, String name) {
        return head.parameters().get(name).orElseThrow(SignatureRefusal::nonconforming);
    }
}
