package org.posthorn.api.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// Broken constraints of one request, gathered into one `ValidationError` in the words of AWS's service framework.
///
/// SES names the offending value only when it is null: `Value null at 'source' …` but `Value at 'identityType' …`.
public final class Violations {
    /// More are counted but not listed: a text must stay short whatever the request.
    private static final int MAX_LISTED = 100;

    private final List<String> texts = new ArrayList<>();
    private final boolean plain;
    private int count;

    public Violations() {
        this(false);
    }

    private Violations(boolean plain) {
        this.plain = plain;
    }

    /// Told in words for people instead.
    static Violations inWords() {
        return new Violations(true);
    }

    /// @param path lower camel case, dotted, such as `message.subject.data`
    public void missing(String path) {
        add(
                plain
                        ? "\"" + path + "\" is required"
                        : "Value null at '" + path + "' failed to satisfy constraint: Member must not be null");
    }

    /// SES names them in the order of the alphabet, wherever its answer was seen.
    public void notOneOf(Object[] constants, String path) {
        List<String> words =
                Arrays.stream(constants).map(Object::toString).sorted().toList();
        add(
                plain
                        ? "\"" + path + "\" is one of " + words
                        : "Value at '" + path + "' failed to satisfy constraint: Member must satisfy enum value set: "
                                + words);
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// @throws SesException VALIDATION_ERROR when there are any
    public void throwIfAny() {
        if (count > 0) {
            throw new SesException(
                    SesError.VALIDATION_ERROR,
                    (plain
                                    ? ""
                                    : count
                                            + (count == 1
                                                    ? " validation error detected: "
                                                    : " validation errors detected: "))
                            + texts.stream().collect(Collectors.joining("; ")));
        }
    }

    private void add(String text) {
        count++;
        if (texts.size() < MAX_LISTED) {
            texts.add(text);
        }
    }
}
