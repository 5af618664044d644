package org.posthorn.api.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;

/// What a request of Signature Version 4 says of its signature, before anything of it is believed.
///
/// @param date the time of signing as `yyyymmddThhmmssZ`
/// @param signedHeaders lower-case names in the order of the claim
/// @param lifetime of a presigned request
public record SigV4Claim(
        String accessKeyId,
        String day,
        String region,
        String service,
        String terminator,
        String date,
        List<String> signedHeaders,
        String signature,
        Optional<Duration> lifetime) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String TERMINATOR = "aws4_request";

    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    static final long LONGEST_LIFETIME_SECONDS = 604_800;

    static boolean isPresigned(RequestHead head) {
        return head.parameters().contains("X-Amz-Algorithm")
                || head.parameters().contains("X-Amz-Signature");
    }

    /// @throws org.posthorn.engine.SesException INCOMPLETE_SIGNATURE when a part is missing or has no valid form
    public static SigV4Claim read(RequestHead head) {
        return head.header("authorization").isPresent() ? ofHeader(head) : ofUrl(head);
    }

    String scope() {
        return day + '/' + region + '/' + service + '/' + terminator;
    }

    Instant signedAt() {
        return LocalDateTime.parse(date, BASIC).toInstant(ZoneOffset.UTC);
    }

    public static String format(Instant time) {
        return BASIC.format(time);
    }

    private static SigV4Claim ofHeader(RequestHead head) {
        String header = head.header("authorization").orElse("").strip();
        Map<String, String> parts =
                header.startsWith(ALGORITHM) ? parts(header.substring(ALGORITHM.length())) : Map.of();
        Optional<String> date = head.header("x-amz-date").or(() -> head.header("date"));
        StringBuilder missing = new StringBuilder();
        for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
            if (!parts.containsKey(name)) {
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        if (date.isEmpty()) {
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!missing.isEmpty()) {
            throw SignatureRefusal.incomplete(missing + "Authorization=" + header);
        }
        return of(
                part(parts, "Credential"),
                basicDate(date.orElse("")),
                part(parts, "SignedHeaders"),
                part(parts, "Signature"),
                Optional.empty());
    }

    private static SigV4Claim ofUrl(RequestHead head) {
        StringBuilder missing = new StringBuilder();
        for (String name : List.of(
                "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date")) {
            if (!head.parameters().contains(name)) {
                missing.append("AWS query-string parameters must include '")
                        .append(name)
                        .append("'. ");
            }
        }
        if (!missing.isEmpty()) {
            throw SignatureRefusal.incomplete(missing + "Re-examine the query-string parameters.");
        }
        QueryParameters parameters = head.parameters();
        if (!part(parameters, "X-Amz-Algorithm").equals(ALGORITHM)) {
            throw SignatureRefusal.nonconforming();
        }
        return of(
                part(parameters, "X-Amz-Credential"),
                basicDate(part(parameters, "X-Amz-Date")),
                part(parameters, "X-Amz-SignedHeaders"),
                part(parameters, "X-Amz-Signature"),
                head.parameters().get("X-Amz-Expires").map(SigV4Claim::lifetime));
    }

    private static SigV4Claim of(
            String credential, String date, String signedHeaders, String signature, Optional<Duration> lifetime) {
        String[] scope = credential.split("/", -1);
        if (scope.length != 5) {
            throw SignatureRefusal.incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got '" + credential + "'");
        }
        List<String> headers = Arrays.stream(signedHeaders.split(";"))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (!headers.contains("host")) {
            throw SignatureRefusal.wrong("'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }
        return new SigV4Claim(scope[0], scope[1], scope[2], scope[3], scope[4], date, headers, signature, lifetime);
    }

    /// `Credential=…, SignedHeaders=…,Signature=…`.
    private static Map<String, String> parts(String list) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : list.split(",")) {
            String trimmed = part.strip();
            int equals = trimmed.indexOf('=');
            if (!trimmed.isEmpty() && equals < 0) {
                throw SignatureRefusal.incomplete("'" + trimmed
                        + "' not a valid key=value pair (missing equal-sign) in Authorization header: '" + ALGORITHM
                        + list + "'.");
            }
            if (equals >= 0) {
                parts.put(trimmed.substring(0, equals), trimmed.substring(equals + 1));
            }
        }
        return parts;
    }

    private static String part(Map<String, String> parts, String name) {
        return parts.getOrDefault(name, "");
    }

    private static String part(QueryParameters parameters, String name) {
        return parameters.get(name).orElse("");
    }

    /// The date as it goes into the string to sign: basic ISO 8601, or a `Date` header brought into that form.
    private static String basicDate(String date) {
        try {
            return format(LocalDateTime.parse(date, BASIC).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException notBasic) {
            try {
                return format(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeException e) {
                throw SignatureRefusal.incomplete("Date must be in ISO-8601 'basic format'. Got '" + date
                        + "'. See http://en.wikipedia.org/wiki/ISO_8601");
            }
        }
    }

    private static Duration lifetime(String seconds) {
        try {
            long value = Long.parseLong(seconds);
            if (value >= 1 && value <= LONGEST_LIFETIME_SECONDS) {
                return Duration.ofSeconds(value);
            }
        } catch (NumberFormatException e) {
            throw SignatureRefusal.incomplete("X-Amz-Expires should be a number");
        }
        throw SignatureRefusal.incomplete(
                "X-Amz-Expires must be a number of seconds from 1 to " + LONGEST_LIFETIME_SECONDS);
    }
}
