package org.posthorn.api.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Broken constraints of one request, gathered into one `ValidationError` in the words of AWS's service framework.
///
/// They tell no values; but API v1 names the offending one when it is null: `Value null at 'source' …` but `Value at
/// 'identityType' …`. API v1 gives the words of an enum in the order of the alphabet, API v2 in the order of its model.
public final class Violations {
    /// More are counted but not listed: a text must stay short whatever the request.
    private static final int MAX_LISTED = 100;

    private final List<String> texts = new ArrayList<>();
    private final Style style;
    private int count;

    /// Whose words.
    public enum Style {
        V1,
        V2,
        /// For people: no framework's.
        PLAIN
    }

    public Violations(Style style) {
        this.style = style;
    }

    /// @param path lower camel case, dotted, such as `message.subject.data`
    public void missing(String path) {
        missing(path, style == Style.V1);
    }

    /// @param tellsNull whether the value, which is null, is named too
    public void missing(String path, boolean tellsNull) {
        switch (style) {
            case V1, V2 ->
                add("Value " + (tellsNull ? "null at '" : "at '") + path
                        + "' failed to satisfy constraint: Member must not be null");
            case PLAIN -> add("\"" + path + "\" is required");
        }
    }

    public void notOneOf(Object[] constants, String path) {
        if (style == Style.PLAIN) {
            add("\"" + path + "\" is one of " + words(constants));
        } else {
            constraint(path, ofSet(constants));
        }
    }

    /// @param path of the list
    public void memberNotOneOf(Object[] constants, String path) {
        if (style == Style.PLAIN) {
            notOneOf(constants, path);
        } else {
            constraint(path, "Member must satisfy constraint: [" + ofSet(constants) + "]");
        }
    }

    /// @param path of the map
    public void keyNotOneOf(Object[] constants, String path) {
        constraint(path, "Map keys must satisfy constraint: [" + ofSet(constants) + "]");
    }

    /// @param what is bounded: `length` or `value`
    public void tooSmall(String what, long least, String path) {
        constraint(path, "Member must have " + what + " greater than or equal to " + least);
    }

    /// @param what is bounded: `length` or `value`
    public void tooLarge(String what, long most, String path) {
        constraint(path, "Member must have " + what + " less than or equal to " + most);
    }

    /// @param pattern a regular expression that nobody runs: it is told
    public void unlike(String pattern, String path) {
        constraint(path, "Member must satisfy regular expression pattern: " + pattern);
    }

    /// @param constraints that a member of a list broke, or one of them: all are told
    /// @param path of the list
    public void memberUnlike(List<String> constraints, String path) {
        constraint(path, "Member must satisfy constraint: " + constraints);
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// @throws SesException VALIDATION_ERROR when there are any
    public void throwIfAny() {
        if (count > 0) {
            String head = count + (count == 1 ? " validation error detected: " : " validation errors detected: ");
            throw new SesException(
                    SesError.VALIDATION_ERROR, (style == Style.PLAIN ? "" : head) + String.join("; ", texts));
        }
    }

    private void constraint(String path, String constraint) {
        add("Value at '" + path + "' failed to satisfy constraint: " + constraint);
    }

    private String ofSet(Object[] constants) {
        return "Member must satisfy enum value set: " + words(constants);
    }

    private List<String> words(Object[] constants) {
        List<String> words = Arrays.stream(constants).map(Object::toString).toList();
        return style == Style.V2 ? words : words.stream().sorted().toList();
    }

    private void add(String text) {
        count++;
        if (texts.size() < MAX_LISTED) {
            texts.add(text);
        }
    }
}
