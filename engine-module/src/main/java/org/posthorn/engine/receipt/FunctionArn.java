package org.posthorn.engine.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;

/// The ARN of a Lambda function, `arn:{partition}:lambda:{region}:{account}:function:{name}[:{qualifier}]`.
///
/// @param owner account and region in which the function is
/// @param qualifier a version or an alias; empty when there is none
public record FunctionArn(String text, Tenant owner, String name, String qualifier) {
    /// AWS Lambda, `FunctionArn`: 200, and a qualifier of 128.
    public static final int MOST_CHARS = 328;

    private static final int PARTS = 7;
    private static final int ACCOUNT_DIGITS = 12;

    /// Empty for what is no such ARN.
    public static Optional<FunctionArn> parse(String text) {
        return Optional.of(text)
                .filter(arn -> arn.length() <= MOST_CHARS)
                .map(FunctionArn::parts)
                .filter(FunctionArn::isArn)
                .map(parts -> new FunctionArn(
                        text,
                        new Tenant(parts.get(4), parts.get(3)),
                        parts.get(6),
                        parts.size() > PARTS ? parts.get(PARTS) : ""));
    }

    private static List<String> parts(String arn) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int colon = arn.indexOf(':'); colon >= 0; colon = arn.indexOf(':', start)) {
            parts.add(arn.substring(start, colon));
            start = colon + 1;
        }
        parts.add(arn.substring(start));
        return parts;
    }

    private static boolean isArn(List<String> parts) {
        return (parts.size() == PARTS || parts.size() == PARTS + 1)
                && parts.get(0).equals("arn")
                && parts.get(1).startsWith("aws")
                && parts.get(2).equals("lambda")
                && parts.get(4).length() == ACCOUNT_DIGITS
                && parts.get(4).chars().allMatch(c -> c >= '0' && c <= '9')
                && parts.get(5).equals("function")
                && parts.stream().allMatch(FunctionArn::isWord);
    }

    private static boolean isWord(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_'
                                || c == '$');
    }

    /// `name:qualifier`, or the name.
    public String qualified() {
        return qualifier.isEmpty() ? name : name + ":" + qualifier;
    }
}
