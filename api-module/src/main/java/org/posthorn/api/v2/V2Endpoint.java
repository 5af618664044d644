package org.posthorn.api.v2;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.call.CallLog;
import org.posthorn.api.http.Answer;
import org.posthorn.api.http.EarlyAnswer;
import org.posthorn.api.http.RequestId;

/// The paths of the SES API v2, which is not spoken yet: every request is told so in the form that its SDKs read.
@Singleton
public final class V2Endpoint extends Handler.Abstract {
    private static final Answer NOT_YET = new Answer(
            404,
            "{\"message\":\"Posthorn does not speak SES v2 yet; use the SES v1 client\"}",
            "application/json",
            Map.of("x-amzn-ErrorType", "NotFoundException"),
            false);

    private final CallLog calls;
    private final EarlyAnswer early = new EarlyAnswer();

    @Inject
    public V2Endpoint(CallLog calls) {
        this.calls = calls;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        calls.refusedUnread("NotFoundException");
        early.write(NOT_YET, request, response, RequestId.of(request), callback);
        return true;
    }
}
