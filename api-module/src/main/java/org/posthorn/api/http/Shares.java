package org.posthorn.api.http;

import java.util.HashMap;
import java.util.Map;

/// Something there is so much of, places or bytes, that many take from and give back.
///
/// Each has a share that the others can't take more than their own of; beyond it one may take what is open to all, so
/// that who is alone has most of it. Safe for use by many threads.
final class Shares {
    private final long all;
    private final long each;
    private final long open;
    private final Map<String, Long> taken = new HashMap<>();
    private long sum;

    /// @param each what one may take whatever the others took, while there is any
    /// @param open how much all together may have taken when one goes beyond its share
    Shares(long all, long each, long open) {
        this.all = all;
        this.each = each;
        this.open = open;
    }

    /// Whether one could take as much now.
    synchronized boolean has(String who, long amount) {
        return fits(sum + amount, taken.getOrDefault(who, 0L) + amount);
    }

    /// @return false when there is not as much; nothing is taken then
    synchronized boolean take(String who, long amount) {
        long own = taken.getOrDefault(who, 0L) + amount;
        if (!fits(sum + amount, own)) {
            return false;
        }
        sum += amount;
        taken.put(who, own);
        return true;
    }

    private boolean fits(long sumAfter, long own) {
        return sumAfter <= all && (own <= each || sumAfter <= open);
    }

    synchronized void give(String who, long amount) {
        long own = taken.getOrDefault(who, 0L) - amount;
        sum -= amount;
        if (own == 0) {
            taken.remove(who);
        } else {
            taken.put(who, own);
        }
    }
}
