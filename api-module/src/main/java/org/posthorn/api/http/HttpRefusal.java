package org.posthorn.api.http;

/// A request that HTTP itself refuses, for which SES has no error code of its own.
public final class HttpRefusal extends RuntimeException {
    /// What a client is told of a fault of ours, whoever finds it.
    public static final String INTERNAL_FAILURE =
            "The request processing has failed because of an unknown error, exception or failure.";

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    public HttpRefusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
