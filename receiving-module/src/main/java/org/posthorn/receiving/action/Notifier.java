package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes what receipt actions tell to topics. Safe for use by many threads.
@Singleton
final class Notifier {
    private static final String SUBJECT = "Amazon SES Email Receipt Notification";
    /// Topics that are told of as gone, at most.
    private static final int MOST_LOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final Topics topics;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    @Inject
    Notifier(Topics topics) {
        this.topics = topics;
    }

    /// @throws SesException INVALID_SNS_TOPIC when there is no topic that the account may publish to;
    ///     SERVICE_UNAVAILABLE when it can't be said now
    void check(Tenant tenant, ReceiptAction action) {
        action.topicArn()
                .filter(topic -> !topics.claim(topic, tenant.accountId()))
                .ifPresent(topic -> {
                    throw new SesException(SesError.INVALID_SNS_TOPIC, "Invalid SNS topic: " + topic);
                });
    }

    /// On disk when this returns. For a topic that is gone since the rule was made it is lost, as in SES; the log
    /// says so once.
    void publish(Tenant tenant, String topic, String message) {
        if (topics.admits(topic, tenant.accountId())) {
            lost.remove(topic);
            topics.publish(topic, Optional.of(SUBJECT), message);
        } else if (lost.size() < MOST_LOST && lost.add(topic)) {
            LOG.warn(
                    "event=receipt_notification_lost topic={} account={} reason=\"there is no such topic for this account\""
                            + " advice=\"posthorn topic create, or another rule\"",
                    topic,
                    tenant.accountId());
        }
    }
}
