package org.posthorn.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What one request is answered with.
///
/// @param type of the body
/// @param headers beside those that every answer has
/// @param close whether the connection ends with it, since the rest of the request is not worth reading
public record Answer(int status, String body, String type, Map<String, String> headers, boolean close) {
    private static final String REQUEST_ID_HEADER = "x-amzn-RequestId";

    public Answer(int status, String xml, boolean close) {
        this(status, xml, "text/xml", Map.of(), close);
    }

    void write(Response response, String requestId, Callback callback) {
        write(response, requestId, true, callback);
    }

    /// @param last whether the response ends here; it is whole to its reader in any case
    void write(Response response, String requestId, boolean last, Callback callback) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders()
                .put(REQUEST_ID_HEADER, requestId)
                .put(HttpHeader.CONTENT_TYPE, type)
                .put(HttpHeader.CONTENT_LENGTH, bytes.length);
        headers.forEach((name, value) -> response.getHeaders().put(name, value));
        if (close) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(last, ByteBuffer.wrap(bytes), callback);
    }
}
