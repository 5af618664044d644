package org.posthorn.receiving.action;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names of objects that are taken: such that no path made of them leads elsewhere, whoever reads it.
final class ObjectKey {
    /// S3 User Guide, "Object key names".
    private static final int MOST_BYTES = 1024;

    private ObjectKey() {}

    /// What is wrong with a key; empty for a good one. S3 takes what is refused here; clients and proxies in front of a
    /// service take `..` for a step, and so would a directory.
    static Optional<String> fault(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return Optional.of("a key has 1,024 bytes at most");
        }
        if (!key.codePoints().allMatch(ObjectKey::isPlain)) {
            return Optional.of("a key has no control characters");
        }
        List<String> parts = parts(key);
        return parts.contains(".") || parts.contains("..")
                ? Optional.of("a key has no '.' and '..' between slashes")
                : Optional.empty();
    }

    private static boolean isPlain(int c) {
        return !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }

    /// What stands between its slashes.
    static List<String> parts(String key) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', from)) {
            parts.add(key.substring(from, slash));
            from = slash + 1;
        }
        parts.add(key.substring(from));
        return parts;
    }
}
