package org.posthorn.smtp.route;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Networks that are not of the public Internet (the registries of IANA for special-purpose addresses): who publishes
/// an MX record must not send us about in the operator's own. Loopback is not among them.
public final class PrivateNetworks {
    private static final int TRANSLATED_FROM = 12;

    private PrivateNetworks() {}

    /// Whether the address is in one.
    public static boolean include(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isLoopbackAddress()) {
            return false;
        }
        return address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || (address instanceof Inet4Address ? isPrivate4(bytes) : isPrivate6(bytes));
    }

    /// Beside RFC 1918: this network, shared (RFC 6598), protocol assignments, benchmarks, reserved and broadcast.
    private static boolean isPrivate4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first == 0
                || (first == 100 && (second & 0xc0) == 64)
                || (first == 192 && second == 0 && bytes[2] == 0)
                || (first == 198 && (second & 0xfe) == 18)
                || first >= 240;
    }

    /// Unique local (RFC 4193), and what a translator would turn into a private IPv4 address, or into our own loopback.
    private static boolean isPrivate6(byte[] bytes) {
        if ((bytes[0] & 0xfe) == 0xfc) {
            return true;
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return includesIpv4(bytes, 2); // 6to4, RFC 3056
        }
        boolean compatible = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean translated = startsWith(bytes, 0, 0x64, 0xff, 0x9b); // NAT64, RFC 6052 and 8215
        return (compatible || translated) && includesIpv4(bytes, TRANSLATED_FROM);
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean includesIpv4(byte[] bytes, int from) {
        try {
            InetAddress inside = InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
            return inside.isLoopbackAddress() || include(inside);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
