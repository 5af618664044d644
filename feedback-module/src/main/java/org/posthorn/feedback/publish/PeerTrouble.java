package org.posthorn.feedback.publish;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/// Why a peer could not be reached or did not answer, in words: what is thrown often has no message, or one that only
/// says how the program is made.
final class PeerTrouble {
    private static final int DEEPEST = 8;

    private PeerTrouble() {}

    /// `HTTP 404 NotFound`: what an answer says.
    static String of(AwsServiceException e) {
        String code =
                e.awsErrorDetails() == null ? "" : " " + e.awsErrorDetails().errorCode();
        return "HTTP " + e.statusCode() + code;
    }

    static String of(Throwable thrown) {
        // The deepest cause that is known says it most exactly: an address that is not known comes as a refusal.
        String words = "";
        Throwable last = thrown;
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            String known = known(at);
            words = known.isEmpty() ? words : known;
            last = at;
            at = at.getCause();
        }
        if (!words.isEmpty()) {
            return words;
        }
        return last.getMessage() == null ? "no answer" : last.getMessage();
    }

    private static String known(Throwable e) {
        return switch (e) {
            case UnknownHostException unknown -> "the name of the host does not resolve";
            case UnresolvedAddressException unresolved -> "the name of the host does not resolve";
            case HttpConnectTimeoutException slow -> "no connection in time";
            case HttpTimeoutException slow -> "no answer in time";
            case SocketTimeoutException slow ->
                slow.getMessage() != null && slow.getMessage().startsWith("Connect")
                        ? "no connection in time"
                        : "no answer in time";
            case ApiCallTimeoutException slow -> "no answer in time";
            case NoRouteToHostException route -> "there is no route to the host";
            case ConnectException refused -> "the connection was refused";
            case SSLException tls -> "TLS failed (" + withoutAlert(String.valueOf(tls.getMessage())) + ")";
            case EOFException ended -> "the connection ended before an answer";
            case SocketException broken -> "the connection broke (" + broken.getMessage() + ")";
            default -> "";
        };
    }

    /// The JDK puts the name of the alert before what was found, such as `(certificate_unknown) `.
    private static String withoutAlert(String said) {
        int end = said.startsWith("(") ? said.indexOf(") ") : -1;
        return end < 0 ? said : said.substring(end + 2);
    }
}
