package org.posthorn.api.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.codec.ErrorXml;

/// Gives the errors that Jetty itself finds the form of SES's, so that SDKs can read every answer.
final class SesErrorHandler extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String requestId = RequestId.of(request);
        int status = status(response);
        new Answer(status, xml(status, requestId), status >= 400 && status != 404).write(response, requestId, callback);
        return true;
    }

    /// A version or a transfer coding that the server does not speak is the client's fault, so it is told as one:
    /// alerts
    /// on 5xx are not for strangers to ring.
    private static int status(Response response) {
        int status = response.getStatus();
        return status == HttpStatus.NOT_IMPLEMENTED_501 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                ? HttpStatus.BAD_REQUEST_400
                : status;
    }

    private static String xml(int status, String requestId) {
        return switch (status) {
            case 404 -> ErrorXml.of(status, "NotFound", "There is nothing at this path.", requestId);
            case 408 -> ErrorXml.of(status, "RequestTimeout", "The request came too slowly.", requestId);
            case 413 -> ErrorXml.of(status, "RequestEntityTooLarge", "The request body is too large.", requestId);
            case 414 -> ErrorXml.of(status, "RequestURITooLong", "The URL is too long; use POST.", requestId);
            case 431 -> ErrorXml.of(status, "RequestHeaderSectionTooLarge", "The headers are too large.", requestId);
            case 503 -> ErrorXml.of(status, "ServiceUnavailable", Admission.OVERLOADED, requestId);
            default ->
                status < 500
                        ? ErrorXml.of(status, "BadRequest", HttpStatus.getMessage(status), requestId)
                        : ErrorXml.of(
                                status,
                                "InternalFailure",
                                "The request processing has failed because of an unknown error, exception or failure.",
                                requestId);
        };
    }
}
