package org.posthorn.receiving.check;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import org.posthorn.receiving.check.SpfResult.Status;

/// An SPF record (RFC 7208 §4.6.1, §12). Read once, in time that grows with its length.
///
/// @param redirect with its macros
record SpfRecord(List<Mechanism> mechanisms, Optional<String> redirect) {
    private static final String VERSION = "v=spf1";
    /// §3.4 wants 450 at most; a macro can make forty times its length.
    private static final int MOST_CHARS = 16 * 1024;

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    enum Kind {
        ALL,
        INCLUDE,
        A,
        MX,
        PTR,
        IP4,
        IP6,
        EXISTS;

        /// Whether it makes DNS be asked (§4.6.4).
        boolean asks() {
            return this != ALL && this != IP4 && this != IP6;
        }
    }

    /// @param result when it matches
    /// @param target with its macros; empty for the domain of the record
    /// @param network of `ip4` and `ip6`; empty when no address can be in it
    /// @param bits4 of an IPv4 address that count
    /// @param bits6 of an IPv6 address that count
    record Mechanism(Status result, Kind kind, String target, Optional<InetAddress> network, int bits4, int bits6) {}

    static boolean isRecord(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// @throws SpfErrorException PERMERROR when anything in it is wrong, whether it would be reached or not
    static SpfRecord parse(String text) throws SpfErrorException {
        check(text.length() <= MOST_CHARS, "too long");
        List<Mechanism> mechanisms = new ArrayList<>();
        Optional<String> redirect = Optional.empty();
        boolean explained = false;
        StringTokenizer terms = new StringTokenizer(text.substring(VERSION.length()), " ");
        while (terms.hasMoreTokens()) {
            String term = terms.nextToken();
            int nameEnd = nameEnd(term);
            if (nameEnd == term.length() || term.charAt(nameEnd) != '=') {
                mechanisms.add(mechanism(term));
                continue;
            }
            String value = term.substring(nameEnd + 1);
            switch (term.substring(0, nameEnd).toLowerCase(Locale.ROOT)) {
                case "redirect" -> {
                    check(redirect.isEmpty(), "a second redirect");
                    redirect = Optional.of(domain(value));
                }
                case "exp" -> {
                    check(!explained, "a second exp");
                    domain(value);
                    explained = true;
                }
                default -> {
                    check(isModifierName(term, nameEnd), "the name of a modifier");
                    SpfMacro.check(value);
                }
            }
        }
        return new SpfRecord(List.copyOf(mechanisms), redirect);
    }

    private static Mechanism mechanism(String term) throws SpfErrorException {
        int sign = "+-?~".indexOf(term.charAt(0));
        Status result = switch (sign) {
            case 1 -> Status.FAIL;
            case 2 -> Status.NEUTRAL;
            case 3 -> Status.SOFTFAIL;
            default -> Status.PASS;
        };
        String bare = sign < 0 ? term : term.substring(1);
        int nameEnd = nameEnd(bare);
        String rest = bare.substring(nameEnd);
        return switch (bare.substring(0, nameEnd).toLowerCase(Locale.ROOT)) {
            case "all" -> {
                check(rest.isEmpty(), "all takes nothing");
                yield plain(result, Kind.ALL, "");
            }
            case "include" -> plain(result, Kind.INCLUDE, domain(behindColon(rest)));
            case "exists" -> plain(result, Kind.EXISTS, domain(behindColon(rest)));
            case "ptr" -> plain(result, Kind.PTR, rest.isEmpty() ? "" : domain(behindColon(rest)));
            case "a" -> withLengths(result, Kind.A, rest);
            case "mx" -> withLengths(result, Kind.MX, rest);
            case "ip4" -> ip4(result, behindColon(rest));
            case "ip6" -> ip6(result, behindColon(rest));
            default -> throw error("an unknown mechanism");
        };
    }

    private static Mechanism plain(Status result, Kind kind, String target) {
        return new Mechanism(result, kind, target, Optional.empty(), IPV4_BITS, IPV6_BITS);
    }

    /// `[":" domain] ["/" bits] ["//" bits]`.
    private static Mechanism withLengths(Status result, Kind kind, String text) throws SpfErrorException {
        String rest = text;
        int bits4 = IPV4_BITS;
        int bits6 = IPV6_BITS;
        int digits = digitsAtEnd(rest);
        if (digits < rest.length() && rest.startsWith("//", digits - 2)) {
            bits6 = bits(rest.substring(digits), IPV6_BITS);
            rest = rest.substring(0, digits - 2);
            digits = digitsAtEnd(rest);
        }
        if (digits < rest.length() && rest.startsWith("/", digits - 1)) {
            bits4 = bits(rest.substring(digits), IPV4_BITS);
            rest = rest.substring(0, digits - 1);
        }
        String target = rest.isEmpty() ? "" : domain(behindColon(rest));
        return new Mechanism(result, kind, target, Optional.empty(), bits4, bits6);
    }

    private static Mechanism ip4(Status result, String text) throws SpfErrorException {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        check(isDottedQuad(address), "an IPv4 address");
        int bits = slash < 0 ? IPV4_BITS : bits(text.substring(slash + 1), IPV4_BITS);
        return new Mechanism(result, Kind.IP4, "", Optional.of(InetAddress.ofLiteral(address)), bits, IPV6_BITS);
    }

    private static Mechanism ip6(Status result, String text) throws SpfErrorException {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean plausible = address.indexOf(':') >= 0
                && address.length() <= 45
                && address.chars().allMatch(c -> (Character.digit(c, 16) >= 0 && c < 128) || c == ':' || c == '.');
        check(plausible, "an IPv6 address");
        int bits = slash < 0 ? IPV6_BITS : bits(text.substring(slash + 1), IPV6_BITS);
        try {
            // An IPv4 address in IPv6 form becomes the former here, and so do clients' addresses (§5).
            InetAddress network = InetAddress.ofLiteral(address);
            return new Mechanism(
                    result,
                    Kind.IP6,
                    "",
                    network instanceof Inet4Address ? Optional.empty() : Optional.of(network),
                    IPV4_BITS,
                    bits);
        } catch (IllegalArgumentException e) {
            throw error("an IPv6 address");
        }
    }

    private static boolean isDottedQuad(String text) {
        int numbers = 0;
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            int digits = end - start;
            boolean number = digits >= 1
                    && digits <= 3
                    && text.substring(start, end).chars().allMatch(c -> c >= '0' && c <= '9')
                    && (digits == 1 || text.charAt(start) != '0')
                    && Integer.parseInt(text, start, end, 10) <= 255;
            if (!number) {
                return false;
            }
            numbers++;
            start = end + 1;
        }
        return numbers == 4;
    }

