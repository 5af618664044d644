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
        int start = name.length();
        for (int labels = suffixLabels(name) + 1; labels > 0 && start >= 0; labels--) {
            start = name.lastIndexOf('.', start - 1);
        }
        return name.substring(start + 1);
    }

    /// Of how many labels the public suffix is that a name ends with. On the left of it there may be labels that Guava
    /// takes for none, such as `_x`.
    private static int suffixLabels(String name) {
        String tail = name;
        while (true) {
            try {
                InternetDomainName suffix = InternetDomainName.from(tail).publicSuffix();
                return suffix == null ? 1 : suffix.parts().size();
            } catch (IllegalArgumentException e) {
                int dot = tail.indexOf('.');
                if (dot < 0) {
                    return 1;
                }
                tail = tail.substring(dot + 1);
            }
        }
    }

    static boolean isShared(String one, String other) {
        return of(one).equals(of(other));
    }
}
