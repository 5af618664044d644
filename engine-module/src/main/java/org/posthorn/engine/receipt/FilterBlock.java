package org.posthorn.engine.receipt;

/// Which blocks of addresses a filter may name: one IPv4 or IPv6 address, or one with the length of a prefix behind a
/// slash. Narrower than what an address can be written as, as SES was seen to be: all four numbers of an IPv4 address,
/// without leading zeros, and no IPv6 address with an IPv4 one in it, in brackets or with a zone.
final class FilterBlock {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    /// Of an address.
    private static final int MOST_CHARS = 39;

    private static final int GROUPS = 8;
    private static final int GROUP_DIGITS = 4;
    private static final int LARGEST_OCTET = 255;

    private FilterBlock() {}

    static boolean isValid(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int bits = address.length() > MOST_CHARS ? 0 : isIpv4(address) ? IPV4_BITS : isIpv6(address) ? IPV6_BITS : 0;
        return bits > 0 && (slash < 0 || isNumber(text.substring(slash + 1), bits, true));
    }

    private static boolean isIpv4(String text) {
        int octets = 0;
        int start = 0;
        while (true) {
            int dot = text.indexOf('.', start);
            octets++;
            if (!isNumber(text.substring(start, dot < 0 ? text.length() : dot), LARGEST_OCTET, false)) {
                return false;
            }
            if (dot < 0) {
                return octets == 4;
            }
            start = dot + 1;
        }
    }

    private static boolean isNumber(String text, int most, boolean leadingZeros) {
        return !text.isEmpty()
                && text.length() <= 3
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (leadingZeros || text.length() == 1 || text.charAt(0) != '0')
                && Integer.parseInt(text) <= most;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == GROUPS;
        }
        String rest = text.substring(gap + 2);
        int before = gap == 0 ? 0 : groups(text.substring(0, gap));
        int behind = rest.isEmpty() ? 0 : groups(rest);
        return before >= 0 && behind >= 0 && before + behind < GROUPS;
    }

    /// How many groups of hexadecimal digits there are; negative when there is anything else.
    private static int groups(String text) {
        int groups = 1;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':' && digits > 0) {
                groups++;
                digits = 0;
            } else if (isHex(c) && digits < GROUP_DIGITS) {
                digits++;
            } else {
                return -1;
            }
        }
        return digits > 0 ? groups : -1;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