    private static int bits(String text, int most) throws SpfErrorException {
        boolean number = !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        check(number && Integer.parseInt(text) <= most, "a prefix length");
        return Integer.parseInt(text);
    }

    /// Where the digits begin that the text ends with.
    private static int digitsAtEnd(String text) {
        int i = text.length();
        while (i > 0 && text.charAt(i - 1) >= '0' && text.charAt(i - 1) <= '9') {
            i--;
        }
        return i;
    }

    private static String behindColon(String text) throws SpfErrorException {
        check(text.startsWith(":"), "what belongs to a mechanism");
        return text.substring(1);
    }

    private static String domain(String text) throws SpfErrorException {
        SpfMacro.checkDomain(text);
        return text;
    }

    private static int nameEnd(String term) {
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (c == ':' || c == '/' || c == '=') {
                return i;
            }
        }
        return term.length();
    }

    private static boolean isModifierName(String term, int end) {
        return end > 0
                && isLetter(term.charAt(0))
                && term.substring(0, end)
                        .chars()
                        .allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.');
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static void check(boolean right, String what) throws SpfErrorException {
        if (!right) {
            throw error(what);
        }
    }

    private static SpfErrorException error(String what) {
        return new SpfErrorException(Status.PERMERROR, "syntax: " + what);
    }
}
