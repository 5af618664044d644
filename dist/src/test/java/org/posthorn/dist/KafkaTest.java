package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import tools.jackson.databind.json.JsonMapper;

/// Events of Firehose destinations on their way to Apache Kafka, with a real broker that comes and goes.
class KafkaTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void eventsOfAStreamReachItsTopicAndWaitWhileTheClusterIsDown() throws Exception {
        try (KafkaBroker kafka = new KafkaBroker(directory.resolve("kafka"));
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.mode=capture",
                        "account.sandbox=false",
                        "streams.kafka.servers=" + kafka.address(),
                        "streams.kafka.topic=ses-{stream}")) {
            Credential key = posthorn.tenant(TENANT, "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                ses.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
                ses.createConfigurationSetEventDestination(r -> r.configurationSetName("set")
                        .eventDestination(d -> d.name("stream")
                                .enabled(true)
                                .matchingEventTypes(EventType.SEND, EventType.DELIVERY)
                                .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/any")
                                        .deliveryStreamARN(
                                                "arn:aws:firehose:us-east-1:123456789012:deliverystream/orders"))));

                String first = send(ses);
                List<ConsumerRecord<String, String>> records = await("two records")
                        .atMost(PATIENCE)
                        .until(() -> kafka.records("ses-orders"), all -> all.size() >= 2);
                assertThat(records).extracting(ConsumerRecord::key).containsOnly(first);
                assertThat(records)
                        .extracting(record -> JsonMapper.shared()
                                .readTree(record.value())
                                .get("eventType")
                                .asString())
                        .containsExactly("Send", "Delivery");

                kafka.stop();
                Path files = directory.resolve("data/firehose/123456789012/us-east-1/orders");
                String second = send(ses);
                await("the file, which waits for nobody")
                        .atMost(Duration.ofSeconds(10))
                        .until(
                                () -> StreamFiles.lines(files),
                                lines -> lines.stream().anyMatch(line -> line.contains(second)));
                kafka.start();
                assertThat(await("what waited")
                                .atMost(PATIENCE)
                                .until(
                                        () -> kafka.records("ses-orders"),
                                        all -> all.stream()
                                                        .filter(record ->
                                                                record.key().equals(second))
                                                        .count()
                                                >= 2))
                        .extracting(ConsumerRecord::key)
                        .contains(first);
                assertThat(posthorn.metrics()).containsPattern("posthorn_kafka_records_total [4-9]");
            }
        }
    }

    private static String send(SesClient ses) {
        return ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("you@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName("set"))
                .messageId();
    }
}
