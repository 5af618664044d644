package org.posthorn.api.v2;

import jakarta.inject.Inject;
import java.io.IOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.posthorn.api.call.Calls;
import org.posthorn.api.http.EarlyAnswer;
import org.posthorn.api.http.RequestId;

/// The paths of the SES API v2: JSON in and out (restJson1), operations by method and path.
public final class RestEndpoint extends Handler.Abstract {
    private final Calls calls;
    private final Routes routes;
    private final EarlyAnswer early = new EarlyAnswer();

    @Inject
    public RestEndpoint(Calls calls, Routes routes) {
        this.calls = calls;
        this.routes = routes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String requestId = RequestId.of(request);
        early.write(calls.answer(request, requestId, new RestCall(routes)), request, response, requestId, callback);
        return true;
    }
}
