package org.posthorn.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written with a binary unit: `512MiB`.
public record ByteSize(long bytes) {
    private static final String UNITS = "KMGT";
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}) ?(?:([KMGT])I)?B?");

    /// @throws IllegalArgumentException when the text has another form or is above what a `long` holds
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        String unit = matcher.group(2);
        long factor = unit == null ? 1 : 1L << (10 * (UNITS.indexOf(unit) + 1));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too large: " + text, e);
        }
    }

    @Override
    public String toString() {
        for (int i = UNITS.length(); i > 0; i--) {
            long factor = 1L << (10 * i);
            if (bytes > 0 && bytes % factor == 0) {
                return bytes / factor + UNITS.substring(i - 1, i) + "iB";
            }
        }
        return bytes + "B";
    }
}
