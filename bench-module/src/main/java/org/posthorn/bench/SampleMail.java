package org.posthorn.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// The mail that is sent over and over: 2 KB of text in lines, one recipient.
final class SampleMail {
    static final int TEXT_BYTES = 2_048;

    /// Its text.
    static final String TEXT = "The quick brown fox jumps over the lazy dog, and then does so again.\r\n"
            .repeat(TEXT_BYTES / 70 + 1)
            .substring(0, TEXT_BYTES);

    private SampleMail() {}

    /// As SendEmail's form body.
    static String form() {
        return "Action=SendEmail&Version=2010-12-01&Source=" + encoded("Shop <shop@example.com>")
                + "&Destination.ToAddresses.member.1=" + encoded("ann@example.net")
                + "&Message.Subject.Data=Hello&Message.Body.Text.Data=" + encoded(TEXT);
    }

    /// As the body of API v2's SendEmail.
    static String json() {
        return "{\"FromEmailAddress\":\"Shop <shop@example.com>\",\"Destination\":{\"ToAddresses\":[\"ann@example.net\"]},"
                + "\"Content\":{\"Simple\":{\"Subject\":{\"Data\":\"Hello\"},\"Body\":{\"Text\":{\"Data\":\""
                + TEXT.replace("\r\n", "\\r\\n") + "\"}}}}}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
