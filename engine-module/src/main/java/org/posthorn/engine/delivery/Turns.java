package org.posthorn.engine.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/// What waits, by account: the accounts take turns, and what is of one account keeps its order. Not thread-safe.
final class Turns<T> {
    // In the order of the turns.
    private final LinkedHashMap<String, ArrayDeque<T>> byAccount = new LinkedHashMap<>();
    private int size;

    void add(String account, T waiting) {
        byAccount.computeIfAbsent(account, a -> new ArrayDeque<>(2)).add(waiting);
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int sizeOf(String account) {
        ArrayDeque<T> its = byAccount.get(account);
        return its == null ? 0 : its.size();
    }

    /// How many accounts have something waiting.
    int accounts() {
        return byAccount.size();
    }

    /// Whose turn it is.
    ///
    /// @throws NoSuchElementException when nothing waits
    String account() {
        return byAccount.firstEntry().getKey();
    }

    /// The first of the account whose turn it is, which stays.
    ///
    /// @throws NoSuchElementException when nothing waits
    T peek() {
        return byAccount.firstEntry().getValue().element();
    }

    /// Leaves out the account whose turn it is.
    void pass() {
        Map.Entry<String, ArrayDeque<T>> first = byAccount.pollFirstEntry();
        byAccount.put(first.getKey(), first.getValue());
    }

    /// Takes the first of the account whose turn it is.
    ///
    /// @throws NoSuchElementException when nothing waits
    T next() {
        Map.Entry<String, ArrayDeque<T>> first = byAccount.pollFirstEntry();
        if (first == null) {
            throw new NoSuchElementException();
        }
        T next = first.getValue().remove();
        size--;
        if (!first.getValue().isEmpty()) {
            byAccount.put(first.getKey(), first.getValue());
        }
        return next;
    }

    /// Takes all that are wanted.
    List<T> remove(Predicate<T> wanted) {
        List<T> removed = new ArrayList<>();
        for (Iterator<ArrayDeque<T>> all = byAccount.values().iterator(); all.hasNext(); ) {
            ArrayDeque<T> its = all.next();
            its.removeIf(waiting -> wanted.test(waiting) && removed.add(waiting));
            if (its.isEmpty()) {
                all.remove();
            }
        }
        size -= removed.size();
        return removed;
    }

    List<T> drain() {
        return remove(waiting -> true);
    }
}
