package org.posthorn.api.auth;

import static org.posthorn.api.auth.Signing.utf8;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.identity.Credential;

/// AWS Signature Version 3, which SES took from 2011 to 2021, in the header `X-Amzn-Authorization`.
///
/// `AWS3` signs method, parameters and named headers. Clients disagree on where the parameters of a form stand: AWS's
/// own put them on the query line and leave the payload empty, boto leaves the query empty and signs the raw body;
/// either is taken. `AWS3-HTTPS` signs nothing but the date, so only TLS and the 15 minutes protect such a request:
/// without TLS it is no signature, and refused as SES refuses those that it takes no more.
final class Aws3 implements SignatureScheme {
    private static final String HEADER = "x-amzn-authorization";

    private final Function<String, Optional<Credential>> keys;
    private final InstantSource clock;

    Aws3(Function<String, Optional<Credential>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public boolean claims(RequestHead head) {
        return head.header(HEADER).isPresent()
                || head.header("authorization")
                        .filter(h -> h.startsWith("AWS3"))
                        .isPresent();
    }

    @Override
    public Signed read(RequestHead head) {
        String header = head.header(HEADER)
                .or(() -> head.header("authorization"))
                .orElse("")
                .strip();
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        if (scheme.equals("AWS3-HTTPS") && !head.secure()) {
            throw SignatureRefusal.unknownKey();
        }
        Map<String, String> parts = parts(header, space < 0 ? "" : header.substring(space));
        String algorithm =
                Signing.macAlgorithm(required(parts, "algorithm")).orElseThrow(SignatureRefusal::nonconforming);
        String signature = required(parts, "signature");
        Credential credential = keys.apply(required(parts, "awsaccesskeyid")).orElseThrow(SignatureRefusal::unknownKey);
        byte[] secret = utf8(credential.secretAccessKey());
        return new Signed(
                credential,
                Optional.empty(),
                switch (scheme) {
                    case "AWS3-HTTPS" -> {
                        verifyDate(head, algorithm, secret, signature);
                        yield request -> {};
                    }
                    case "AWS3" -> {
                        String block = headerBlock(head, required(parts, "signedheaders"));
                        yield request -> verifyRequest(request, block, algorithm, secret, signature);
                    }
                    default -> throw SignatureRefusal.nonconforming();
                });
    }

    /// The date that was signed is the one that must be fresh: not whichever of the two headers suits.
    private void verifyDate(RequestHead head, String algorithm, byte[] secret, String signature) {
        String nonce = head.header("x-amz-nonce").orElse("");
        List<String> dates = Stream.of("x-amz-date", "date")
                .flatMap(name -> head.header(name).stream())
                .toList();
        if (dates.isEmpty()) {
            throw SignatureRefusal.nonconforming();
        }
        String signed = dates.stream()
                .filter(date -> matches(algorithm, secret, utf8(date + nonce), signature))
                .findFirst()
                .orElseThrow(SignatureRefusal::mismatch);
        checkTime(signed);
    }

    /// The lines of the headers that are signed, with a date among them that is fresh.
    private String headerBlock(RequestHead head, String signedHeaders) {
        TreeMap<String, String> headers = new TreeMap<>();
        for (String name : signedHeaders.split(";")) {
            String lower = name.strip().toLowerCase(Locale.ROOT);
            headers.put(lower, String.join(",", head.headers(lower)).strip());
        }
        String date = Optional.ofNullable(headers.get("x-amz-date"))
                .or(() -> Optional.ofNullable(headers.get("date")))
                .orElseThrow(SignatureRefusal::nonconforming);
        checkTime(date);
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ':' + header.getValue() + '\n')
                .collect(Collectors.joining());
    }

    private static void verifyRequest(
            ApiRequest request, String block, String algorithm, byte[] secret, String signature) {
        byte[] start = utf8(request.head().method() + '\n' + request.head().path() + '\n');
        byte[] end = utf8('\n' + block + '\n');
        byte[] java = Signing.sha256(out -> {
            out.write(start);
            CanonicalQuery.writeParameters(request.parameters(), "", out);
            out.write(end);
        });
        if (matches(algorithm, secret, java, signature)) {
            return;
        }
        byte[] boto = Signing.sha256(out -> {
            out.write(start);
            out.write(end);
            request.body().writeTo(out);
        });
        // Without its parameters in the signature, a GET would be anyone's to change.
        if (!request.head().query().isEmpty() || !matches(algorithm, secret, boto, signature)) {
            throw SignatureRefusal.mismatch();
        }
    }

    private void checkTime(String date) {
        Instant signedAt;
        try {
            signedAt = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            throw SignatureRefusal.incomplete("The date must be in RFC 1123 format: '" + date + "'.");
        }
        if (Duration.between(signedAt, clock.instant()).abs().compareTo(SignatureRefusal.SKEW) > 0) {
            throw SignatureRefusal.expired(date);
        }
    }

    private static boolean matches(String algorithm, byte[] secret, byte[] message, String signature) {
        return Signing.same(Base64.getEncoder().encodeToString(Hmac.of(algorithm, secret, message)), signature);
    }

    private static Map<String, String> parts(String header, String list) {
        Map<String, String> parts = new TreeMap<>();
        for (String part : list.split(",")) {
            String trimmed = part.strip();
            int equals = trimmed.indexOf('=');
            if (equals < 0) {
                throw SignatureRefusal.incomplete("'" + trimmed
                        + "' not a valid key=value pair (missing equal-sign) in Authorization header: '" + header
                        + "'.");
            }
            parts.put(trimmed.substring(0, equals).toLowerCase(Locale.ROOT), trimmed.substring(equals + 1));
        }
        return parts;
    }

    private static String required(Map<String, String> parts, String name) {
        return Optional.ofNullable(parts.get(name)).orElseThrow(SignatureRefusal::nonconforming);
    }
}
