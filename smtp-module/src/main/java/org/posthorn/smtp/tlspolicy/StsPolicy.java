package org.posthorn.smtp.tlspolicy;

import java.net.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A domain's MTA-STS policy (RFC 8461 §3.2).
///
/// @param mxPatterns host names in lower case, those that begin with `*.` for any one label in its place
/// @param id of the TXT record for which the policy was fetched
/// @param expires when it must not be used any more
public record StsPolicy(StsMode mode, List<String> mxPatterns, String id, Instant expires) {
    /// About a year, RFC 8461 §3.2.
    static final long MAX_AGE_SECONDS = 31_557_600;
    /// Patterns of one policy; large providers publish about ten.
    static final int MX_PATTERNS = 64;

    private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*(.*?)[ \t]*");
    private static final Pattern MX = Pattern.compile(
            "(?=.{1,255}$)(\\*\\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern MAX_AGE = Pattern.compile("[0-9]{1,10}");

    public StsPolicy {
        mxPatterns = List.copyOf(mxPatterns);
    }

    /// Whether the domain lets this host take its mail (RFC 8461 §4.1).
    ///
    /// @param mxHost in any case, without the final dot
    public boolean matches(String mxHost) {
        String host = mxHost.toLowerCase(Locale.ROOT);
        String behindFirstLabel = host.substring(host.indexOf('.') + 1);
        return mxPatterns.stream()
                .anyMatch(pattern -> pattern.startsWith("*.")
                        ? host.contains(".") && behindFirstLabel.equals(pattern.substring(2))
                        : host.equals(pattern));
    }

    /// Reads a policy as served. Fields that are unknown are passed over, and of those that come twice the first
    /// counts.
    ///
    /// @param now when it was fetched; `max_age` counts from then
    /// @throws ProtocolException when it is not a policy
    static StsPolicy parse(String text, String id, Instant now) throws ProtocolException {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> patterns = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            if (line.isBlank()) {
                continue;
            }
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) {
                throw new ProtocolException("a line is not a field");
            }
            if (field.group(1).equals("mx")) {
                patterns.add(pattern(field.group(2)));
            } else {
                fields.putIfAbsent(field.group(1), field.group(2));
            }
        }
        if (!fields.getOrDefault("version", "").equals("STSv1")) {
            throw new ProtocolException("version is not STSv1");
        }
        StsMode mode = mode(fields.getOrDefault("mode", ""));
        if (patterns.size() > MX_PATTERNS || (patterns.isEmpty() && mode != StsMode.NONE)) {
            throw new ProtocolException("a policy has 1 to " + MX_PATTERNS + " mx patterns, not " + patterns.size());
        }
        return new StsPolicy(mode, patterns, id, now.plusSeconds(maxAge(fields.getOrDefault("max_age", ""))));
    }

    private static String pattern(String value) throws ProtocolException {
        String pattern = value.toLowerCase(Locale.ROOT);
        if (!MX.matcher(pattern).matches()) {
            throw new ProtocolException("an mx pattern is not a host name");
        }
        return pattern;
    }

    private static StsMode mode(String word) throws ProtocolException {
        return switch (word) {
            case "enforce" -> StsMode.ENFORCE;
            case "testing" -> StsMode.TESTING;
            case "none" -> StsMode.NONE;
            default -> throw new ProtocolException("mode is not enforce, testing or none");
        };
    }

    private static long maxAge(String text) throws ProtocolException {
        if (!MAX_AGE.matcher(text).matches() || Long.parseLong(text) > MAX_AGE_SECONDS) {
            throw new ProtocolException("max_age is not a number up to " + MAX_AGE_SECONDS);
        }
        return Long.parseLong(text);
    }
}
