package org.posthorn.api.http;

import static org.posthorn.api.http.Signing.utf8;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Credential;

/// AWS Signature Version 2: a signature among the parameters, over all the others.
///
/// The result depends on method, host and parameters only, so the 15 minutes are all that bounds a replay.
final class SigV2 implements SignatureScheme {
    private final Function<String, Optional<Credential>> keys;
    private final InstantSource clock;

    SigV2(Function<String, Optional<Credential>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public boolean claims(ApiRequest request) {
        return request.parameters().contains("AWSAccessKeyId")
                || request.parameters().contains("Signature");
    }

    @Override
    public Signer verify(ApiRequest request) {
        String key = required(request, "AWSAccessKeyId");
        String signature = required(request, "Signature");
        String algorithm =
                Signing.macAlgorithm(required(request, "SignatureMethod")).orElseThrow(SignatureRefusal::nonconforming);
        if (!required(request, "SignatureVersion").equals("2")) {
            throw SignatureRefusal.nonconforming();
        }
        Credential credential = keys.apply(key).orElseThrow(SignatureRefusal::unknownKey);
        checkTime(request);
        String toSign = request.method()
                + '\n'
                + request.header("host").orElse("").strip().toLowerCase(Locale.ROOT)
                + '\n'
                + ApiRequest.PATH
                + '\n'
                + CanonicalQuery.ofParameters(request.parameters().all(), "Signature");
        byte[] expected = Hmac.of(algorithm, utf8(credential.secretAccessKey()), utf8(toSign));
        if (!Signing.same(Base64.getEncoder().encodeToString(expected), signature)) {
            throw SignatureRefusal.mismatch();
        }
        return new Signer(credential, Optional.empty());
    }

    private void checkTime(ApiRequest request) {
        Optional<String> timestamp = request.parameters().get("Timestamp");
        Optional<String> expires = request.parameters().get("Expires");
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
        } else if (instant(expires.orElseThrow()).isBefore(now)) {
            throw SignatureRefusal.expired(expires.get());
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw SignatureRefusal.incomplete("The timestamp must be in ISO 8601 format: '" + text + "'.");
        }
    }

    private static String required(ApiRequest request, String name) {
        return request.parameters().get(name).orElseThrow(SignatureRefusal::nonconforming);
    }
}
