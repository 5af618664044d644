package org.posthorn.engine.identity;

import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/// What can be told of an SPF record without the mail that it is about (RFC 7208).
public final class Spf {
    private static final String VERSION = "v=spf1";
    private static final List<String> ALLOWING =
            List.of("include:", "ip4:", "ip6:", "a:", "a/", "mx:", "mx/", "exists:", "redirect=");

    private Spf() {}

    /// Whether a TXT record is one (RFC 7208 §4.5).
    public static boolean isSpf(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// Whether it may let any host pass.
    public static boolean allowsSome(String record) {
        StringTokenizer terms = new StringTokenizer(record.toLowerCase(Locale.ROOT), " ");
        while (terms.hasMoreTokens()) {
            String word = terms.nextToken();
            String term = word.startsWith("+") ? word.substring(1) : word;
            if (term.equals("a") || term.equals("mx") || ALLOWING.stream().anyMatch(term::startsWith)) {
                return true;
            }
        }
        return false;
    }
}
