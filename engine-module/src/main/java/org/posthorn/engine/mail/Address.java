package org.posthorn.engine.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// An address as a caller wrote it, and the parts of it.
///
/// Parsed by Jakarta Mail in strict mode, since SES's error texts, as its users quote them, are those of that parser.
/// Whatever field or protocol an address comes by, it is read here; whether it is too long is asked apart, since SES
/// complains of lengths only when all fields of a message can be read.
///
/// @param original as written, with display name
/// @param bare `local@domain`, without display name or brackets
/// @param displayName decoded from RFC 2047
/// @param printed as the parser writes it: its length counts
public record Address(String original, String bare, Optional<String> displayName, String printed) {
    /// RFC 5321 §4.5.3.1: a local part of 64 octets, `@`, a domain of 255.
    private static final int BARE_CHARS = 320;
    /// What is longer is not even parsed: the parser takes memory for each comma.
    private static final int PARSED_CHARS = 64 * 1024;

    private static final String NOT_ONE = "Illegal address";
    private static final int DELETE = 0x7f;
    /// RFC 5322 §3.2.3, but for the dot.
    private static final String SPECIALS = "()<>[]:;@\\,\"";

    /// Reads one address.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static Address parse(String text) {
        if (text.isEmpty()) {
            throw invalid("Missing final '@domain'");
        }
        if (text.length() > PARSED_CHARS) {
            throw tooLong(text);
        }
        try {
            return of(text, new InternetAddress(text, true));
        } catch (AddressException e) {
            throw refusal(e);
        }
    }

    /// Reads the address list of a header, already unfolded; groups are opened.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static List<Address> parseList(String text) {
        return parseList(text, true);
    }

    /// The same for who speaks: there a group would show its name in place of an address that was checked.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text, and for a group
    public static List<Address> parseAuthors(String text) {
        return parseList(text, false);
    }

    private static List<Address> parseList(String text, boolean groups) {
        try {
            List<Address> addresses = new ArrayList<>();
            for (InternetAddress address : InternetAddress.parseHeader(text, true)) {
                if (address.isGroup() && !groups) {
                    throw invalid(NOT_ONE);
                }
                InternetAddress[] members =
                        address.isGroup() ? address.getGroup(true) : new InternetAddress[] {address};
                for (InternetAddress member : members == null ? new InternetAddress[0] : members) {
                    member.validate();
                    addresses.add(of(member.toString(), member));
                }
            }
            return addresses;
        } catch (AddressException e) {
            throw refusal(e);
        }
    }

    /// What the parser found at a place in the text, or that it is not one address, is its grammar, and its words
    /// stand. What it found within an address is said as older ones did, which told less apart.
    private static SesException refusal(AddressException e) {
        return invalid(Optional.ofNullable(e.getRef())
                .filter(address -> e.getPos() < 0 && !NOT_ONE.equals(e.getMessage()))
                .flatMap(AddressFault::of)
                .orElse(String.valueOf(e.getMessage())));
    }

    private static Address of(String original, InternetAddress parsed) {
        if (parsed.isGroup()) {
            throw invalid(NOT_ONE);
        }
        String bare = parsed.getAddress();
        if (!bare.startsWith("@")) { // a route, which is refused below
            AddressFault.of(bare).ifPresent(fault -> {
                throw invalid(fault);
            });
        }
        int at = bare.lastIndexOf('@');
        if (at < 0) {
            throw invalid(NOT_ONE);
        }
        if (!isLocal(bare.substring(0, at))) {
            throw invalid("Local address contains " + fault(bare.substring(0, at)));
        }
        if (!isDomain(bare.substring(at + 1))) {
            throw invalid("Domain contains " + fault(bare.substring(at + 1)));
        }
        return new Address(original, bare, Optional.ofNullable(parsed.getPersonal()), parsed.toString());
    }

    /// To the parser that SES's texts come from, whatever is not ASCII is a control character.
    private static String fault(String part) {
        return part.chars().anyMatch(c -> c < ' ' || c >= DELETE) ? "control or whitespace" : "illegal character";
    }

    /// @throws SesException INVALID_PARAMETER_VALUE when name and address together are longer than SES takes
    public void checkLength() {
        if (printed.length() > Limits.ADDRESS_CHARS) {
            throw tooLong(printed);
        }
    }

    private static SesException tooLong(String printed) {
        return invalid("Address length is more than " + Limits.ADDRESS_CHARS + " characters long: '" + printed + "'.");
    }

    /// The right side, in lower case.
    public String domain() {
        return bare.substring(bare.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /// The left side, in the case it was written in.
    public String local() {
        return bare.substring(0, bare.lastIndexOf('@'));
    }

    /// Whether a text is an address as it stands, without display name or brackets: just what [#parse] gives as
    /// [#bare]. Everything that takes, keeps or compares addresses goes by this, so that what is written to can also be
    /// verified, listed and suppressed.
    public static boolean isWellFormed(String text) {
        if (text.length() > BARE_CHARS) {
            return false;
        }
        int at = text.lastIndexOf('@');
        if (at <= 0 || !isLocal(text.substring(0, at)) || !isDomain(text.substring(at + 1))) {
            return false;
        }
        try {
            return text.equals(new InternetAddress(text, true).getAddress());
        } catch (AddressException e) {
            return false;
        }
    }

    /// Words and dots, or a quoted string (RFC 5321 §4.1.2), in ASCII and without control characters, which the parser
    /// lets pass between quotes.
    private static boolean isLocal(String local) {
        boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        int end = quoted ? local.length() - 1 : local.length();
        for (int i = quoted ? 1 : 0; i < end; i++) {
            char c = local.charAt(i);
            if (c < ' ' || c >= DELETE) {
                return false;
            }
            if (quoted) {
                if (c == '"' || (c == '\\' && ++i == end)) {
                    return false;
                }
                if (c == '\\' && (local.charAt(i) < ' ' || local.charAt(i) >= DELETE)) {
                    return false;
                }
            } else if (c == ' ' || SPECIALS.indexOf(c) >= 0) {
                return false;
            }
        }
        return !local.isEmpty();
    }

    /// A name, or an address in brackets.
    private static boolean isDomain(String domain) {
        boolean literal = domain.length() > 2 && domain.startsWith("[") && domain.endsWith("]");
        for (int i = literal ? 1 : 0; i < (literal ? domain.length() - 1 : domain.length()); i++) {
            char c = domain.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
            if (!plain && !(literal && c == ':')) {
                return false;
            }
        }
        return !domain.isEmpty();
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
