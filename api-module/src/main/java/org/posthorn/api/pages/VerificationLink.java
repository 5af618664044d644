package org.posthorn.api.pages;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.verification.CustomVerification;

/// `/verify?token=…`: the page behind the link of a verification mail, or the way to the pages that an account has for
/// it. A look at it shows a button and changes nothing, since scanners of mail follow links; the button posts, and that
/// verifies.
///
/// Differs from SES: there the look verifies.
@Singleton
public final class VerificationLink extends Handler.Abstract {
    private static final int LONGEST_TOKEN = 4096;

    private final Function<String, CustomVerification.Result> look;
    private final Function<String, CustomVerification.Result> confirm;

    @Inject
    VerificationLink(CustomVerification verification) {
        this(verification::look, verification::confirm);
    }

    /// @param look says what a token is for ([CustomVerification#look])
    /// @param confirm redeems it ([CustomVerification#confirm])
    public VerificationLink(
            Function<String, CustomVerification.Result> look, Function<String, CustomVerification.Result> confirm) {
        this.look = look;
        this.confirm = confirm;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean posted = HttpMethod.POST.is(request.getMethod());
        CustomVerification.Result result =
                token(request).map(posted ? confirm : look).orElse(CustomVerification.Result.NOTHING);
        if (!posted
                && result.identity().filter(identity -> !identity.isVerified()).isPresent()) {
            return ask(response, callback, result.identity().get(), result.redirect());
        }
        if (result.redirect().isPresent()) {
            response.setStatus(302);
            response.getHeaders()
                    .put(HttpHeader.LOCATION, result.redirect().get().toASCIIString())
                    .put(HttpHeader.CACHE_CONTROL, "no-store")
                    .put("Referrer-Policy", "no-referrer");
            response.write(true, ByteBuffer.allocate(0), callback);
            return true;
        }
        Optional<Identity> confirmed = result.identity();
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
                        "<p>It is older than 24 hours, or a newer one was asked for, or it was not copied whole. Ask for"
                                + " a new one.</p>");
    }

    private static boolean ask(Response response, Callback callback, Identity identity, Optional<URI> redirect) {
        String form = "<p>Do you want mail to be sent from " + HtmlPage.escape(identity.name())
                + "? If you did not ask for this, close this page: the address will not be used.</p>"
                + "<form method=\"post\"><p><button>Yes, verify this address</button></p></form>";
        // Browsers hold the way behind a form to its allowed targets, too.
        return HtmlPage.answer(
                response, callback, 200, "Verify an address", form, redirect.map(VerificationLink::origin));
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    private static Optional<String> token(Request request) {
        Fields query = Request.extractQueryParameters(request);
        return Optional.ofNullable(query.getValue("token")).filter(token -> token.length() <= LONGEST_TOKEN);
    }
}
