package org.posthorn.engine.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One thing that somebody wants to do: what policies are asked about.
///
/// @param accountId of the caller
/// @param principalArn of the caller
/// @param action such as `ses:SendEmail`
/// @param resource the ARN of what it is done to; `*` when the action has none
/// @param context what is known of the request, by condition key in lower case; a key without values is not there
public record Access(
        String accountId, String principalArn, String action, String resource, Map<String, List<String>> context) {

    /// The same access to another resource.
    public Access to(String resource) {
        return new Access(accountId, principalArn, action, resource, context);
    }

    /// Gathers condition keys, which are the same in any case.
    public static final class Context {
        private final Map<String, List<String>> values = new TreeMap<>();

        public Context put(String key, List<String> given) {
            if (!given.isEmpty()) {
                values.put(key.toLowerCase(Locale.ROOT), List.copyOf(given));
            }
            return this;
        }

        public Context put(String key, String value) {
            return put(key, List.of(value));
        }

        public Map<String, List<String>> toMap() {
            return Map.copyOf(values);
        }
    }
}
