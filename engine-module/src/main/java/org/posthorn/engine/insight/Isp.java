package org.posthorn.engine.insight;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Who keeps a recipient's mailbox, as far as the domain of its address tells. SES's own names are not documented but
/// for a few examples; most of these are guesses.
public final class Isp {
    public static final String UNKNOWN = "UNKNOWN_ISP";

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("gmail.com", "Gmail"),
            Map.entry("googlemail.com", "Gmail"),
            Map.entry("hotmail.com", "Hotmail"),
            Map.entry("hotmail.co.uk", "Hotmail"),
            Map.entry("hotmail.de", "Hotmail"),
            Map.entry("hotmail.fr", "Hotmail"),
            Map.entry("hotmail.it", "Hotmail"),
            Map.entry("live.com", "Hotmail"),
            Map.entry("msn.com", "Hotmail"),
            Map.entry("outlook.com", "Hotmail"),
            Map.entry("outlook.de", "Hotmail"),
            Map.entry("outlook.fr", "Hotmail"),
            Map.entry("yahoo.com", "Yahoo"),
            Map.entry("yahoo.co.uk", "Yahoo"),
            Map.entry("yahoo.de", "Yahoo"),
            Map.entry("yahoo.fr", "Yahoo"),
            Map.entry("rocketmail.com", "Yahoo"),
            Map.entry("ymail.com", "Yahoo"),
            Map.entry("aol.com", "AOL"),
            Map.entry("icloud.com", "iCloud"),
            Map.entry("mac.com", "iCloud"),
            Map.entry("me.com", "iCloud"),
            Map.entry("comcast.net", "Comcast"),
            Map.entry("gmx.de", "GMX"),
            Map.entry("gmx.net", "GMX"),
            Map.entry("web.de", "WEB.DE"),
            Map.entry("t-online.de", "T-Online"),
            Map.entry("mail.ru", "Mail.Ru"),
            Map.entry("yandex.ru", "Yandex"),
            Map.entry("qq.com", "QQ"));

    private static final Set<String> ALL = Set.copyOf(NAMES.values());

    private Isp() {}

    /// [#UNKNOWN] where the domain tells nothing.
    public static String of(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return NAMES.getOrDefault(domain, UNKNOWN);
    }

    /// Whether [#of] may say so.
    public static boolean isName(String name) {
        return name.equals(UNKNOWN) || ALL.contains(name);
    }
}
