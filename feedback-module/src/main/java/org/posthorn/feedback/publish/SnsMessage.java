package org.posthorn.feedback.publish;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.settings.Notice;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.topic.Topics;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The body that SNS would post (SNS Developer Guide, "HTTP/HTTPS notification JSON format" and "Verifying the
/// signatures of Amazon SNS messages").
final class SnsMessage {
    private static final List<String> SIGNED =
            List.of("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type");

    private final Topics topics;
    private final TopicKey key;
    private final PublicUrl publicUrl;
    private final int signatureVersion;

    /// @param publicUrl base of the links, also when only this machine reaches it: endpoints may be here
    SnsMessage(Topics topics, TopicKey key, PublicUrl publicUrl, int signatureVersion) {
        this.topics = topics;
        this.key = key;
        this.publicUrl = publicUrl;
        this.signatureVersion = signatureVersion;
    }

    String body(Notice notice) {
        Subscription to = notice.to();
        if (to.raw() && notice.kind() == Notice.Kind.Notification) {
            return notice.message();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Type", notice.kind().name());
        fields.put("MessageId", notice.messageId());
        boolean confirmation = notice.kind() != Notice.Kind.Notification;
        String token = topics.token("ConfirmSubscription", to.arn());
        if (confirmation) {
            fields.put("Token", token);
        }
        fields.put("TopicArn", to.topicArn());
        notice.subject().ifPresent(subject -> fields.put("Subject", subject));
        fields.put("Message", notice.message());
        if (confirmation) {
            fields.put(
                    "SubscribeURL",
                    url("Action=ConfirmSubscription&TopicArn=" + encoded(to.topicArn()) + "&Token=" + token));
        }
        fields.put("Timestamp", EventJson.TIME.format(notice.at()));
        fields.put("SignatureVersion", String.valueOf(signatureVersion));
        fields.put("Signature", key.sign(toSign(fields), signatureVersion));
        fields.put(
                "SigningCertURL", publicUrl.resolve("topics/" + key.fileName()).toString());
        if (!confirmation) {
            fields.put(
                    "UnsubscribeURL",
                    url("Action=Unsubscribe&SubscriptionArn=" + encoded(to.arn()) + "&Token="
                            + topics.token("Unsubscribe", to.arn())));
        }
        ObjectNode json = JsonMapper.shared().createObjectNode();
        fields.forEach(json::put);
        return json.toString();
    }

    /// The fields that are there, in the order of their names.
    private static String toSign(Map<String, String> fields) {
        StringBuilder text = new StringBuilder();
        for (String name : SIGNED) {
            String value = fields.get(name);
            if (value != null) {
                text.append(name).append('\n').append(value).append('\n');
            }
        }
        return text.toString();
    }

    private String url(String query) {
        return publicUrl.resolve("topics/?" + query).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
