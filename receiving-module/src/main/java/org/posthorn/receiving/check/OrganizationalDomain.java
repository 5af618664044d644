package org.posthorn.receiving.check;

import com.google.common.net.InternetDomainName;
import java.util.Locale;

/// The domain that somebody registered, under which a name is (RFC 7489 §3.2): the public suffix and one label more.
///
/// The list of public suffixes is that in Guava, of the time of its release, the private ones included: `blogspot.com`
/// is a suffix too. What the list does not know ends with a suffix of one label.
final class OrganizationalDomain {
    private OrganizationalDomain() {}

    /// @param domain in ASCII
    static String of(String domain) {
        String name = domain.toLowerCase(Locale.ROOT);
        InternetDomainName parsed;
        try {
            parsed = InternetDomainName.from(name);
        } catch (IllegalArgumentException e) {
            return name; // no name of the Internet, so only like itself
        }
        InternetDomainName suffix = parsed.publicSuffix();
        int labels = (suffix == null ? 1 : suffix.parts().size()) + 1;
        int all = parsed.parts().size();
        return all <= labels
                ? parsed.toString()
                : String.join(".", parsed.parts().subList(all - labels, all));
    }

    static boolean isShared(String one, String other) {
        return of(one).equals(of(other));
    }
}
