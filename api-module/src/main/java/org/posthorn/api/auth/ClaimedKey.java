package org.posthorn.api.auth;

import java.util.Optional;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;

/// The access key id that a request claims, for the log of those that were refused: read where any of the schemes has
/// it, whether or not the rest makes sense. It is not proof of anything.
public final class ClaimedKey {
    /// Ours have 20 characters; what is longer is cut, since a stranger chose it.
    static final int LONGEST = 40;

    private ClaimedKey() {}

    /// @param body the parameters of the form body, once they were read
    public static String of(RequestHead head, Optional<QueryParameters> body) {
        return behind(head.header("authorization"), "Credential=")
                .or(() -> behind(head.header("authorization"), "AWSAccessKeyId="))
                .or(() -> behind(head.header("x-amzn-authorization"), "AWSAccessKeyId="))
                .or(() -> of(head.parameters()))
                .or(() -> body.flatMap(ClaimedKey::of))
                .orElse("");
    }

    private static Optional<String> of(QueryParameters parameters) {
        return parameters
                .get("X-Amz-Credential")
                .or(() -> parameters.get("AWSAccessKeyId"))
                .map(text -> word(text, 0));
    }

    private static Optional<String> behind(Optional<String> header, String name) {
        return header.filter(text -> text.contains(name)).map(text -> word(text, text.indexOf(name) + name.length()));
    }

    private static String word(String text, int from) {
        int end = from;
        while (end < text.length() && end - from < LONGEST && isOfWord(text.charAt(end))) {
            end++;
        }
        String word = text.substring(from, end);
        return end < text.length() && isOfWord(text.charAt(end)) ? word + "..." : word;
    }

    private static boolean isOfWord(char c) {
        return c != '/' && c != ',' && !Character.isWhitespace(c);
    }
}
