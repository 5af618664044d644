package org.posthorn.receiving.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.Subscription;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.slf4j.LoggerFactory;

class NotifierTest {
    private static final String NOWHERE = "arn:aws:sns:us-east-1:123456789012:nowhere";

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final Topics topics = engine.get(Topics.class);
    private final Notices notices = engine.get(Notices.class);
    private final Notifier notifier = new Notifier(topics);

    private static ReceiptAction stop(String topic) {
        return new ReceiptAction.Stop(Optional.of(topic));
    }

    @Test
    void aRuleNamesTopicsThatItsAccountMayPublishTo() {
        String own = topics.create(Received.TENANT, "own").arn();
        engine.get(Accounts.class).create(Optional.of("210987654321"), "other");
        String foreign = topics.create(new Tenant("210987654321", "us-east-1"), "foreign")
                .arn();
        assertThatCode(() -> {
                    notifier.check(Received.TENANT, stop(own));
                    notifier.check(Received.TENANT, new ReceiptAction.Sns(own, ReceiptAction.Encoding.UTF_8));
                    notifier.check(Received.TENANT, new ReceiptAction.AddHeader("X", "y"));
                })
                .doesNotThrowAnyException();
        for (String bad : List.of(NOWHERE, foreign, "no arn", own + ".fifo")) {
            assertThatThrownBy(() -> notifier.check(Received.TENANT, stop(bad)))
                    .isInstanceOfSatisfying(
                            SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_SNS_TOPIC))
                    .hasMessage("Invalid SNS topic: " + bad);
        }
    }

    @Test
    void forATopicThatIsGoneNothingIsPublishedAndTheLogSaysItOnce() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Notifier.class);
        log.start();
        logger.addAppender(log);
        try {
            notifier.publish(Received.TENANT, NOWHERE, "one");
            notifier.publish(Received.TENANT, NOWHERE, "two");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .hasSize(1)
                .allMatch(line ->
                        line.getFormattedMessage().contains("event=receipt_notification_lost topic=" + NOWHERE));
        assertThat(notices.subscriptions()).isEmpty();
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedForGoodAndOneAtTheLimitIsPublished() {
        String topic = topics.create(Received.TENANT, "mail").arn();
        Subscription subscription = topics.subscribe(topic, "arn:aws:sqs:us-east-1:123456789012:queue", false);
        SnsAct act = new SnsAct(new ReceivedJson(() -> Received.AT), notifier);
        ReceiptAction.Sns action = new ReceiptAction.Sns(topic, ReceiptAction.Encoding.BASE64);

        assertThat(act.perform(action, Received.task("x".repeat(SnsAct.MOST_BYTES + 1))))
                .isInstanceOfSatisfying(
                        Effect.Refused.class,
                        refused -> assertThat(refused.reply()).hasToString("552 5.3.4 Message size exceeds 150 KB"));
        assertThat(notices.waiting(subscription.id(), 10)).isEmpty();
        assertThat(act.perform(action, Received.task("x".repeat(SnsAct.MOST_BYTES))))
                .isEqualTo(Effect.DONE);
        assertThat(notices.waiting(subscription.id(), 10)).singleElement().satisfies(waiting -> {
            assertThat(waiting.notice().subject()).contains("Amazon SES Email Receipt Notification");
            assertThat(waiting.notice().message()).startsWith("{\"notificationType\":\"Received\",");
        });
    }
}
