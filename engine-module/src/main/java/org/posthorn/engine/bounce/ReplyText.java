package org.posthorn.engine.bounce;

import java.util.Locale;

/// Scans words of replies and reports, in one pass each.
final class ReplyText {
    /// How reporters say where in their dialogue it happened: Postfix, Exim, and those who learnt from them.
    private static final String[][] PHASES = {
        {"in reply to rcpt", "RCPT"},
        {"in reply to mail", "MAIL"},
        {"in reply to end of data", "END_OF_DATA"},
        {"in reply to data", "DATA"},
        {"in reply to bdat", "END_OF_DATA"},
        {"in reply to helo", "HELO"},
        {"in reply to ehlo", "HELO"},
        {"in reply to auth", "AUTH"},
        {"in reply to initial server greeting", "CONNECTION"},
        {"refused to talk to me", "CONNECTION"},
        {"after rcpt to", "RCPT"},
        {"after mail from", "MAIL"},
        {"after pipelined rcpt", "RCPT"},
        {"after pipelined mail", "MAIL"},
        {"after end of data", "END_OF_DATA"},
        {"after pipelined end of data", "END_OF_DATA"},
        {"after data", "DATA"},
        {"after pipelined data", "DATA"},
        {"after helo", "HELO"},
        {"after ehlo", "HELO"},
        {"after initial connection", "CONNECTION"},
    };

    private static final String IGNORED = "'\"`\u2019,;";

    private ReplyText() {}

    static Phase phase(String words) {
        String plain = plain(words);
        for (String[] known : PHASES) {
            if (plain.contains(known[0])) {
                return Phase.valueOf(known[1]);
            }
        }
        return Phase.UNKNOWN;
    }

    /// The first reply code that is no piece of a longer number or address; 0 when there is none.
    static int code(String text) {
        for (int i = 0; i + 3 <= text.length(); i++) {
            boolean begins = i == 0 || !isPartOfNumber(text.charAt(i - 1));
            if (begins && isCode(text, i) && (i + 3 == text.length() || endsCode(text, i + 3))) {
                return Integer.parseInt(text, i, i + 3, 10);
            }
        }
        return 0;
    }

    private static boolean isPartOfNumber(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == ':' || c == '-' || c == '=';
    }

    /// RFC 5321 §4.2.1: the first digit is 2 to 5, the second 0 to 5; only refusals are looked for.
    private static boolean isCode(String text, int at) {
        char first = text.charAt(at);
        char second = text.charAt(at + 1);
        char third = text.charAt(at + 2);
        return (first == '4' || first == '5') && second >= '0' && second <= '5' && third >= '0' && third <= '9';
    }

    private static boolean endsCode(String text, int at) {
        char c = text.charAt(at);
        return c == ' ' || c == '-' || c == '#' || c == ':' || c == ',' || c == ')' || c == '\t';
    }

    /// Words alone, in lower case and with single blanks: without addresses, which may hold any word, without the
    /// addresses of web pages, and without codes, which stand in the midst of a sentence when a reply has several
    /// lines.
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = i;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            if (end > i && !isAddress(text, i, end) && !isOnlyCode(text, i, end)) {
                append(plain, text, i, end);
                blank(plain);
            }
            i = end + 1;
        }
        return plain.toString().strip();
    }

    private static void append(StringBuilder plain, String text, int start, int end) {
        String word = text.substring(start, end).toLowerCase(Locale.ROOT);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '-' || c == '_') {
                boolean mail = word.startsWith("mail", i + 1) && i == 1 && word.charAt(0) == 'e';
                if (!mail) {
                    blank(plain);
                }
            } else if (IGNORED.indexOf(c) < 0) {
                plain.append(c);
            }
        }
    }

    /// A dash that stands alone is no word.
    private static void blank(StringBuilder plain) {
        if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
            plain.append(' ');
        }
    }

    private static boolean isAddress(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '@' || (text.charAt(i) == ':' && text.startsWith("//", i + 1))) {
                return true;
            }
        }
        return false;
    }

    /// Whether it is `550`, `5.1.1` or `550-5.1.1`.
    private static boolean isOnlyCode(String text, int start, int end) {
        boolean numbers = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                numbers = true;
            } else if (c != '.' && c != '-' && c != '#') {
                return false;
            }
        }
        return numbers;
    }
}
