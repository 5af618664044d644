package org.posthorn.engine.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;

/// The ARN of an identity, `arn:aws:ses:{region}:{account}:identity/{name}`.
///
/// @param name an address, or a domain in lower case
public record IdentityArn(Tenant owner, String name) {
    private static final Pattern FORM =
            Pattern.compile("arn:aws[a-z-]{0,20}:ses:([a-z0-9-]{1,32}):(\\d{12}):identity/(\\S{1,320})");

    /// Empty for what is no such ARN.
    public static Optional<IdentityArn> parse(String arn) {
        Matcher matcher = FORM.matcher(arn);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(3);
        return Optional.of(new IdentityArn(
                new Tenant(matcher.group(2), matcher.group(1)),
                name.contains("@") ? name : name.toLowerCase(Locale.ROOT)));
    }

    /// Whether the identity covers an address: it is the address, with any label, or its domain, or a parent domain.
    public boolean covers(Address address) {
        if (!name.contains("@")) {
            return address.domain().equals(name) || address.domain().endsWith("." + name);
        }
        String local = address.local();
        int plus = local.indexOf('+');
        return name.equalsIgnoreCase(address.bare())
                || (plus > 0 && name.equalsIgnoreCase(local.substring(0, plus) + "@" + address.domain()));
    }
}
