package org.posthorn.receiving.action;

import java.util.List;
import org.posthorn.engine.receipt.BucketName;

/// A bucket that an account's rules may write to.
public record BucketOwner(String accountId, String bucket) {
    private static final int ACCOUNT_CHARS = 12;

    /// @param text `ACCOUNT:BUCKET`
    /// @throws IllegalArgumentException for another text
    public static BucketOwner parse(String text) {
        int colon = text.indexOf(':');
        if (colon != ACCOUNT_CHARS
                || !text.chars().limit(colon).allMatch(c -> c >= '0' && c <= '9')
                || !BucketName.isValid(text.substring(colon + 1))) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no ACCOUNT:BUCKET with an account of 12 digits and a bucket as S3 names them");
        }
        return new BucketOwner(text.substring(0, colon), text.substring(colon + 1));
    }

    /// Whether an account may write to a bucket; all may to all when nothing is said.
    static boolean admits(List<BucketOwner> owners, String accountId, String bucket) {
        return owners.isEmpty() || owners.contains(new BucketOwner(accountId, bucket));
    }
}
