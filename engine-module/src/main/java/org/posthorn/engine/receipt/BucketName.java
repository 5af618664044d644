package org.posthorn.engine.receipt;

/// The names of buckets (S3 User Guide, "Bucket naming rules"): 3 to 63 lower-case letters, digits, hyphens and single
/// dots, with a letter or a digit at both ends. Such a name is one step of a path, and leads nowhere else.
public final class BucketName {
    private static final int LEAST_CHARS = 3;
    private static final int MOST_CHARS = 63;

    private BucketName() {}

    public static boolean isValid(String name) {
        if (name.length() < LEAST_CHARS || name.length() > MOST_CHARS) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean inside = i > 0 && i < name.length() - 1;
            if (!word && !(inside && (c == '-' || (c == '.' && name.charAt(i + 1) != '.')))) {
                return false;
            }
        }
        return true;
    }
}
