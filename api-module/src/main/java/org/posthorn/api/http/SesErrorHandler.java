package org.posthorn.api.http;

import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.codec.ErrorXml;

/// Gives the errors that Jetty itself finds the form of SES's, so that SDKs can read every answer.
final class SesErrorHandler extends ErrorHandler {
    private volatile Consumer<String> refused = code -> {};

    private record Refusal(String code, String text) {}

    /// @param listener hears the code of each
    void tell(Consumer<String> listener) {
        refused = listener;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String requestId = RequestId.of(request);
        int status = status(response);
        Refusal refusal = refusal(status);
        refused.accept(refusal.code());
        boolean close = status >= 400 && status != 404;
        Answer answer = isOfV2(request)
                ? JsonError.of(status, refusal.code(), refusal.text(), close)
                : new Answer(status, ErrorXml.of(status, refusal.code(), refusal.text(), requestId), close);
        answer.write(response, requestId, callback);
        return true;
    }

    private static boolean isOfV2(Request request) {
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        return path != null && path.startsWith("/v2/");
    }

    /// A version or a transfer coding that the server does not speak is the client's fault, so it is told as one:
    /// alerts on 5xx are not for strangers to ring.
    private static int status(Response response) {
        int status = response.getStatus();
        return status == HttpStatus.NOT_IMPLEMENTED_501 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                ? HttpStatus.BAD_REQUEST_400
                : status;
    }

    private static Refusal refusal(int status) {
        return switch (status) {
            case 404 -> new Refusal("NotFound", "There is nothing at this path.");
            case 408 -> new Refusal("RequestTimeout", "The request came too slowly.");
            case 413 -> new Refusal("RequestEntityTooLarge", "The request body is too large.");
            case 414 -> new Refusal("RequestURITooLong", "The URL is too long; use POST.");
            case 431 -> new Refusal("RequestHeaderSectionTooLarge", "The headers are too large.");
            case 503 -> new Refusal("ServiceUnavailable", BodyRoom.OVERLOADED);
            default ->
                status < 500
                        ? new Refusal("BadRequest", HttpStatus.getMessage(status))
                        : new Refusal("InternalFailure", HttpRefusal.INTERNAL_FAILURE);
        };
    }
}
