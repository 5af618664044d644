package org.posthorn.receiving.action;

import java.util.Optional;

/// Where S3 actions put objects. Safe for use by many threads.
interface ObjectSpace extends AutoCloseable {
    /// Writes an object, over one of that key. It is there to stay when this returns; takes 40 seconds at most.
    ///
    /// @param key as [ObjectKey] lets it pass
    /// @throws TargetException when it can't be done
    void put(String region, String bucket, String key, byte[] content) throws TargetException;

    /// Why it never takes a key that S3 takes; empty when it does.
    default Optional<String> fault(String key) {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
