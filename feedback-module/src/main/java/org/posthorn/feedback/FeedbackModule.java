package org.posthorn.feedback;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.multibindings.Multibinder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.dkim.DkimCheck;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.suppression.MailSuppression;
import org.posthorn.engine.topic.EventBuses;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.engine.wiring.NextHop;
import org.posthorn.engine.wiring.OutboundRelay;
import org.posthorn.engine.work.BoundedWork;
import org.posthorn.feedback.publish.AwsClients;
import org.posthorn.feedback.publish.AwsServices;
import org.posthorn.feedback.publish.FirehoseFiles;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.SnsTopics;
import org.posthorn.feedback.publish.TopicDelivery;
import org.posthorn.feedback.publish.TopicKey;

/// What this module's own constructors don't say: values of the configuration, and what the relay for mail
/// that goes out is made of, the mailbox simulator in front of the next hop.
public final class FeedbackModule extends AbstractModule {
    private static final int MOST_WAITING_REPORTS = 64;
    private static final Duration REPORT_DEADLINE = Duration.ofSeconds(10);

    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), Parts.class).addBinding().to(FeedbackParts.class);
    }

    @Provides
    AwsServices services(FeedbackConfig config) {
        return config.services();
    }

    @Provides
    TopicDelivery.Rules topicRules(FeedbackConfig config) {
        return config.topics();
    }

    @Provides
    Optional<KafkaPublisher.Settings> kafka(FeedbackConfig config) {
        return config.kafka();
    }

    @Provides
    SuppressionKeeper.Rules suppressionRules(FeedbackConfig config) {
        return config.suppression();
    }

    @Provides
    @Singleton
    FeedbackReceiver receiver(
            ReturnPath returnPath,
            MailQueue queue,
            EventLog events,
            FeedbackConfig config,
            Dns dns,
            Unsubscription unsubscription,
            KeptReports kept,
            InstantSource clock) {
        return new FeedbackReceiver(
                returnPath,
                queue,
                events,
                new ReportTrust(config.reportSources(), config.reportSigners(), new DkimCheck(dns, clock)),
                BoundedWork.onCores("report-reading", MOST_WAITING_REPORTS, REPORT_DEADLINE),
                unsubscription::unsubscribe,
                new Unmatched(kept, queue, config.postmaster(), returnPath.domain(), clock),
                clock);
    }

    @Provides
    @Singleton
    FeedbackForwarder forwarder(
            EngineConfig config, EventLog events, SetAside aside, ForwardingSwitch forwarding, InstantSource clock) {
        return new FeedbackForwarder(events, aside, forwarding::isOn, config.mailDomain(), clock);
    }

    @Provides
    @Singleton
    TopicKey topicKey(EngineConfig config, Settings settings) {
        return new TopicKey(settings, new SecretBox(config.keyFor("topic-key")), config.mailDomain());
    }

    @Provides
    @Singleton
    FirehoseFiles firehoseFiles(FeedbackConfig config, InstantSource clock) {
        return new FirehoseFiles(config.streams(), clock);
    }

    @Provides
    EventBuses.Place eventBuses(FeedbackConfig config) {
        return new EventBuses.Place(config.services().eventBridge().isPresent());
    }

    @Provides
    @Singleton
    UnknownTopics unknownTopics(FeedbackConfig config, AwsClients clients) {
        return config.services()
                .sns()
                .<UnknownTopics>map(service -> new SnsTopics(clients, service))
                .orElse(config.otherTopics());
    }

    @Provides
    @Singleton
    OutboundRelay outboundRelay(
            NextHop nextHop,
            MailQueue queue,
            FeedbackReceiver receiver,
            MailSuppression suppressions,
            Unsubscription unsubscription,
            InstantSource clock) {
        return new OutboundRelay(new SuppressingRelay(
                new MailboxSimulator(nextHop.relay(), queue, receiver::receive, clock), suppressions, unsubscription));
    }
}
