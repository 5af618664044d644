package org.posthorn.engine;

import java.util.Map;

/// The client asked wrongly or may not: thrown where it is found, translated once at each edge.
///
/// The message is public, in SES's own words; it holds no internals and no secrets.
public final class SesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SesError error;
    private final transient Map<String, String> members;

    public SesException(SesError error, String message) {
        this(error, message, Map.of());
    }

    /// With the modelled members of the error, which stand beside `<Message>` on the wire (such as
    /// `ConfigurationSetName`).
    public SesException(SesError error, String message, Map<String, String> members) {
        // No stack trace: this is an answer, not a fault, and it is made for every refused request.
        super(message, null, false, false);
        this.error = error;
        this.members = Map.copyOf(members);
    }

    public SesError error() {
        return error;
    }

    /// Never null: SES answers every error with a text.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Map<String, String> members() {
        return members;
    }
}
