package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
import software.amazon.awssdk.services.sesv2.model.DataFormat;
import software.amazon.awssdk.services.sesv2.model.DeliveryEventType;
import software.amazon.awssdk.services.sesv2.model.ExportSourceType;
import software.amazon.awssdk.services.sesv2.model.GetExportJobResponse;
import software.amazon.awssdk.services.sesv2.model.JobStatus;
import software.amazon.awssdk.services.sesv2.model.MessageInsightsDataSource;
import software.amazon.awssdk.services.sesv2.model.Metric;
import software.amazon.awssdk.services.sesv2.model.MetricAggregation;
import software.amazon.awssdk.services.sesv2.model.MetricDimensionName;
import software.amazon.awssdk.services.sesv2.model.MetricNamespace;
import software.amazon.awssdk.services.sesv2.model.MetricsDataSource;

/// Export jobs by API v2 through its SDK.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2ExportJobsTest {
    private static final String ACCOUNT = "123456789012";
    private static final String COLUMNS = "messageId,fromEmailAddress,destination,subject,tenantName,isp,sentTime,"
            + "lastDeliveryEvent,lastDeliveryEventTime,lastEngagementEvent,lastEngagementEventTime\r\n";

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static SesV2Client ses;
    private static String delivered;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript());
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        ses.putSuppressedDestination(r -> r.emailAddress("no@x.test").reason("BOUNCE"));
        delivered = send("Shop <shop@example.com>", "yes@x.test");
        send("news@example.com", "no@x.test");
    }

    private static String send(String from, String to) {
        String id = ses.sendEmail(r -> r.fromEmailAddress(from)
                        .destination(d -> d.toAddresses(to))
                        .content(c -> c.simple(
                                m -> m.subject(s -> s.data("Hello")).body(b -> b.text(t -> t.data("Good day"))))))
                .messageId();
        posthorn.ended(id);
        return id;
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    private static String create(DataFormat format, Consumer<MessageInsightsDataSource.Builder> query) {
        Instant now = Instant.now();
        return ses.createExportJob(r -> r.exportDataSource(s -> s.messageInsightsDataSource(m -> query.accept(
                                m.startDate(now.minus(Duration.ofHours(1))).endDate(now.plus(Duration.ofHours(1))))))
                        .exportDestination(d -> d.dataFormat(format)))
                .jobId();
    }

    private static GetExportJobResponse done(String id) {
        return await("the end of job " + id)
                .atMost(TestServer.PATIENCE)
                .until(() -> ses.getExportJob(r -> r.jobId(id)), job -> job.completedTimestamp() != null);
    }

    private static String result(GetExportJobResponse job) throws Exception {
        var answer = posthorn.http(
                HttpRequest.newBuilder(URI.create(job.exportDestination().s3Url())));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static void assertBad(ThrowingCallable call, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    @Test
    @Shows(
            value = {"CreateExportJob", "GetExportJob"},
            face = Face.V2)
    void messagesAreExportedWithWhatBecameOfThem() throws Exception {
        GetExportJobResponse job = done(create(DataFormat.CSV, q -> {}));
        assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.exportSourceType()).isEqualTo(ExportSourceType.MESSAGE_INSIGHTS);
        // The bounce on its way back to the sender was looked at, too.
        assertThat(job.statistics().processedRecordsCount()).isBetween(2, 3);
        assertThat(job.statistics().exportedRecordsCount()).isEqualTo(2);
        assertThat(job.failureInfo()).isNull();
        assertThat(job.exportDestination().dataFormat()).isEqualTo(DataFormat.CSV);
        assertThat(job.exportDataSource().messageInsightsDataSource().endDate()).isAfter(Instant.now());
        String csv = result(job);
        assertThat(csv).startsWith(COLUMNS);
        List<String> rows = csv.lines().skip(1).toList();
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst())
                .contains(",news@example.com,no@x.test,Hello,\"\",UNKNOWN_ISP,")
                .contains(",PERMANENT_BOUNCE,");
        assertThat(rows.getLast())
                .startsWith(delivered + ",shop@example.com,yes@x.test,Hello,\"\",UNKNOWN_ISP,")
                .contains(",DELIVERY,")
                .endsWith(",\"\",\"\"");
        String json = result(done(create(DataFormat.JSON, q -> q.maxResults(1))));
        assertThat(json)
                .startsWith("{\"messageId\":\"")
                .contains("\"lastDeliveryEvent\":\"PERMANENT_BOUNCE\"")
                .doesNotContain("lastEngagementEvent")
                .endsWith("}\n");
        assertThat(json.lines()).hasSize(1);
    }

    @Test
    void filtersIncludeAndExclude() throws Exception {
        assertThat(result(done(create(
                        DataFormat.CSV,
                        q -> q.include(f -> f.fromEmailAddress("SHOP@example.com")
                                .lastDeliveryEvent(DeliveryEventType.DELIVERY, DeliveryEventType.SEND))))))
                .contains("yes@x.test")
                .doesNotContain("no@x.test");
        assertThat(result(done(create(DataFormat.CSV, q -> q.exclude(f -> f.destination("yes@x.test"))))))
                .contains("no@x.test")
                .doesNotContain("yes@x.test");
        assertThat(result(done(create(
                        DataFormat.CSV, q -> q.include(f -> f.subject("hello").isp("Gmail"))))))
                .isEqualTo(COLUMNS);
        assertThat(result(done(create(DataFormat.CSV, q -> q.include(f -> f.subject("hello"))))))
                .contains("no@x.test", "yes@x.test");
        Instant old = Instant.now().minus(Duration.ofDays(2));
        assertThat(result(done(create(DataFormat.CSV, q -> q.startDate(old).endDate(old.plus(Duration.ofDays(1)))))))
                .isEqualTo(COLUMNS);
    }

    /// Counted behind the event log, so it takes a moment.
    @Test
    void figuresAreExportedByDay() {
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        MetricsDataSource figures = MetricsDataSource.builder()
                .namespace(MetricNamespace.VDM)
                .dimensions(Map.of(
                        MetricDimensionName.EMAIL_IDENTITY, List.of("example.com"),
                        MetricDimensionName.ISP, List.of("*")))
                .metrics(m -> m.name(Metric.SEND), m -> m.name(Metric.DELIVERY).aggregation(MetricAggregation.RATE))
                .startDate(today)
                .endDate(today.plus(Duration.ofDays(1)))
                .build();
        String day = today.toString().substring(0, 10);
        await("the figures")
                .atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(result(done(ses.createExportJob(
                                        r -> r.exportDataSource(s -> s.metricsDataSource(figures))
                                                .exportDestination(d -> d.dataFormat(DataFormat.CSV)))
                                .jobId())))
                        .isEqualTo("date,EMAIL_IDENTITY,ISP,metric,aggregation,value\r\n"
                                + day + ",example.com,UNKNOWN_ISP,SEND,VOLUME,2\r\n"
                                + day + ",example.com,UNKNOWN_ISP,DELIVERY,RATE,0.5\r\n"));
        assertThat(ses.listExportJobs(r -> r.exportSourceType(ExportSourceType.METRICS_DATA))
                        .exportJobs())
                .isNotEmpty();
    }

    @Test
    void anotherRegionHasMailOfItsOwn() throws Exception {
        Tenant elsewhere = new Tenant("333333333333", "us-east-1");
        Credential key = posthorn.tenant(elsewhere, "elsewhere.test");
        try (SesV2Client other = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey())) {
            String id = create(DataFormat.CSV, q -> {});
            assertBad(() -> other.getExportJob(r -> r.jobId(id)), "Invalid JobId");
            assertThat(other.listExportJobs(r -> {}).exportJobs()).isEmpty();
        }
    }

    @Test
    void refusalsComeInOrder() {
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        assertBad(
                () -> ses.createExportJob(
                        r -> r.exportDataSource(s -> {}).exportDestination(d -> d.dataFormat(DataFormat.CSV))),
                "One data source must be provided");
        assertBad(
                () -> ses.createExportJob(r -> r.exportDataSource(s -> s.messageInsightsDataSource(
                                m -> m.startDate(today).endDate(today)))
                        .exportDestination(d -> d.dataFormat(DataFormat.CSV).s3Url("s3://mine/key"))),
                "Providing a custom S3 URL is not supported");
        assertBad(() -> create(DataFormat.CSV, q -> q.startDate(today).endDate(today)), "Invalid date range");
        assertBad(
                () -> create(DataFormat.CSV, q -> q.maxResults(10_001)),
                "1 validation error detected: Value at 'exportDataSource.messageInsightsDataSource.maxResults' failed to"
                        + " satisfy constraint: Member must have value less than or equal to 10000");
        MetricsDataSource metrics = MetricsDataSource.builder()
                .namespace(MetricNamespace.VDM)
                .dimensions(Map.of(MetricDimensionName.ISP, List.of("*")))
                .metrics(m -> m.name(Metric.SEND))
                .startDate(today.minus(Duration.ofDays(1)))
                .endDate(today)
                .build();
        assertBad(
                () -> ses.createExportJob(r -> r.exportDataSource(s -> s.metricsDataSource(metrics.toBuilder()
                                .endDate(today.plusSeconds(1))
                                .build()))
                        .exportDestination(d -> d.dataFormat(DataFormat.CSV))),
                "To get daily aggregated data you must not specify partial-day timestamps. Please make your interval go"
                        + " from midnight to midnight UTC.");
        assertBad(
                () -> ses.createExportJob(r -> r.exportDataSource(s -> s.metricsDataSource(metrics.toBuilder()
                                .dimensionsWithStrings(Map.of("PLANET", List.of("*")))
                                .build()))
                        .exportDestination(d -> d.dataFormat(DataFormat.CSV))),
                "1 validation error detected: Value at 'exportDataSource.metricsDataSource.dimensions' failed to satisfy"
                        + " constraint: Map keys must satisfy constraint: [Member must satisfy enum value set:"
                        + " [EMAIL_IDENTITY, CONFIGURATION_SET, ISP, TENANT_NAME]]");
        assertBad(() -> ses.getExportJob(r -> r.jobId("none")), "Invalid JobId");
    }

    @Test
    @Shows(
            value = {"CancelExportJob", "ListExportJobs"},
            face = Face.V2)
    void jobsAreListedNewestFirstAndCanceledWhileTheyRun() {
        String first = create(DataFormat.CSV, q -> {});
        done(first);
        assertBad(
                () -> ses.cancelExportJob(r -> r.jobId(first)),
                "Cannot cancel an export job that has a <COMPLETED> status.");
        assertBad(() -> ses.cancelExportJob(r -> r.jobId("none")), "Invalid JobId");
        String second = create(DataFormat.CSV, q -> {});
        done(second);
        var newest = ses.listExportJobs(r -> r.pageSize(1));
        assertThat(newest.exportJobs()).extracting(job -> job.jobId()).containsExactly(second);
        assertThat(newest.exportJobs().getFirst().jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(newest.exportJobs().getFirst().completedTimestamp()).isNotNull();
        assertThat(ses.listExportJobs(r -> r.pageSize(1).nextToken(newest.nextToken()))
                        .exportJobs())
                .extracting(job -> job.jobId())
                .containsExactly(first);
        assertThat(ses.listExportJobs(r -> r.jobStatus(JobStatus.FAILED)).exportJobs())
                .isEmpty();
        assertBad(() -> ses.listExportJobs(r -> r.pageSize(101)), "PageSize must be between 1 and 100");
        assertBad(() -> ses.listExportJobs(r -> r.nextToken("else")), "Failed to deserialize token. ");
        assertBad(() -> ses.listExportJobs(r -> r.nextToken("")), "Failed to deserialize token. ");
    }
}
