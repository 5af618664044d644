package org.posthorn.job;

/// Text that is told again.
final class Cut {
    private static final int MOST_CHARS = 1_000;

    private Cut() {}

    static String text(CharSequence whole) {
        return whole.length() <= MOST_CHARS
                ? whole.toString()
                : whole.subSequence(0, MOST_CHARS).toString();
    }
}
