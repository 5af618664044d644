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
/// Parsed by Jakarta Mail in strict mode, since SES's error texts are those of that parser (reference section c).
///
/// @param original as written, with display name
/// @param bare `local@domain`, without display name or brackets
/// @param displayName decoded from RFC 2047
public record Address(String original, String bare, Optional<String> displayName) {
    /// Reads one address.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static Address parse(String text) {
        if (text.isEmpty()) {
            throw invalid("Missing final '@domain'");
        }
        if (text.length() > Limits.ADDRESS_CHARS) {
            throw invalid("Illegal address");
        }
        try {
            return of(text, new InternetAddress(text, true));
        } catch (AddressException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /// Reads the address list of a header, already unfolded; groups are opened.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    public static List<Address> parseList(String text) {
        try {
            List<Address> addresses = new ArrayList<>();
            for (InternetAddress address : InternetAddress.parseHeader(text, true)) {
                InternetAddress[] members =
                        address.isGroup() ? address.getGroup(true) : new InternetAddress[] {address};
                for (InternetAddress member : members == null ? new InternetAddress[0] : members) {
                    member.validate();
                    addresses.add(of(member.toString(), member));
                }
            }
            return addresses;
        } catch (AddressException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Address of(String original, InternetAddress parsed) {
        if (parsed.isGroup()) {
            throw invalid("Illegal address");
        }
        String bare = parsed.getAddress();
        int at = bare.lastIndexOf('@');
        if (!isAscii(bare.substring(at + 1))) {
            throw invalid("Domain contains illegal character");
        }
        if (!isAscii(bare.substring(0, at))) {
            throw invalid("Local address contains illegal character");
        }
        return new Address(original, bare, Optional.ofNullable(parsed.getPersonal()));
    }

    /// The right side, in lower case.
    public String domain() {
        return bare.substring(bare.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /// The left side, in the case it was written in.
    public String local() {
        return bare.substring(0, bare.lastIndexOf('@'));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
