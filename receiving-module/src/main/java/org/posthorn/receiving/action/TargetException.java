package org.posthorn.receiving.action;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.posthorn.engine.mail.SmtpReply;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/// What an action names did not take it. The message says why, in words for the operator.
final class TargetException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int DEEPEST = 8;

    /// How it failed.
    enum Kind {
        /// Nobody answered, or nobody who could.
        UNREACHABLE,
        /// It may go another time.
        PASSING,
        /// It goes when somebody has mended something.
        REFUSED
    }

    private final Kind kind;

    TargetException(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    /// An answer in the words of HTTP.
    static TargetException ofStatus(int status, String more) {
        boolean passing = status / 100 == 5 || status == 429 || status == 408;
        return new TargetException(passing ? Kind.PASSING : Kind.REFUSED, "HTTP " + status + more);
    }

    /// No answer at all.
    static TargetException unreachable(Throwable thrown) {
        TargetException made = new TargetException(Kind.UNREACHABLE, words(thrown));
        made.initCause(thrown);
        return made;
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /// What the queue is told.
    ///
    /// @param target such as `bucket mail`
    Effect.Deferred deferred(String target) {
        String status = kind == Kind.UNREACHABLE ? "4.4.1" : "4.3.0";
        return new Effect.Deferred(
                SmtpReply.of(451, status + " " + target + ": " + reason()), kind == Kind.UNREACHABLE);
    }

    /// The deepest cause that is known says it most exactly.
    private static String words(Throwable thrown) {
        String words = "";
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            String known = known(at);
            words = known.isEmpty() ? words : known;
            at = at.getCause();
        }
        return words.isEmpty() ? "no answer" : words;
    }

    private static String known(Throwable e) {
        return switch (e) {
            case UnknownHostException unknown -> "the name of the host does not resolve";
            case UnresolvedAddressException unresolved -> "the name of the host does not resolve";
            case HttpConnectTimeoutException slow -> "no connection in time";
            case HttpTimeoutException slow -> "no answer in time";
            case SocketTimeoutException slow -> "no answer in time";
            case TimeoutException slow -> "no answer in time";
            case ApiCallTimeoutException slow -> "no answer in time";
            case NoRouteToHostException route -> "there is no route to the host";
            case ConnectException refused -> "the connection was refused";
            case SSLException tls -> "TLS failed (" + tls.getMessage() + ")";
            case EOFException ended -> "the connection ended before an answer";
            case SocketException broken -> "the connection broke (" + broken.getMessage() + ")";
            default -> "";
        };
    }
}
