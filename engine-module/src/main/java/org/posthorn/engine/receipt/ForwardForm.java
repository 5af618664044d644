package org.posthorn.engine.receipt;

import java.util.Set;
import org.posthorn.engine.settings.ReceiptForward;

/// The form of forwards.
final class ForwardForm {
    private static final int NAME_CHARS = 64;
    private static final int MOST_RECIPIENTS = 100;
    private static final int RECIPIENT_CHARS = 320;
    private static final int HOST_CHARS = 253;
    private static final Set<String> TLS = Set.of("off", "opportunistic", "required", "wrapper");

    private static final String LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private ForwardForm() {}

    /// @throws IllegalArgumentException when something is badly formed
    static void check(ReceiptForward forward) {
        require(
                isOf(forward.name(), LETTERS_AND_DIGITS + "_-", NAME_CHARS),
                "the name of a forward has up to " + NAME_CHARS + " ASCII letters, digits, '_' and '-': "
                        + forward.name());
        require(!forward.recipients().isEmpty(), "a forward needs a recipient: an address, a domain or .domain");
        require(
                forward.recipients().size() <= MOST_RECIPIENTS,
                "a forward has at most " + MOST_RECIPIENTS + " recipients");
        forward.recipients()
                .forEach(entry -> require(
                        isRecipient(entry), "a recipient is an address, a domain or .domain, in ASCII: " + entry));
        require(isHost(forward.host()), "no name of a host, nor an address: " + forward.host());
        require(forward.port() >= 1 && forward.port() <= 65_535, "no port: " + forward.port());
        require(TLS.contains(forward.tls()), "tls is off, opportunistic, required or wrapper, not " + forward.tls());
    }

    private static boolean isRecipient(String entry) {
        int at = entry.lastIndexOf('@');
        if (at < 0) {
            return isDomain(entry.startsWith(".") ? entry.substring(1) : entry);
        }
        return at > 0
                && entry.length() <= RECIPIENT_CHARS
                && entry.chars().allMatch(c -> c > ' ' && c < 0x7f)
                && isDomain(entry.substring(at + 1));
    }

    private static boolean isDomain(String name) {
        return isOf(name, LETTERS_AND_DIGITS + "._-", HOST_CHARS)
                && name.indexOf("..") < 0
                && !name.startsWith(".")
                && !name.endsWith(".");
    }

    /// A name, or an IPv4 or IPv6 address without brackets.
    private static boolean isHost(String host) {
        return host.indexOf(':') >= 0 ? isOf(host, "0123456789abcdefABCDEF:.", HOST_CHARS) : isDomain(host);
    }

    private static boolean isOf(String text, String alphabet, int mostChars) {
        return !text.isEmpty() && text.length() <= mostChars && text.chars().allMatch(c -> alphabet.indexOf(c) >= 0);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
