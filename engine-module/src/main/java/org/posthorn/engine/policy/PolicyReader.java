package org.posthorn.engine.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.policy.Condition.Quantifier;

/// Reads a policy out of its parsed JSON and checks it (SES Developer Guide, "Sending authorization policy anatomy";
/// IAM User Guide, "Grammar of the IAM JSON policy language"). The texts of the errors are ours: no document has them.
public final class PolicyReader {
    private static final Set<String> VERSIONS = Set.of("2008-10-17", "2012-10-17");
    private static final Set<String> POLICY_KEYS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_KEYS =
            Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");
    private static final Pattern ACTION = Pattern.compile("\\*|[a-z0-9-]{1,64}:[A-Za-z0-9*?]{1,128}");
    private static final Pattern PRINCIPAL = Pattern.compile(
            "\\*|\\d{12}|arn:aws[a-z-]{0,20}:(?:iam|sts)::\\d{12}:(?:root|(?:user|role|assumed-role)/[\\w+=,.@/-]{1,512})");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]{1,213}");
    private static final String SERVICES = ".amazonaws.com";
    private static final Pattern KEY = Pattern.compile("(?i)(?:aws|ses):[A-Za-z0-9/:_.-]{1,128}");
    /// The actions that an identity's owner can let others do.
    private static final List<String> SENDING = List.of(
            "ses:sendemail",
            "ses:sendrawemail",
            "ses:sendtemplatedemail",
            "ses:sendbulktemplatedemail",
            "ses:sendcustomverificationemail",
            "ses:sendbounce");

    private final Optional<String> identityArn;

    private PolicyReader(Optional<String> identityArn) {
        this.identityArn = identityArn;
    }

    /// Reads the policy of an identity: it names principals, sending actions, and that identity.
    public static PolicyReader ofIdentity(String identityArn) {
        return new PolicyReader(Optional.of(identityArn));
    }

    /// Reads the policy of an access key: it names no principals, and any actions and resources.
    public static PolicyReader ofKey() {
        return new PolicyReader(Optional.empty());
    }

    /// @param compact the same without white space
    /// @throws SesException INVALID_POLICY
    public Policy read(Map<String, Object> document, String compact) {
        for (String key : document.keySet()) {
            check(POLICY_KEYS.contains(key), "Unknown element \"" + key + "\" in the policy");
        }
        Object version = document.getOrDefault("Version", "2008-10-17");
        check(version instanceof String v && VERSIONS.contains(v), "Version must be one of " + sorted(VERSIONS));
        check(document.getOrDefault("Id", "") instanceof String, "Id must be a string");
        Object statement = document.get("Statement");
        List<?> statements =
                statement instanceof List<?> list ? list : statement == null ? List.of() : List.of(statement);
        check(!statements.isEmpty(), "Statement must hold at least one statement");
        List<Statement> read = new ArrayList<>(statements.size());
        for (Object one : statements) {
            read.add(statement(object("Statement", one)));
        }
        return new Policy(compact, read);
    }

    private Statement statement(Map<?, ?> statement) {
        for (Object key : statement.keySet()) {
            check(STATEMENT_KEYS.contains(String.valueOf(key)), "Unknown element \"" + key + "\" in a statement");
        }
        check(!statement.containsKey("Sid") || statement.get("Sid") instanceof String, "Sid must be a string");
        Object effect = statement.get("Effect");
        check("Allow".equals(effect) || "Deny".equals(effect), "Effect must be Allow or Deny");
        return new Statement(
                "Allow".equals(effect),
                principals(statement),
                actions(statement.get("Action")),
                resources(statement.get("Resource")),
                conditions(statement.get("Condition")));
    }

    private List<String> principals(Map<?, ?> statement) {
        if (identityArn.isEmpty()) {
            check(!statement.containsKey("Principal"), "The policy of a key has no Principal");
            return List.of();
        }
        Object principal = statement.get("Principal");
        if ("*".equals(principal)) {
            return List.of("*");
        }
        List<String> found = new ArrayList<>();
        object("Principal", principal).forEach((kind, value) -> {
            boolean service = "Service".equals(kind);
            check("AWS".equals(kind) || service, "Unknown kind of principal \"" + kind + "\"");
            for (String name : strings("Principal", value)) {
                boolean named = service
                        ? name.endsWith(SERVICES) && SERVICE.matcher(name).matches()
                        : PRINCIPAL.matcher(name).matches();
                check(named, "Invalid principal \"" + name + "\"");
                found.add(name);
            }
        });
        check(!found.isEmpty(), "Principal must not be empty");
        return found;
    }

    private List<String> actions(@Nullable Object value) {
        List<String> actions = strings("Action", value);
        for (String action : actions) {
            check(ACTION.matcher(action).matches(), "Invalid action \"" + action + "\"");
            check(
                    identityArn.isEmpty()
                            || SENDING.stream().anyMatch(s -> Glob.matches(action.toLowerCase(Locale.ROOT), s)),
                    "Action \"" + action + "\" does not send mail");
        }
        return actions;
    }

    private List<String> resources(@Nullable Object value) {
        List<String> resources = strings("Resource", value);
        for (String resource : resources) {
            check(
                    identityArn.map(resource::equals).orElse(resource.equals("*") || resource.startsWith("arn:")),
                    "Invalid resource \"" + resource + "\""
                            + identityArn
                                    .map(arn -> ": it must be \"" + arn + "\"")
                                    .orElse(""));
        }
        return resources;
    }

    private static List<Condition> conditions(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        object("Condition", value)
                .forEach((operator, keys) -> object(String.valueOf(operator), keys)
                        .forEach((key, values) ->
                                conditions.add(condition(String.valueOf(operator), String.valueOf(key), values))));
        return conditions;
    }

    private static Condition condition(String word, String key, @Nullable Object value) {
        Quantifier quantifier = Quantifier.NONE;
        String name = word;
        if (startsWith(name, "ForAllValues:")) {
            quantifier = Quantifier.FOR_ALL_VALUES;
            name = name.substring("ForAllValues:".length());
        } else if (startsWith(name, "ForAnyValue:")) {
            quantifier = Quantifier.FOR_ANY_VALUE;
            name = name.substring("ForAnyValue:".length());
        }
        boolean ifExists = name.toLowerCase(Locale.ROOT).endsWith("ifexists");
        if (ifExists) {
            name = name.substring(0, name.length() - "IfExists".length());
        }
        Optional<Operator> operator = Operator.of(name);
        check(
                operator.isPresent() && !(ifExists && operator.get() == Operator.NULL),
                "Unknown condition operator \"" + word + "\"");
        check(KEY.matcher(key).matches(), "Unknown condition key \"" + key + "\"");
        List<String> values = strings(key, value);
        for (String one : values) {
            check(operator.get().isValid(one), "Invalid value \"" + one + "\" for " + word);
            check(!one.contains("${"), "Policy variables are not supported: \"" + one + "\"");
        }
        return new Condition(quantifier, operator.get(), ifExists, key, values);
    }

    private static Map<?, ?> object(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw invalid(name + " must be an object");
    }

    private static boolean startsWith(String text, String start) {
        return text.regionMatches(true, 0, start, 0, start.length());
    }

    /// One string or a list of them; numbers and booleans are taken for what they look like.
    private static List<String> strings(String name, @Nullable Object value) {
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        check(!values.isEmpty(), name + " must not be empty");
        List<String> strings = new ArrayList<>(values.size());
        for (Object one : values) {
            check(
                    one instanceof String || one instanceof Number || one instanceof Boolean,
                    name + " must be a string or a list of strings");
            strings.add(String.valueOf(one));
        }
        return strings;
    }

    private static String sorted(Set<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }

    private static void check(boolean right, String text) {
        if (!right) {
            throw invalid(text);
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_POLICY, "Invalid policy: " + text + ".");
    }
}
