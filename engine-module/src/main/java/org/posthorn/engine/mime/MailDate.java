package org.posthorn.engine.mime;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A date as mail writes it (RFC 5322 §3.3), to the second and in UTC: `Thu, 5 Nov 2026 14:03:00 +0000`.
public final class MailDate {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private MailDate() {}

    public static String of(Instant at) {
        return FORM.format(at);
    }
}
