package org.posthorn.api.operator;

/// A command that can't be done, with a text for the operator.
public final class AdminRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private enum Kind {
        WRONG(400),
        NOT_FOUND(404),
        CONFLICT(409);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    private final Kind kind;

    private AdminRefusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /// What is asked makes no sense.
    public static AdminRefusal wrong(String text) {
        return new AdminRefusal(Kind.WRONG, text);
    }

    /// What it is about is not there.
    public static AdminRefusal notFound(String text) {
        return new AdminRefusal(Kind.NOT_FOUND, text);
    }

    /// What it is about does not stand as it would have to.
    public static AdminRefusal conflict(String text) {
        return new AdminRefusal(Kind.CONFLICT, text);
    }

    int status() {
        return kind.status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
