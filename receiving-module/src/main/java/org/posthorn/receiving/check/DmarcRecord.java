package org.posthorn.receiving.check;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import org.posthorn.engine.mail.Verdicts.DmarcPolicy;

/// What a domain publishes for DMARC (RFC 7489 §6.3).
///
/// @param policy for the domain itself
/// @param subdomainPolicy for the domains below it
/// @param strictDkim whether only the very same domain is aligned
/// @param strictSpf the same for SPF
/// @param percent of the mail that the policy is for
record DmarcRecord(
        DmarcPolicy policy, DmarcPolicy subdomainPolicy, boolean strictDkim, boolean strictSpf, int percent) {
    private static final int ALL = 100;

    /// §6.6.3 step 2: the version stands first.
    static boolean isRecord(String text) {
        int end = text.indexOf(';');
        String first = end < 0 ? text : text.substring(0, end);
        int equals = first.indexOf('=');
        return equals > 0
                && first.substring(0, equals).strip().equals("v")
                && first.substring(equals + 1).strip().equals("DMARC1");
    }

    /// Empty when it says nothing that could be done (§6.6.3 step 6).
    static Optional<DmarcRecord> parse(String text) {
        Map<String, String> tags = tags(text);
        Optional<DmarcPolicy> policy = policy(tags.getOrDefault("p", ""));
        Optional<DmarcPolicy> subdomains = tags.containsKey("sp") ? policy(tags.getOrDefault("sp", "")) : policy;
        if (policy.isEmpty() || subdomains.isEmpty()) {
            if (!tags.getOrDefault("rua", "").toLowerCase(Locale.ROOT).contains("mailto:")) {
                return Optional.empty();
            }
            policy = Optional.of(DmarcPolicy.none);
            subdomains = policy;
        }
        return Optional.of(new DmarcRecord(
                policy.get(),
                subdomains.get(),
                tags.getOrDefault("adkim", "r").equalsIgnoreCase("s"),
                tags.getOrDefault("aspf", "r").equalsIgnoreCase("s"),
                percent(tags.getOrDefault("pct", ""))));
    }

    /// What is asked for mail that fails.
    ///
    /// Who would sample (`pct`) would act on some of it only. Nothing is done here, so what is told is the policy; but
    /// at 0 percent nobody ever does more than one step less (§6.6.4).
    DmarcPolicy effective(boolean ofSubdomain) {
        DmarcPolicy asked = ofSubdomain ? subdomainPolicy : policy;
        if (percent > 0) {
            return asked;
        }
        return asked == DmarcPolicy.reject ? DmarcPolicy.quarantine : DmarcPolicy.none;
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new HashMap<>();
        StringTokenizer parts = new StringTokenizer(text, ";");
        while (parts.hasMoreTokens()) {
            String tag = parts.nextToken();
            int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.putIfAbsent(
                        tag.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        tag.substring(equals + 1).strip());
            }
        }
        return tags;
    }

    private static Optional<DmarcPolicy> policy(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(DmarcPolicy.none);
            case "quarantine" -> Optional.of(DmarcPolicy.quarantine);
            case "reject" -> Optional.of(DmarcPolicy.reject);
            default -> Optional.empty();
        };
    }

    private static int percent(String text) {
        boolean number = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Math.min(Integer.parseInt(text), ALL) : ALL;
    }
}
