package org.posthorn.api.v2.insight;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.insight.Isp;
import org.posthorn.engine.insight.MessageInsights;
import org.posthorn.engine.mail.Headline;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mail.Origin;
import org.posthorn.engine.record.InPath;

/// Tells what happened to a message, recipient by recipient, for as long as its history is kept (`store.retention`); of
/// a message with more than 1,000 events the newest.
///
/// Differs from SES: the Virtual Deliverability Manager need not be switched on.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMessageInsights.html
@Route(method = "GET", path = "/insights/{MessageId}")
final class GetMessageInsights implements Action<GetMessageInsights.Request, GetMessageInsights.Response> {
    record Request(@InPath String messageId) {}

    record Response(
            String messageId,
            String fromEmailAddress,
            Optional<String> subject,
            List<MessageTag> emailTags,
            List<EmailInsights> insights) {}

    record EmailInsights(String destination, String isp, List<InsightsEvent> events) {
        static EmailInsights of(MessageInsights.OfRecipient recipient) {
            return new EmailInsights(
                    recipient.address(),
                    Isp.of(recipient.address()),
                    recipient.events().stream()
                            .map(event -> InsightsEvent.of(event, recipient.address()))
                            .toList());
        }
    }

    private final MessageInsights insights;

    GetMessageInsights(MessageInsights insights) {
        this.insights = insights;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        MessageInsights.Insights found = MessageId.parse(request.messageId())
                .flatMap(id -> insights.of(caller.tenant(), id))
                .orElseThrow(() -> new SesException(
                        SesError.NOT_FOUND,
                        "Message <" + request.messageId() + "> not found for account <"
                                + caller.tenant().accountId() + ">"));
        Mail mail = found.mail();
        Optional<Headline> headline = mail.origin().flatMap(Origin::headline);
        return new Response(
                mail.id().toString(),
                headline.map(Headline::from).orElse(mail.source()),
                headline.map(Headline::subject).filter(subject -> !subject.isEmpty()),
                mail.tags(),
                found.recipients().stream().map(EmailInsights::of).toList());
    }
}
