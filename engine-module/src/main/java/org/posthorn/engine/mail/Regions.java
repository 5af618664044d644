package org.posthorn.engine.mail;

import java.util.ArrayList;
import java.util.List;

/// The regions that an installation has. What an account may do is counted over all of them; they are names that keep
/// identities and settings apart, and the list keeps their number small.
///
/// @param names in the order of preference; empty for any well-formed word
public record Regions(List<String> names) {
    /// Those where SES is, separated by commas.
    public static final String SES = "us-east-1,us-east-2,us-west-1,us-west-2,af-south-1,ap-south-1,ap-south-2,"
            + "ap-southeast-1,ap-southeast-2,ap-southeast-3,ap-southeast-5,ap-northeast-1,ap-northeast-2,ap-northeast-3,"
            + "ca-central-1,ca-west-1,eu-central-1,eu-central-2,eu-west-1,eu-west-2,eu-west-3,eu-north-1,eu-south-1,"
            + "il-central-1,me-south-1,me-central-1,sa-east-1,us-gov-west-1,us-gov-east-1";

    /// Any well-formed word.
    public static final Regions ANY = new Regions(List.of());

    /// The region of what names none, where it is one of those that there are.
    public static final String STANDARD = "us-east-1";

    private static final int MOST_CHARS = 32;

    public Regions {
        names = List.copyOf(names);
    }

    /// Those where SES is.
    public static List<String> ofSes() {
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int comma = SES.indexOf(','); comma >= 0; comma = SES.indexOf(',', from)) {
            names.add(SES.substring(from, comma));
            from = comma + 1;
        }
        names.add(SES.substring(from));
        return names;
    }

    public boolean has(String region) {
        return names.isEmpty() ? isWellFormed(region) : names.contains(region);
    }

    /// The region of what names none.
    public String standard() {
        return names.isEmpty() || names.contains(STANDARD) ? STANDARD : names.getFirst();
    }

    /// Lower-case letters, digits and `-`, which is neither first nor last.
    public static boolean isWellFormed(String region) {
        if (region.isEmpty() || region.length() > MOST_CHARS || region.startsWith("-") || region.endsWith("-")) {
            return false;
        }
        return region.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
}
