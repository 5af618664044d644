package org.posthorn.feedback.publish;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.EventDestination.Target;
import org.posthorn.feedback.follow.EventFollower;
import org.posthorn.feedback.follow.EventFollower.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the events of Firehose destinations to Apache Kafka: the follower `kafka` of the [EventLog], on its own, so
/// that a cluster that is down holds up nothing else.
///
/// A record has the message id for its key, so that the events of one message stay in order, and the event's JSON for
/// its value. All replicas have it (`acks=all`) before the position moves on: each event arrives at least once. While
/// the cluster is away, events wait in the log, however old.
@Singleton
public final class KafkaPublisher {
    static final String FOLLOWER = "kafka";
    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);
    private static final Duration BLOCK = Duration.ofSeconds(10);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final EventLog log;
    private final EventRouting routing;
    private final EventJson json;
    private final Optional<Settings> settings;
    private final EventFollower<ProducerRecord<String, String>> follower;
    private final LongAdder published = new LongAdder();
    private final X509TrustManager trust;
    private volatile @Nullable Producer<String, String> producer;
    private volatile boolean outdated;

    /// @param servers `host:port` of some of the cluster's brokers
    /// @param topic where `{stream}` stands for the name of the delivery stream
    /// @param properties a file with more settings of Kafka's producer, for TLS and passwords; they beat ours
    public record Settings(List<String> servers, String topic, Optional<Path> properties) {
        public Settings {
            servers = List.copyOf(servers);
        }
    }

    /// @param settings without them nothing is written, and nothing waits to be
    /// @param trust the authorities that brokers' certificates come from, unless the file of settings names others
    @Inject
    public KafkaPublisher(
            EventLog log,
            SetAside aside,
            EventRouting routing,
            EventJson json,
            Optional<Settings> settings,
            X509TrustManager trust,
            InstantSource clock) {
        this.log = log;
        this.trust = trust;
        this.routing = routing;
        this.json = json;
        this.settings = settings;
        this.follower = new EventFollower<>(FOLLOWER, log, aside, clock, new Publishing());
    }

    /// Starts following; once. What is still kept of the time before goes out first.
    public void start() {
        if (settings.isPresent()) {
            follower.start();
        } else if (log.acknowledged(FOLLOWER) > 0) {
            log.forget(FOLLOWER);
        }
    }

    /// Ends after the batch at hand, or 2 s if the cluster does not take that. The rest is written after the next
    /// start.
    public void stop() throws InterruptedException {
        Thread impatient = Thread.ofVirtual().start(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(CLOSE.toNanos());
                close(Duration.ZERO);
            } catch (InterruptedException e) {
                // it ended by itself
            }
        });
        follower.stop();
        impatient.interrupt();
        close(CLOSE);
    }

    /// Reads the file of settings and the authorities anew before the next record; a producer that they don't make
    /// leaves the old one in use.
    public void renew() {
        outdated = true;
    }

    private Producer<String, String> renewed(Producer<String, String> known) {
        outdated = false;
        try {
            Producer<String, String> fresh = connect();
            known.close(CLOSE);
            return fresh;
        } catch (IOException | KafkaException e) {
            LOG.error("event=kafka_settings_refused reason=\"{}\" advice=\"the old ones stay in use\"", e.toString());
            return known;
        }
    }

    private void close(Duration patience) {
        Producer<String, String> open = producer;
        if (open != null) {
            open.close(patience);
        }
    }

    /// Empty when nothing is written to Kafka.
    public Optional<EventFollower<?>> follower() {
        return settings.map(to -> follower);
    }

    /// Records that the cluster has taken, since the start.
    public long published() {
        return published.sum();
    }

    /// Records set aside since the start: the cluster refuses them for good.
    public long refused() {
        return follower.skipped();
    }

    private final class Publishing implements EventFollower.Answering<ProducerRecord<String, String>> {
        @Override
        public List<ProducerRecord<String, String>> answer(EventLog.Entry entry) {
            MailEvent event = entry.event();
            Optional<Mail> mail = routing.any() ? EventRouting.mailOf(entry) : Optional.empty();
            if (mail.isEmpty()) {
                return List.of();
            }
            Optional<ConfigurationSet> set = routing.setOf(mail.get());
            List<ProducerRecord<String, String>> records = new ArrayList<>();
            for (Target target : EventRouting.targets(event, set)) {
                if (target instanceof Target.Firehose firehose) {
                    records.add(new ProducerRecord<>(
                            topicOf(firehose.streamArn()),
                            event.messageId().toString(),
                            json.event(event, mail.get()).strip()));
                }
            }
            return records;
        }

        @Override
        public String destination(ProducerRecord<String, String> record) {
            return "kafka:" + record.topic();
        }

        @Override
        public List<Failure<ProducerRecord<String, String>>> perform(List<ProducerRecord<String, String>> records) {
            return records.isEmpty() ? List.of() : write(records);
        }

        @Override
        public void acknowledge(long position, List<ProducerRecord<String, String>> records) {
            log.acknowledge(FOLLOWER, position, List.of());
        }
    }

    private String topicOf(String streamArn) {
        return settings.orElseThrow().topic().replace("{stream}", streamArn.substring(streamArn.indexOf('/') + 1));
    }

    /// @return those that the cluster refuses for good
    /// @throws UnavailableException when it has not taken the others
    private List<Failure<ProducerRecord<String, String>>> write(List<ProducerRecord<String, String>> records) {
        try {
            Producer<String, String> known = producer;
            Producer<String, String> to = known == null ? connect() : outdated ? renewed(known) : known;
            producer = to;
            List<Future<?>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(to.send(record)));
            to.flush();
            List<Failure<ProducerRecord<String, String>>> refused = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                ProducerRecord<String, String> record = records.get(i);
                refusal(sent.get(i)).ifPresent(reason -> refused.add(new Failure<>(record, reason)));
            }
            published.add(sent.size() - refused.size());
            return refused;
        } catch (IOException | KafkaException | InterruptedException e) {
            // A new one next time: some failures are for the life of a producer.
            close(Duration.ZERO);
            producer = null;
            throw new UnavailableException(new IOException("Kafka: " + e.getMessage(), e));
        }
    }

    private static Optional<RuntimeException> refusal(Future<?> sent) throws IOException, InterruptedException {
        try {
            sent.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException || e.getCause() instanceof InvalidTopicException) {
                return Optional.of((RuntimeException) e.getCause());
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private Producer<String, String> connect() throws IOException {
        Settings to = settings.orElseThrow();
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", to.servers()));
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "posthorn");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(BLOCK.toMillis()));
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST.toMillis()));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(DELIVERY.toMillis()));
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, String.valueOf(REQUEST.toMillis()));
        if (to.properties().isPresent()) {
            try (Reader more = Files.newBufferedReader(to.properties().get(), StandardCharsets.UTF_8)) {
                properties.load(more);
            }
        }
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        if (!properties.containsKey(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)
                && !properties.containsKey(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG)
                && properties
                        .getProperty(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "")
                        .endsWith("SSL")) {
            properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(authorities()));
        }
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    /// As PEM: Kafka takes nothing else that is not a file.
    private String authorities() throws IOException {
        StringBuilder pem = new StringBuilder();
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        try {
            for (X509Certificate authority : trust.getAcceptedIssuers()) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(encoder.encodeToString(authority.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return pem.toString();
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }
}
