package org.posthorn.smtp.server;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.SmtpReply;

/// The parameters of a MAIL or RCPT command, checked against what was offered (RFC 5321 §4.1.1.11).
///
/// The text is Postfix's, since SES's is not known.
///
/// @param sizeBytes as the client says (RFC 1870); 0 when it doesn't, and a very large number for one that no computer
///     can hold
/// @param refusal what to answer instead of taking the command
record MailParameters(long sizeBytes, Optional<SmtpReply> refusal) {
    private static final int MOST_DIGITS = 18;

    private static final int MOST_NAME_CHARS = 64;

    static MailParameters check(List<String> parameters, Set<String> offered) {
        Set<String> seen = new HashSet<>();
        long size = 0;
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!isKeyword(name)) {
                return refused(501, "5.5.4 Syntax error in parameters");
            }
            if (!offered.contains(name)) {
                return refused(555, "5.5.4 Unsupported option: " + name);
            }
            if (!seen.add(name) || !fits(name, equals < 0, value)) {
                return refused(501, "5.5.4 Bad value of " + name);
            }
            size = name.equals("SIZE") ? number(value) : size;
        }
        return new MailParameters(size, Optional.empty());
    }

    private static MailParameters refused(int code, String text) {
        return new MailParameters(0, Optional.of(SmtpReply.of(code, text)));
    }

    private static boolean fits(String name, boolean bare, String value) {
        return switch (name) {
            case "SIZE" -> !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
            case "BODY" -> value.equalsIgnoreCase("7BIT") || value.equalsIgnoreCase("8BITMIME");
            case "SMTPUTF8" -> bare;
            default -> !value.isEmpty();
        };
    }

    private static long number(String digits) {
        int from = 0;
        while (from < digits.length() - 1 && digits.charAt(from) == '0') {
            from++;
        }
        return digits.length() - from > MOST_DIGITS
                ? Long.MAX_VALUE
                : Long.parseLong(digits, from, digits.length(), 10);
    }

    private static boolean isKeyword(String name) {
        return !name.isEmpty()
                && name.length() <= MOST_NAME_CHARS
                && name.charAt(0) != '-'
                && name.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }
}
