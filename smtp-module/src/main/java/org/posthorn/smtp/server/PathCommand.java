package org.posthorn.smtp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A MAIL or RCPT command in its parts (RFC 5321 §4.1.2): the address, and the parameters behind it.
///
/// @param address without its angle brackets; empty for the null sender
/// @param rest the command without its parameters
record PathCommand(String address, String rest, List<String> parameters) {
    private static final int MOST_ADDRESS_CHARS = 320;

    /// Reads a command line; empty when there is no colon, or an angle bracket or a quote is never closed.
    static Optional<PathCommand> parse(String line) {
        int at = skipBlanks(line, line.indexOf(':') + 1);
        if (at == 0 || line.indexOf(':') < 0) {
            return Optional.empty();
        }
        boolean bracketed = at < line.length() && line.charAt(at) == '<';
        int end = bracketed ? closing(line, at + 1) : word(line, at);
        if (end < 0) {
            return Optional.empty();
        }
        String address = bracketed ? line.substring(at + 1, end) : line.substring(at, end);
        int from = bracketed ? end + 1 : end;
        List<String> parameters = new ArrayList<>();
        for (int next = skipBlanks(line, from); next < line.length(); next = skipBlanks(line, from)) {
            from = word(line, next);
            parameters.add(line.substring(next, from));
        }
        return Optional.of(new PathCommand(address.strip(), line.substring(0, bracketed ? end + 1 : end), parameters));
    }

    /// Whether text is a mailbox: something, an at-sign, and a domain without blanks.
    static boolean isMailbox(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && at < text.length() - 1
                && text.length() <= MOST_ADDRESS_CHARS
                && text.chars().noneMatch(Character::isISOControl)
                && text.substring(at).indexOf(' ') < 0;
    }

    /// Whether the sender of a message is one path, or none: outside of quotes it has nothing that parts addresses,
    /// so that it can be written into a field.
    static boolean isOnePath(String sender) {
        boolean quoted = false;
        for (int i = 0; i < sender.length(); i++) {
            char c = sender.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && " ,;<>()".indexOf(c) >= 0) {
                return false;
            }
        }
        return !quoted
                && sender.length() <= MOST_ADDRESS_CHARS
                && sender.chars().noneMatch(Character::isISOControl);
    }

    /// Where the bracket closes that was opened before; one in a quoted local part is part of it.
    private static int closing(String line, int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static int word(String line, int from) {
        int end = from;
        while (end < line.length() && !isBlank(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
