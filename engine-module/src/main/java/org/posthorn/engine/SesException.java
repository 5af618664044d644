package org.posthorn.engine;

/// The client asked wrongly or may not: thrown where it is found, translated once at each edge.
///
/// The message is public, in SES's own words; it holds no internals and no secrets.
public final class SesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SesError error;

    public SesException(SesError error, String message) {
        // No stack trace: this is an answer, not a fault, and it is made for every refused request.
        super(message, null, false, false);
        this.error = error;
    }

    public SesError error() {
        return error;
    }

    /// Never null: SES answers every error with a text.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
