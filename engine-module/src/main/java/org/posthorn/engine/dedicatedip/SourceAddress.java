package org.posthorn.engine.dedicatedip;

import java.net.InetAddress;
import java.util.Optional;

/// An address of this machine that mail may leave from.
///
/// @param accountId whose mail alone it is for; empty for everybody's
public record SourceAddress(InetAddress address, Optional<String> accountId) {
    private static final String ACCOUNT = "account=";
    private static final int ACCOUNT_DIGITS = 12;

    /// Reads `ADDRESS [account=ID]`.
    ///
    /// @throws IllegalArgumentException with a text for the operator
    public static SourceAddress parse(String line) {
        String text = line.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            return new SourceAddress(address(text), Optional.empty());
        }
        String rest = text.substring(space).strip();
        String id = rest.startsWith(ACCOUNT) ? rest.substring(ACCOUNT.length()) : "";
        if (id.length() != ACCOUNT_DIGITS || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(line);
        }
        return new SourceAddress(address(text.substring(0, space)), Optional.of(id));
    }

    private static InetAddress address(String text) {
        InetAddress address = literal(text).orElseThrow(() -> wrong(text));
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException("'" + text + "' is no address of one machine");
        }
        return address;
    }

    /// The address that a text says; empty for a name, or anything else.
    static Optional<InetAddress> literal(String text) {
        // Java takes 127.1 for an address as well, and a zone is of one machine only.
        boolean short4 =
                text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3;
        if (short4 || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether mail of this account may leave from it.
    boolean isFor(String account) {
        return accountId.isEmpty() || accountId.get().equals(account);
    }

    /// By which it is known in the API.
    String name() {
        return address.getHostAddress();
    }

    private static IllegalArgumentException wrong(String line) {
        return new IllegalArgumentException(
                "expected 'ADDRESS [account=123456789012]', such as 192.0.2.1, found '" + line + "'");
    }
}
