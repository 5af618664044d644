package org.posthorn.api.pages;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.event.MailEvent.Preferences;
import org.posthorn.engine.event.MailEvent.TopicPreference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/unsubscribe/{token}`: the way out of a contact list that messages offer. `POST` with
/// `List-Unsubscribe=One-Click` unsubscribes at once (RFC 8058 §3.2); `GET` shows the topics, and changes nothing,
/// since scanners follow links; the form of that page is posted back here.
public final class UnsubscribePage extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(UnsubscribePage.class);
    private static final String PREFIX = "/" + Unsubscription.PATH;
    private static final int MOST_BYTES = 64 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Unsubscription unsubscription;

    public UnsubscribePage(Unsubscription unsubscription) {
        this.unsubscription = unsubscription;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getCanonicalPath();
        Optional<Unsubscription.Member> member =
                path.startsWith(PREFIX) ? unsubscription.open(path.substring(PREFIX.length())) : Optional.empty();
        Optional<Preferences> wanted = member.flatMap(unsubscription::preferences);
        if (wanted.isEmpty()) {
            String text = "<p>It was not copied whole, or the list is no more.</p>";
            return HtmlPage.answer(response, callback, 404, "This link does not work", text);
        }
        try {
            if (HttpMethod.POST.is(request.getMethod())) {
                return posted(member.get(), FormBody.read(request, MOST_BYTES, LONGEST), response, callback);
            }
            String content =
                    choices(member.get(), wanted.get(), topic -> unsubscription.shownName(member.get(), topic));
            return HtmlPage.answer(response, callback, 200, "What mail do you want?", content);
        } catch (IllegalArgumentException e) {
            return HtmlPage.answer(response, callback, 400, "This form can't be read", "");
        } catch (FormBody.TooSlowException e) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
            return HtmlPage.answer(response, callback, 408, "This form came too slowly", "");
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=unsubscribe_failed message={}", member.get().messageId(), e);
            return HtmlPage.answer(response, callback, 503, "Please try again later", "");
        }
    }

    private boolean posted(Unsubscription.Member member, String body, Response response, Callback callback) {
        // As a form or as multipart/form-data: either way these are the only words (RFC 8058 §3.2).
        if (body.contains("List-Unsubscribe") && body.contains("One-Click")) {
            unsubscription.unsubscribe(member);
            return HtmlPage.answer(response, callback, 200, "Unsubscribed", "");
        }
        Fields form = new Fields(true);
        UrlEncoded.decodeUtf8To(body, form);
        Set<String> topics = Set.copyOf(form.getValuesOrEmpty("topic"));
        unsubscription.choose(member, form.getValue("all") != null, topics);
        String again = "<p><a href=\"\">Change it again</a></p>";
        return HtmlPage.answer(response, callback, 200, "Your choice is saved", again);
    }

    private static String choices(Unsubscription.Member member, Preferences wanted, UnaryOperator<String> shown) {
        StringBuilder form =
                new StringBuilder("<p>" + HtmlPage.escape(member.address()) + "</p><form method=\"post\">");
        for (TopicPreference topic : wanted.topics()) {
            form.append(box(
                    "topic", topic.topic(), topic.optedIn() && !wanted.unsubscribeAll(), shown.apply(topic.topic())));
        }
        form.append(box("all", "yes", wanted.unsubscribeAll(), "Unsubscribe from all mail of this list"))
                .append("<p><button>Save</button></p></form>");
        return form.toString();
    }

    private static String box(String name, String value, boolean checked, String label) {
        return "<p><label><input type=\"checkbox\" name=\"%s\" value=\"%s\"%s> %s</label></p>"
                .formatted(name, HtmlPage.escape(value), checked ? " checked" : "", HtmlPage.escape(label));
    }
}
