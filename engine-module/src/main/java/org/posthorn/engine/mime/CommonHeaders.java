package org.posthorn.engine.mime;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The fields that most readers look for, decoded (SES Developer Guide, `commonHeaders`); of several fields of one name
/// the first.
///
/// @param from as the other lists of addresses: each with its name; the value itself where it can't be read
public record CommonHeaders(
        Optional<String> returnPath,
        Optional<List<String>> from,
        Optional<String> date,
        Optional<List<String>> to,
        Optional<List<String>> cc,
        Optional<List<String>> bcc,
        Optional<String> sender,
        Optional<List<String>> replyTo,
        Optional<String> messageId,
        Optional<String> subject) {
    /// What is longer is told up to here.
    private static final int MOST_CHARS = 16 * 1024;

    public static CommonHeaders of(HeaderFields fields) {
        return new CommonHeaders(
                value(fields, "Return-Path"),
                addresses(fields, "From"),
                value(fields, "Date"),
                addresses(fields, "To"),
                addresses(fields, "Cc"),
                addresses(fields, "Bcc"),
                value(fields, "Sender"),
                addresses(fields, "Reply-To"),
                value(fields, "Message-ID"),
                value(fields, "Subject").map(EncodedText::decode));
    }

    private static Optional<String> value(HeaderFields fields, String name) {
        return fields.first(name).map(value -> value.substring(0, Math.min(value.length(), MOST_CHARS)));
    }

    private static Optional<List<String>> addresses(HeaderFields fields, String name) {
        return value(fields, name).map(CommonHeaders::addresses);
    }

    private static List<String> addresses(String value) {
        int end = value.length() < MOST_CHARS ? value.length() : Math.max(0, value.lastIndexOf(','));
        try {
            return Arrays.stream(InternetAddress.parseHeader(value.substring(0, end), false))
                    .map(InternetAddress::toUnicodeString)
                    .toList();
        } catch (AddressException e) {
            return List.of(value);
        }
    }
}
