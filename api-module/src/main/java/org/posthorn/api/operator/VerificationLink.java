package org.posthorn.api.operator;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.verification.CustomVerification;

/// `GET /verify?token=…`: the page behind the link of a verification mail, or the way to the pages that an account has
/// for it.
public final class VerificationLink extends Handler.Abstract {
    private static final int LONGEST_TOKEN = 4096;

    private final Function<String, CustomVerification.Result> confirm;

    /// @param confirm redeems a token ([CustomVerification#confirm])
    public VerificationLink(Function<String, CustomVerification.Result> confirm) {
        this.confirm = confirm;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        CustomVerification.Result result = token(request)
                .map(confirm)
                .orElseGet(() -> new CustomVerification.Result(Optional.empty(), Optional.empty()));
        if (result.redirect().isPresent()) {
            response.setStatus(302);
            response.getHeaders()
                    .put(HttpHeader.LOCATION, result.redirect().get().toASCIIString())
                    .put(HttpHeader.CACHE_CONTROL, "no-store")
                    .put("Referrer-Policy", "no-referrer");
            response.write(true, ByteBuffer.allocate(0), callback);
            return true;
        }
        Optional<Identity> confirmed = result.verified();
        return confirmed.isPresent()
                ? HtmlPage.answer(
                        response,
                        callback,
                        200,
                        "Address verified",
                        "<p>" + HtmlPage.escape(confirmed.get().name()) + " may now be used to send mail.</p>")
                : HtmlPage.answer(
                        response,
                        callback,
                        400,
                        "This link does not work",
                        "<p>It is older than 24 hours, or was not copied whole. Ask for a new one.</p>");
    }

    private static Optional<String> token(Request request) {
        Fields query = Request.extractQueryParameters(request);
        return Optional.ofNullable(query.getValue("token")).filter(token -> token.length() <= LONGEST_TOKEN);
    }
}
