package org.posthorn.job;

import java.util.List;

/// A bucket that an account may import from.
record Bucket(String accountId, String name) {
    private static final int ACCOUNT_CHARS = 12;

    /// @param text `ACCOUNT:NAME`
    /// @throws IllegalArgumentException for another text
    static Bucket parse(String text) {
        int colon = text.indexOf(':');
        if (colon != ACCOUNT_CHARS
                || !text.chars().limit(colon).allMatch(c -> c >= '0' && c <= '9')
                || text.length() == colon + 1) {
            throw new IllegalArgumentException("\"" + text + "\" is no ACCOUNT:BUCKET with an account of 12 digits");
        }
        return new Bucket(text.substring(0, colon), text.substring(colon + 1));
    }

    static List<Bucket> parse(List<String> texts) {
        return texts.stream().map(Bucket::parse).toList();
    }
}
