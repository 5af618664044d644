package org.posthorn.api.pages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.topic.Topics;

/// `/topics/…`: what the links in the messages of topics lead to. Subscriptions are confirmed and ended by a signed
/// token, and the certificate is that of the messages' signatures. The answers are those of SNS.
///
/// The messages go to programs, which confirm by a `GET`, as SNS has it. Where such a link ends up before a person,
/// in a log or a forwarded mail, browsers and scanners ask for HTML: they are shown a button that posts. A `HEAD`
/// never acts.
public final class TopicLinks extends Handler.Abstract {
    private static final int LONGEST = 1_024;
    private static final String PATH = "/topics/";
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    private final Topics topics;
    private final Function<String, Optional<String>> certificates;

    /// @param certificates in PEM, by the name of the file
    public TopicLinks(Topics topics, Function<String, Optional<String>> certificates) {
        this.topics = topics;
        this.certificates = certificates;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getCanonicalPath();
        Optional<String> certificate =
                path.startsWith(PATH) ? certificates.apply(path.substring(PATH.length())) : Optional.empty();
        if (certificate.isPresent()) {
            return answer(response, callback, 200, "application/x-pem-file", certificate.get());
        }
        Fields query = Request.extractQueryParameters(request);
        String token = value(query, "Token");
        String action = value(query, "Action");
        if (isLook(request)) {
            return show(response, callback, action);
        }
        Optional<Subscription> done = switch (action) {
            case "ConfirmSubscription" -> topics.confirm(value(query, "TopicArn"), token);
            case "Unsubscribe" -> topics.unsubscribe(value(query, "SubscriptionArn"), token);
            default -> Optional.empty();
        };
        String id = UUID.randomUUID().toString();
        if (done.isEmpty()) {
            return answer(
                    response,
                    callback,
                    400,
                    "text/xml",
                    "<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>Sender</Type><Code>InvalidParameter</Code>"
                            + "<Message>Invalid parameter: Token</Message></Error><RequestId>" + id
                            + "</RequestId></ErrorResponse>");
        }
        String result = action.equals("ConfirmSubscription")
                ? "<ConfirmSubscriptionResult><SubscriptionArn>" + done.get().arn()
                        + "</SubscriptionArn></ConfirmSubscriptionResult>"
                : "";
        return answer(
                response,
                callback,
                200,
                "text/xml",
                "<" + action + "Response xmlns=\"" + NAMESPACE + "\">" + result + "<ResponseMetadata><RequestId>" + id
                        + "</RequestId></ResponseMetadata></" + action + "Response>");
    }

    private static boolean isLook(Request request) {
        return HttpMethod.HEAD.is(request.getMethod())
                || (HttpMethod.GET.is(request.getMethod())
                        && request.getHeaders().contains(HttpHeader.ACCEPT, "text/html"));
    }

    private static boolean show(Response response, Callback callback, String action) {
        String question = action.equals("Unsubscribe")
                ? "<p>Shall the endpoint get no more messages of this topic?</p>"
                : "<p>Shall the endpoint get the messages of this topic?</p>";
        String form = question + "<form method=\"post\"><p><button>Yes</button></p></form>";
        return HtmlPage.answer(response, callback, 200, "Subscription", form);
    }

    private static String value(Fields query, String name) {
        String value = query.getValue(name);
        return value == null || value.length() > LONGEST ? "" : value;
    }

    private static boolean answer(Response response, Callback callback, int status, String type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, type)
                .put(HttpHeader.CONTENT_LENGTH, bytes.length)
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }
}
