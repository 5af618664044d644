package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventType;
import tools.jackson.databind.JsonNode;

/// What one tenant's destinations do to the events of another: nothing.
class FollowerTroubleTest {
    private static final Tenant ONE = new Tenant("111111111111", "us-east-1");
    private static final Tenant TWO = new Tenant("222222222222", "us-east-1");
    private static final String[] SETTINGS = {"relay.mode=capture", "account.sandbox=false"};

    @TempDir
    private Path directory;

    private TestServer posthorn;
    private SesClient one;
    private SesClient two;
    private Credential keyOfOne;
    private Credential keyOfTwo;

    @BeforeEach
    void start() throws Exception {
        posthorn = TestServer.start(directory, false, SETTINGS);
        keyOfOne = posthorn.tenant(ONE, "one.test");
        keyOfTwo = posthorn.tenant(TWO, "two.test");
        clients();
    }

    private void clients() {
        one = posthorn.client(keyOfOne.accessKeyId(), keyOfOne.secretAccessKey());
        two = posthorn.client(keyOfTwo.accessKeyId(), keyOfTwo.secretAccessKey());
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        posthorn.close();
    }

    @Test
    void noNameOfAStreamStopsTheEventsOfOthersOrTheNextStart() throws Exception {
        List<String> names = List.of("..", ".", "any.part", "20261125T000000.000Z.ndjson");
        for (int i = 0; i < names.size(); i++) {
            stream(one, ONE, "set" + i, names.get(i));
        }
        stream(two, TWO, "set", "events");
        for (int i = 0; i < names.size(); i++) {
            send(one, "a@one.test", "set" + i);
        }
        String id = send(two, "a@two.test", "set");
        awaitLine(TWO, "events", id);
        assertThat(children(directory.resolve("data/firehose"))).containsExactly("111111111111", "222222222222");
        assertThat(children(directory.resolve("data/firehose/111111111111"))).containsExactly("us-east-1");
        assertThat(run("events", "aside", "list")).isEmpty();

        stop();
        Files.createDirectories(directory.resolve("data/firehose/222222222222/us-east-1/events/dir.part"));
        posthorn = TestServer.start(directory, false, SETTINGS);
        clients();
        awaitLine(TWO, "events", send(two, "a@two.test", "set"));
    }

    @Test
    void aStreamThatCannotBeWrittenIsSetAsideShownAndTriedAgain() throws Exception {
        stream(one, ONE, "set", "broken");
        stream(two, TWO, "set", "events");
        Path broken = directory.resolve("data/firehose/111111111111/us-east-1/broken");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "a file, where a directory is to be");

        String lost = send(one, "a@one.test", "set");
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            send(one, "a@one.test", "set");
            awaitLine(TWO, "events", send(two, "a@two.test", "set"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

        JsonNode aside = await("all set aside")
                .atMost(TestServer.PATIENCE)
                .until(() -> run("events", "aside", "list", "--follower", "publisher"), list -> list.size() == 11);
        JsonNode first = aside.get(0);
        assertThat(first.propertyNames())
                .containsExactly("id", "since", "event", "messageId", "destination", "tries", "reason");
        assertThat(first.get("id").asString()).isEqualTo("publisher-1");
        assertThat(first.get("messageId").asString()).isEqualTo(lost);
        assertThat(first.get("destination").asString()).isEqualTo(arn(ONE, "broken"));
        assertThat(first.get("tries").asInt()).isEqualTo(3);
        assertThat(first.get("reason").asString()).contains("broken");
        assertThat(run("events", "aside", "show", "publisher-1")).isEqualTo(first);
        String metrics = posthorn.metrics();
        assertThat(metrics)
                .contains("posthorn_follower_set_aside{follower=\"publisher\"} 11")
                .contains("posthorn_follower_lag_events{follower=\"publisher\"} 0")
                .contains("posthorn_follower_lag_seconds{follower=\"suppression\"} ")
                .contains("posthorn_follower_failures_total{follower=\"publisher\"} 11");

        JsonNode again = run("events", "aside", "retry", "publisher-2");
        assertThat(again.get(0).get("outcome").asString()).contains("broken");
        assertThat(run("events", "aside", "drop", "publisher-2").toString()).isEqualTo("{\"dropped\":1}");
        Files.delete(broken);
        JsonNode retried = run("events", "aside", "retry");
        assertThat(retried).hasSize(10);
        assertThat(retried).allMatch(row -> row.get("outcome").asString().equals("done"));
        awaitLine(ONE, "broken", lost);
        assertThat(StreamFiles.lines(broken)).as("each once").hasSize(10);
        assertThat(run("events", "aside", "list")).isEmpty();

        CommandLineRun unknown = CommandLineRun.on(directory, "events", "aside", "show", "publisher-2");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("nothing is set aside as publisher-2");
    }

    private void awaitLine(Tenant tenant, String stream, String messageId) {
        Path files = directory
                .resolve("data/firehose")
                .resolve(tenant.accountId())
                .resolve(tenant.region())
                .resolve(stream);
        await("the event of " + messageId)
                .atMost(TestServer.PATIENCE)
                .until(() -> StreamFiles.lines(files).stream().anyMatch(line -> line.contains(messageId)));
    }

    private static void stream(SesClient ses, Tenant tenant, String set, String stream) {
        ses.createConfigurationSet(r -> r.configurationSet(s -> s.name(set)));
        ses.createConfigurationSetEventDestination(r -> r.configurationSetName(set)
                .eventDestination(d -> d.name("stream")
                        .enabled(true)
                        .matchingEventTypes(EventType.SEND)
                        .kinesisFirehoseDestination(f -> f.iamRoleARN("arn:aws:iam::123456789012:role/r")
                                .deliveryStreamARN(arn(tenant, stream)))));
    }

    private static String arn(Tenant tenant, String stream) {
        return "arn:aws:firehose:us-east-1:" + tenant.accountId() + ":deliverystream/" + stream;
    }

    private static String send(SesClient ses, String source, String set) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses("you@x.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                        .configurationSetName(set))
                .messageId();
    }

    private static List<String> children(Path parent) throws Exception {
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private JsonNode run(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
