package org.posthorn.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What one request is answered with.
///
/// @param close whether the connection ends with it, since the rest of the request is not worth reading
record Answer(int status, String xml, boolean close) {
    private static final String REQUEST_ID_HEADER = "x-amzn-RequestId";

    void write(Response response, String requestId, Callback callback) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders()
                .put(REQUEST_ID_HEADER, requestId)
                .put(HttpHeader.CONTENT_TYPE, "text/xml")
                .put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (close) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
