package org.posthorn.engine.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// A block of addresses, IPv4 or IPv6, in the notation of RFC 4632; without a slash, one address.
public final class Cidr {
    private Cidr() {}

    /// Whether a text is in that notation.
    public static boolean isValid(String block) {
        return prefix(block).isPresent();
    }

    /// Whether a block holds an address; false when either is none.
    public static boolean contains(String block, String address) {
        Optional<Prefix> prefix = prefix(block);
        Optional<byte[]> bytes = bytes(address);
        return prefix.isPresent() && bytes.isPresent() && prefix.get().contains(bytes.get());
    }

    /// A block that is read once, for many addresses.
    ///
    /// @throws IllegalArgumentException when it is none
    public static Predicate<InetAddress> matcher(String block) {
        Prefix prefix = prefix(block)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + block + "\" is neither an IP address nor a block such as 192.0.2.0/24"));
        return address -> prefix.contains(address.getAddress());
    }

    private record Prefix(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int rest = bits % Byte.SIZE;
            return rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0;
        }
    }

    private static Optional<Prefix> prefix(String block) {
        int slash = block.indexOf('/');
        Optional<byte[]> bytes = bytes(slash < 0 ? block : block.substring(0, slash));
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        int most = bytes.get().length * Byte.SIZE;
        String bits = slash < 0 ? String.valueOf(most) : block.substring(slash + 1);
        return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most
                ? Optional.of(new Prefix(bytes.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    /// Literals only: a name is never looked up.
    private static Optional<byte[]> bytes(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
