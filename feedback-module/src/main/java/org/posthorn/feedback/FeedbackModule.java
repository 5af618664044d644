package org.posthorn.feedback;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.posthorn.engine.Hmac;
import org.posthorn.engine.SesException;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.dkim.DkimCheck;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.NotificationSettings;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.part.Parts;
import org.posthorn.engine.send.ConfigurationSets;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.topic.Notices;
import org.posthorn.engine.topic.Topics;
import org.posthorn.engine.topic.UnknownTopics;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.engine.wiring.NextHop;
import org.posthorn.engine.work.BoundedWork;
import org.posthorn.feedback.publish.AwsClients;
import org.posthorn.feedback.publish.EventJson;
import org.posthorn.feedback.publish.EventMetrics;
import org.posthorn.feedback.publish.EventPublisher;
import org.posthorn.feedback.publish.EventRouting;
import org.posthorn.feedback.publish.FirehoseFiles;
import org.posthorn.feedback.publish.KafkaPublisher;
import org.posthorn.feedback.publish.SnsTopics;
import org.posthorn.feedback.publish.TopicDelivery;
import org.posthorn.feedback.publish.TopicKey;

/// Binds this module's types; the relay that the engine sees is the mailbox simulator in front of the next hop.
public final class FeedbackModule extends AbstractModule {
    private static final int MOST_WAITING_REPORTS = 64;
    private static final Duration REPORT_DEADLINE = Duration.ofSeconds(10);

    @Override
    protected void configure() {
        Multibinder.newSetBinder(binder(), Parts.class).addBinding().to(FeedbackParts.class);
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
            EngineConfig config,
            EventLog events,
            SetAside aside,
            MailQueue queue,
            Identities identities,
            InstantSource clock) {
        return new FeedbackForwarder(
                events, aside, queue, mail -> wantsFeedback(identities, mail), config.mailDomain(), clock);
    }

    @Provides
    @Singleton
    TopicKey topicKey(EngineConfig config, Settings settings) {
        SecretBox secrets =
                new SecretBox(Hmac.sha256(config.installationKey(), "topic-key".getBytes(StandardCharsets.US_ASCII)));
        return new TopicKey(settings, secrets, config.mailDomain());
    }

    @Provides
    @Singleton
    FirehoseFiles firehoseFiles(FeedbackConfig config, InstantSource clock) {
        return new FirehoseFiles(config.streams(), clock);
    }

    @Provides
    @Singleton
    AwsClients awsClients(FeedbackConfig config, X509TrustManager authorities) {
        return new AwsClients(config.services(), authorities);
    }

    @Provides
    @Singleton
    UnknownTopics unknownTopics(FeedbackConfig config, EngineConfig engine, AwsClients clients) {
        return config.services()
                .sns()
                .<UnknownTopics>map(service -> new SnsTopics(clients, service))
                .orElse(engine.dev() ? UnknownTopics.MADE : UnknownTopics.REFUSED);
    }

    @Provides
    @Singleton
    TopicDelivery topicDelivery(
            FeedbackConfig config,
            EngineConfig engine,
            Topics topics,
            Notices notices,
            TopicKey key,
            AwsClients clients,
            SSLContext trust,
            InstantSource clock) {
        return new TopicDelivery(
                topics,
                notices,
                key,
                engine.publicUrl(),
                config.signatureVersion(),
                config.topicExpiry(),
                clients,
                trust,
                clock);
    }

    @Provides
    @Singleton
    EventJson eventJson(EngineConfig config) {
        return new EventJson(config.mailDomain());
    }

    @Provides
    @Singleton
    EventRouting eventRouting(MailQueue queue, ConfigurationSets sets) {
        return new EventRouting(queue, sets);
    }

    @Provides
    @Singleton
    KafkaPublisher kafkaPublisher(
            FeedbackConfig config,
            EventLog events,
            SetAside aside,
            EventRouting routing,
            EventJson json,
            X509TrustManager trust,
            InstantSource clock) {
        return new KafkaPublisher(events, aside, routing, json, config.kafka(), trust, clock);
    }

    @Provides
    @Singleton
    EventPublisher eventPublisher(
            EventLog events,
            SetAside aside,
            EventRouting routing,
            NotificationSettings notifications,
            Topics topics,
            Notices notices,
            FirehoseFiles files,
            EventMetrics metrics,
            EventJson json,
            InstantSource clock) {
        return new EventPublisher(events, aside, routing, notifications, topics, notices, files, metrics, json, clock);
    }

    @Provides
    @Singleton
    SuppressionKeeper suppressionKeeper(
            FeedbackConfig config,
            EventLog events,
            SetAside aside,
            MailQueue queue,
            SuppressionList list,
            InstantSource clock) {
        return new SuppressionKeeper(events, aside, queue, list, config.suppression(), clock);
    }

    @Provides
    @Singleton
    Relay relay(
            NextHop nextHop,
            MailQueue queue,
            FeedbackReceiver receiver,
            SuppressionList suppressions,
            Unsubscription unsubscription,
            InstantSource clock) {
        return new SuppressingRelay(
                new MailboxSimulator(nextHop.relay(), queue, receiver::receive, clock), suppressions, unsubscription);
    }

    /// The switch of the most specific identity that covers the sender; on when the identity is gone, or the sender
    /// can't be
    /// read: feedback too much is better than none.
    private static boolean wantsFeedback(Identities identities, Mail mail) {
        try {
            return identities
                    .covering(mail.owner(), Address.parse(mail.source()).bare())
                    .map(Identity::forwardingEnabled)
                    .orElse(true);
        } catch (SesException e) {
            return true;
        }
    }
}
