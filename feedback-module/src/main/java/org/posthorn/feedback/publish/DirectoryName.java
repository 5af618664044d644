package org.posthorn.feedback.publish;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// Names that others chose, as names of directories.
///
/// Letters, digits, `_`, `-` and most dots stay; the rest is written as `%2E` and the like, and so are a dot at the
/// start and that of an ending our own files have. So no two names share a directory, and none is `..`, hidden, or
/// taken for a file.
final class DirectoryName {
    private static final String PLAIN = "_-.";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private DirectoryName() {}

    static String of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean ending = lower.endsWith(".part") || lower.endsWith(".ndjson");
        int last = name.lastIndexOf('.');
        StringBuilder file = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            boolean plain = isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0;
            boolean special = c == '.' && (i == 0 || (ending && i == last));
            if (plain && !special) {
                file.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    file.append('%').append(HEX.toHexDigits(b));
                }
            }
            i += Character.charCount(c);
        }
        return file.isEmpty() ? "%" : file.toString();
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
