package org.posthorn.api.operator;

/// A command that can't be done, with a text for the operator.
final class AdminRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    enum Kind {
        WRONG(400),
        NOT_FOUND(404),
        CONFLICT(409);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    private final Kind kind;

    AdminRefusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    int status() {
        return kind.status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
