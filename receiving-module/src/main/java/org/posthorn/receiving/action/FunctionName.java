package org.posthorn.receiving.action;

import java.util.Optional;
import org.posthorn.engine.mail.Tenant;

/// The ARN of a function, `arn:aws:lambda:{region}:{account}:function:{name}[:{qualifier}]`.
///
/// @param qualifier a version or an alias; empty when there is none
record FunctionName(String arn, Tenant owner, String name, String qualifier) {
    static final int MOST_CHARS = 256;
    private static final int PARTS = 7;

    /// Empty for what is no such ARN.
    static Optional<FunctionName> parse(String arn) {
        String[] parts = new String[PARTS + 1];
        int count = 0;
        int from = 0;
        while (arn.length() <= MOST_CHARS && count < PARTS + 1) {
            int colon = arn.indexOf(':', from);
            parts[count++] = arn.substring(from, colon < 0 ? arn.length() : colon);
            if (colon < 0) {
                return made(arn, parts, count);
            }
            from = colon + 1;
        }
        return Optional.empty();
    }

    private static Optional<FunctionName> made(String arn, String[] parts, int count) {
        boolean good = count >= PARTS
                && parts[0].equals("arn")
                && parts[1].startsWith("aws")
                && parts[2].equals("lambda")
                && isWord(parts[3])
                && isWord(parts[4])
                && parts[5].equals("function")
                && isWord(parts[6])
                && (count == PARTS || isWord(parts[PARTS]));
        return good
                ? Optional.of(new FunctionName(
                        arn, new Tenant(parts[4], parts[3]), parts[6], count == PARTS ? "" : parts[PARTS]))
                : Optional.empty();
    }

    private static boolean isWord(String part) {
        return !part.isEmpty()
                && part.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_'
                                || c == '$');
    }

    /// `name:qualifier`, or the name.
    String qualified() {
        return qualifier.isEmpty() ? name : name + ":" + qualifier;
    }
}
