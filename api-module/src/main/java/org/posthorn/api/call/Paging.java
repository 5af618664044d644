package org.posthorn.api.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;

/// How the lists of one kind of resource come in pages: by the last name of the page before, in an opaque token that
/// holds for this kind and this region only.
///
/// @param kind of what is listed, such as `template`
/// @param usual items of a page whose size is not asked for
/// @param most items of a page
/// @param tokenError the reason for a token that is not ours
/// @param badSize what is said of a size that is not 1 to `most`
/// @param badToken what is said of a token that is not ours
public record Paging(
        String kind,
        int usual,
        int most,
        SesError tokenError,
        IntFunction<String> badSize,
        UnaryOperator<String> badToken) {
    public Paging(String kind, int usual, int most, IntFunction<String> badSize, UnaryOperator<String> badToken) {
        this(kind, usual, most, SesError.INVALID_PARAMETER_VALUE, badSize, badToken);
    }

    /// A part of a list, and what to ask for the next one.
    public record Page<T>(List<T> items, Optional<String> nextToken) {
        /// @param found one more than there is room for, where there are more: that tells of another page
        /// @param max items of the page
        /// @param name by which an item is found again
        public static <T> Page<T> of(List<T> found, int max, PageToken tokens, Function<T, String> name) {
            return found.size() <= max
                    ? new Page<>(found, Optional.empty())
                    : new Page<>(found.subList(0, max), Optional.of(tokens.after(name.apply(found.get(max - 1)))));
        }

        public <R> Page<R> map(Function<T, R> change) {
            return new Page<>(items.stream().map(change).toList(), nextToken);
        }
    }

    /// Finds up to `max` items behind the one of a name, which is empty for the first.
    public interface Source<T> {
        List<T> find(String after, int max);
    }

    /// @param size as asked for
    /// @param token as asked for; an empty one is none
    /// @param name by which an item is found again
    /// @throws SesException for another size or token
    public <T> Page<T> page(
            Tenant tenant, Optional<Integer> size, Optional<String> token, Source<T> source, Function<T, String> name) {
        int max = size(size);
        return Page.of(source.find(after(tenant, token), max + 1), max, new PageToken(kind, tenant), name);
    }

    /// A page of those items only that are wanted. A call looks through `most` items and no more, so that it takes a
    /// bounded time whatever the list: a page may be short, or empty, and lead on.
    ///
    /// @throws SesException for another size or token
    public <T> Page<T> scan(
            Tenant tenant,
            Optional<Integer> size,
            Optional<String> token,
            Source<T> source,
            Function<T, String> name,
            Predicate<T> wanted) {
        int max = size(size);
        List<T> found = source.find(after(tenant, token), most + 1);
        List<T> page = new ArrayList<>();
        for (int seen = 0; seen < found.size(); seen++) {
            if (page.size() == max || seen == most) {
                return new Page<>(page, Optional.of(token(tenant, name.apply(found.get(seen - 1)))));
            }
            if (wanted.test(found.get(seen))) {
                page.add(found.get(seen));
            }
        }
        return new Page<>(page, Optional.empty());
    }

    private int size(Optional<Integer> asked) {
        int size = asked.orElse(usual);
        if (size < 1 || size > most) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, badSize.apply(size));
        }
        return size;
    }

    private String after(Tenant tenant, Optional<String> token) {
        return token.filter(text -> !text.isEmpty())
                .map(text -> open(text, tenant))
                .orElse("");
    }

    private String token(Tenant tenant, String name) {
        return new PageToken(kind, tenant).after(name);
    }

    private String open(String token, Tenant tenant) {
        return new PageToken(kind, tenant)
                .open(token)
                .orElseThrow(() -> new SesException(tokenError, badToken.apply(token)));
    }
}
