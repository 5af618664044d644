package org.posthorn.engine.receipt;

import java.util.List;
import java.util.Locale;

/// The recipients that a receipt rule names (SES Developer Guide, "Creating receipt rules", recipient conditions).
///
/// | entry | stands for |
/// |---|---|
/// | `user@example.com` | that address, also with a label: `user+label@example.com` |
/// | `example.com` | every address of that domain, not of those below |
/// | `.example.com` | every address of the domains below, not of that domain |
/// | no entry at all | every address |
///
/// In any case. That labels count is what SES was seen to do, not what it says.
public final class RecipientPattern {
    private RecipientPattern() {}

    /// Whether one of the entries, or their absence, stands for an address.
    public static boolean covers(List<String> entries, String address) {
        return entries.isEmpty() || entries.stream().anyMatch(entry -> covers(entry, address));
    }

    /// Why they stand for it, in words.
    ///
    /// @param address that they cover
    static String covering(List<String> entries, String address) {
        return entries.stream()
                .filter(entry -> covers(entry, address))
                .findFirst()
                .map(entry -> entry + " stands for " + address)
                .orElse("it is for all recipients");
    }

    private static boolean covers(String entry, String address) {
        String wanted = entry.toLowerCase(Locale.ROOT);
        String lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        String domain = lower.substring(at + 1);
        if (wanted.indexOf('@') >= 0) {
            return lower.equals(wanted) || withoutLabel(lower, at).equals(wanted);
        }
        return wanted.startsWith(".") ? domain.endsWith(wanted) : domain.equals(wanted);
    }

    private static String withoutLabel(String address, int at) {
        int plus = address.indexOf('+');
        return plus > 0 && plus < at ? address.substring(0, plus) + address.substring(at) : address;
    }
}
