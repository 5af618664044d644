package org.posthorn.engine.identity;

import java.util.Locale;
import java.util.regex.Pattern;

/// What can be told of an SPF record without the mail that it is about (RFC 7208).
public final class Spf {
    private static final String VERSION = "v=spf1";
    private static final Pattern ALLOWING =
            Pattern.compile(".* \\+?(include:|ip4:|ip6:|a\\b|mx\\b|exists:|redirect=).*");

    private Spf() {}

    /// Whether a TXT record is one (RFC 7208 §4.5).
    public static boolean isSpf(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// Whether it may let any host pass.
    public static boolean allowsSome(String record) {
        return ALLOWING.matcher(record.toLowerCase(Locale.ROOT)).matches();
    }
}
