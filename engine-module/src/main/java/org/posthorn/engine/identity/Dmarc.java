package org.posthorn.engine.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;

/// The DMARC record that holds for a domain (RFC 7489).
public final class Dmarc {
    private static final String VERSION = "v=DMARC1";
    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");

    private Dmarc() {}

    /// What DNS says.
    public sealed interface Answer {
        /// @param name where it is
        record Policy(String name, String record) implements Answer {}

        /// A record that says nothing of what to do.
        record NoPolicy(String name, String record) implements Answer {}

        record None() implements Answer {}

        /// @param name that no answer was had about
        record Unknown(String name, String reason) implements Answer {}
    }

    /// RFC 7489 §6.6.3: at the domain, else at the organization's; found here by walking up, short of the top level.
    /// Asks one question for each label, at most.
    public static Answer find(Dns dns, String domain) {
        String at = domain;
        while (at.contains(".")) {
            String name = "_dmarc." + at;
            switch (dns.txt(name)) {
                case DnsAnswer.Found<String> found -> {
                    Optional<String> record =
                            found.values().stream().filter(Dmarc::isRecord).findFirst();
                    if (record.isPresent()) {
                        return hasPolicy(record.get())
                                ? new Answer.Policy(name, record.get())
                                : new Answer.NoPolicy(name, record.get());
                    }
                }
                case DnsAnswer.Absent<String> absent -> {}
                case DnsAnswer.Unavailable<String> unavailable -> {
                    return new Answer.Unknown(name, unavailable.reason());
                }
            }
            at = at.substring(at.indexOf('.') + 1);
        }
        return new Answer.None();
    }

    private static boolean isRecord(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || " ;".indexOf(text.charAt(VERSION.length())) >= 0);
    }

    /// RFC 7489 §6.3: tags are separated by semicolons.
    private static boolean hasPolicy(String dmarc) {
        StringTokenizer tags = new StringTokenizer(dmarc.toLowerCase(Locale.ROOT), ";");
        while (tags.hasMoreTokens()) {
            String tag = tags.nextToken();
            int equals = tag.indexOf('=');
            if (equals > 0
                    && tag.substring(0, equals).strip().equals("p")
                    && POLICIES.contains(tag.substring(equals + 1).strip())) {
                return true;
            }
        }
        return false;
    }
}
