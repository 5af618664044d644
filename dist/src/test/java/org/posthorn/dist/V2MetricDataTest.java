package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.BatchGetMetricDataQuery;
import software.amazon.awssdk.services.sesv2.model.Metric;
import software.amazon.awssdk.services.sesv2.model.MetricDataResult;

/// Figures by day of API v2 through its SDK.
class V2MetricDataTest {
    private static final Instant TODAY = Instant.now().truncatedTo(ChronoUnit.DAYS);

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript().reply("RCPT", "gone@", "550 5.1.1 No such user"));
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    private static BatchGetMetricDataQuery query(String id, Metric metric, Map<String, String> dimensions) {
        BatchGetMetricDataQuery.Builder query = BatchGetMetricDataQuery.builder()
                .id(id)
                .namespace("VDM")
                .metric(metric)
                .startDate(TODAY.minus(Duration.ofDays(7)))
                .endDate(TODAY.plus(Duration.ofDays(2)));
        if (!dimensions.isEmpty()) {
            query.dimensionsWithStrings(dimensions);
        }
        return query.build();
    }

    private static long total(BatchGetMetricDataQuery... queries) {
        return ses.batchGetMetricData(r -> r.queries(queries)).results().stream()
                .flatMap(result -> result.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void refused(String text, Consumer<BatchGetMetricDataQuery.Builder> change) {
        refused(
                text,
                List.of(query("q", Metric.SEND, Map.of()).toBuilder()
                        .applyMutation(change)
                        .build()));
    }

    private static void refused(String text, List<BatchGetMetricDataQuery> queries) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ses.batchGetMetricData(r -> r.queries(queries)))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    @Test
    @Shows(value = "BatchGetMetricData", face = Face.V2)
    void mailIsCountedByDayForEachRecipient() {
        for (List<String> recipients : List.of(
                List.of("ann@gmail.com"),
                List.of("bob@x.test", "gone@x.test"),
                List.of("success@simulator.amazonses.com"))) {
            ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                    .destination(d -> d.toAddresses(recipients))
                    .content(c -> c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("Hello"))))));
        }
        await().atMost(TestServer.PATIENCE)
                .until(() -> total(query("a", Metric.DELIVERY, Map.of()), query("b", Metric.PERMANENT_BOUNCE, Map.of()))
                        == 3);
        var answer = ses.batchGetMetricData(r -> r.queries(
                query("all", Metric.SEND, Map.of()),
                query("gmail", Metric.DELIVERY, Map.of("ISP", "Gmail", "EMAIL_IDENTITY", "example.com")),
                query("complaints", Metric.COMPLAINT, Map.of()),
                query("set", Metric.SEND, Map.of("CONFIGURATION_SET", "none"))));
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.results())
                .extracting(MetricDataResult::id)
                .containsExactly("all", "gmail", "complaints", "set");
        assertThat(answer.results().getFirst().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3);
        assertThat(answer.results().getFirst().timestamps())
                .allSatisfy(at -> assertThat(at.truncatedTo(ChronoUnit.DAYS)).isEqualTo(at));
        assertThat(answer.results().get(1).values()).containsExactly(1L);
        assertThat(answer.results().get(2).values()).isEmpty();
        assertThat(answer.results().get(3).timestamps()).isEmpty();
        // The end is exclusive.
        assertThat(total(query("past", Metric.SEND, Map.of()).toBuilder()
                        .endDate(TODAY)
                        .build()))
                .isZero();
    }

    /// The texts about the names of configuration sets and tenants are a guess here.
    @Test
    void questionsAreChecked() {
        refused(
                "1 validation error detected: Value at 'queries' failed to satisfy constraint: Member must have length"
                        + " greater than or equal to 1",
                List.of());
        refused(
                "1 validation error detected: Value at 'queries' failed to satisfy constraint: Member must have length"
                        + " less than or equal to 10",
                IntStream.range(0, 11)
                        .mapToObj(i -> query("q" + i, Metric.SEND, Map.of()))
                        .toList());
        refused(
                "All queries must have a unique identifier.",
                List.of(query("q", Metric.SEND, Map.of()), query("q", Metric.OPEN, Map.of())));
        refused("Unsupported dimension provided.", q -> q.dimensionsWithStrings(Map.of("COLOUR", "red")));
        refused(
                "3 validation errors detected: Value at 'queries.1.member.metric' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [DELIVERY_COMPLAINT, CLICK, SEND, OPEN, COMPLAINT, DELIVERY, DELIVERY_OPEN,"
                        + " PERMANENT_BOUNCE, DELIVERY_CLICK, TRANSIENT_BOUNCE]; Value at 'queries.1.member.namespace' failed"
                        + " to satisfy constraint: Member must satisfy enum value set: [VDM]; Value at 'queries.1.member.id'"
                        + " failed to satisfy constraint: Member must not be null",
                q -> q.metric("SALES").namespace("SES").id(null));
        refused("Invalid email identity provided.", q -> q.dimensionsWithStrings(Map.of("EMAIL_IDENTITY", "shop")));
        refused("Invalid ISP name provided.", q -> q.dimensionsWithStrings(Map.of("ISP", "Pigeon")));
        refused(
                "Invalid tenant name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
                q -> q.dimensionsWithStrings(Map.of("TENANT_NAME", "a b")));
        refused("Expected start date to be before the end date.", q -> q.endDate(TODAY.minus(Duration.ofDays(7))));
        refused(
                "Invalid interval, can request at most 60 days. Please partition your requested interval.",
                q -> q.startDate(TODAY.minus(Duration.ofDays(60))));
        List<String> ids = new ArrayList<>();
        ses.batchGetMetricData(r -> r.queries(IntStream.range(0, 10)
                        .mapToObj(i -> query("q" + i, Metric.SEND, Map.of()))
                        .toList()))
                .results()
                .forEach(result -> ids.add(result.id()));
        assertThat(ids).hasSize(10).doesNotHaveDuplicates();
    }
}
