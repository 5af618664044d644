package org.posthorn.smtp.tlspolicy;

import java.net.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    private static final String ANY_LABEL = "*.";
    private static final int NAME_CHARS = 32;
    private static final int PATTERN_CHARS = 255;
    private static final int AGE_DIGITS = 10;

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
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            int next = end < 0 ? text.length() : end;
            String line = text.substring(from, next > from && text.charAt(next - 1) == '\r' ? next - 1 : next);
            from = next + 1;
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (!isName(line, colon)) {
                throw new ProtocolException("a line is not a field");
            }
            String name = line.substring(0, colon);
            String value = StsRecord.trim(line, colon + 1, line.length());
            if (name.equals("mx")) {
                patterns.add(pattern(value));
            } else {
                fields.putIfAbsent(name, value);
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

    /// `[A-Za-z0-9][A-Za-z0-9_.-]*` before the colon.
    private static boolean isName(String line, int colon) {
        return colon > 0
                && colon <= NAME_CHARS
                && StsRecord.isLetterOrDigit(line.charAt(0))
                && line.chars().limit(colon).allMatch(c -> StsRecord.isLetterOrDigit(c) || "_.-".indexOf(c) >= 0);
    }

    private static String pattern(String value) throws ProtocolException {
        String pattern = value.toLowerCase(Locale.ROOT);
        String host = pattern.startsWith(ANY_LABEL) ? pattern.substring(ANY_LABEL.length()) : pattern;
        if (pattern.length() > PATTERN_CHARS || host.startsWith("_") || !HostName.is(host, PATTERN_CHARS)) {
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
        boolean number =
                !text.isEmpty() && text.length() <= AGE_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Long.parseLong(text) > MAX_AGE_SECONDS) {
            throw new ProtocolException("max_age is not a number up to " + MAX_AGE_SECONDS);
        }
        return Long.parseLong(text);
    }
}
