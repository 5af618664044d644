package org.posthorn.engine.job;

/// The URLs that name files of import jobs: `s3://BUCKET/KEY`, and `file:///PATH` for those of the operator's.
public final class FileUrl {
    public static final String S3 = "s3://";
    public static final String FILE = "file:///";

    private static final int MOST_CHARS = 2_048;

    private FileUrl() {}

    /// Whether a text is one: with a bucket, and a key that is not slashes only, as SES's pattern has it.
    public static boolean is(String text) {
        if (text.length() > MOST_CHARS || text.indexOf('\n') >= 0) {
            return false;
        }
        if (text.startsWith(FILE)) {
            return text.length() > FILE.length();
        }
        int slash = text.startsWith(S3) ? text.indexOf('/', S3.length()) : -1;
        return slash > S3.length() && text.chars().skip(slash).anyMatch(c -> c != '/');
    }
}
