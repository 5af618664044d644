package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.DataFormat;
import software.amazon.awssdk.services.sesv2.model.GetImportJobResponse;
import software.amazon.awssdk.services.sesv2.model.JobStatus;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.SuppressionListImportAction;

/// Import jobs whose files a service has that speaks S3.
class V2ImportFromObjectsTest {
    private static final String ACCOUNT = "123456789012";
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @TempDir
    private static Path directory;

    private static final Map<String, String> OBJECTS = new ConcurrentHashMap<>();
    private static final CountDownLatch GO = new CountDownLatch(1);

    private static HttpServer store;
    private static ExecutorService threads;
    private static TestServer posthorn;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.setExecutor(threads);
        store.createContext("/", V2ImportFromObjectsTest::answer);
        store.start();
        posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=127.0.0.1:9",
                "account.sandbox=false",
                "jobs.endpoint=http://127.0.0.1:" + store.getAddress().getPort() + "/s3/",
                "jobs.buckets=" + ACCOUNT + ":lists",
                "jobs.access_key_id=posthorn",
                "jobs.secret_access_key=secret");
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        GO.countDown();
        ses.close();
        posthorn.close();
        store.stop(0);
        threads.close();
    }

    /// As S3 would: only what is signed as the SDK's own signer signs it.
    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (path.endsWith("/slow.csv")) {
            try {
                GO.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String object = OBJECTS.get(path);
        int status = !exchange.getRequestHeaders().getFirst("Authorization").equals(expected(exchange))
                ? 403
                : object == null ? 404 : 200;
        byte[] body = (status == 200 ? object : "<Error/>").getBytes(StandardCharsets.UTF_8);
        if (path.endsWith("/moved.csv")) {
            status = 307;
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:9/");
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String expected(HttpExchange exchange) {
        String at = exchange.getRequestHeaders().getFirst("x-amz-date");
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://" + exchange.getRequestHeaders().getFirst("Host")
                        + exchange.getRequestURI().getRawPath()))
                .build();
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(AwsCredentialsIdentity.create("posthorn", "secret"))
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(
                                HttpSigner.SIGNING_CLOCK, Clock.fixed(SECOND.parse(at, Instant::from), ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }

    private static String create(String url) {
        return ses.createImportJob(r -> r.importDestination(d -> d.suppressionListDestination(
                                s -> s.suppressionListImportAction(SuppressionListImportAction.PUT)))
                        .importDataSource(s -> s.s3Url(url).dataFormat(DataFormat.CSV)))
                .jobId();
    }

    private static GetImportJobResponse done(String id) {
        return await("the end of job " + id)
                .atMost(TestServer.PATIENCE)
                .until(() -> ses.getImportJob(r -> r.jobId(id)), job -> job.completedTimestamp() != null);
    }

    @Test
    void objectsAreAskedForBySignedRequests() {
        OBJECTS.put("/s3/lists/a%20b/%C3%A4%2B~.csv", "a@o.test,BOUNCE\nb@o.test,COMPLAINT\n");
        GetImportJobResponse job = done(create("s3://lists/a b/ä+~.csv"));
        assertThat(job.failureInfo()).isNull();
        assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.processedRecordsCount()).isEqualTo(2);
        assertThat(ses.getSuppressedDestination(r -> r.emailAddress("b@o.test"))
                        .suppressedDestination()
                        .reasonAsString())
                .isEqualTo("COMPLAINT");
    }

    @Test
    void whatCanNotBeHadFailsTheJob() {
        assertThat(done(create("s3://lists/none.csv")).failureInfo().errorMessage())
                .isEqualTo("There is no object s3://lists/none.csv.");
        assertThat(done(create("s3://lists/../other/key.csv")).failureInfo().errorMessage())
                .isEqualTo("There is no object s3://lists/../other/key.csv.");
        assertThat(done(create("s3://lists/moved.csv")).failureInfo().errorMessage())
                .isEqualTo("The object store answered 307 for s3://lists/moved.csv.");
    }

    @Test
    void onlyBucketsOfTheAccountAreRead() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> create("s3://others/key.csv"))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("The operator of this server has not opened the bucket others to this account"
                                + " (jobs.buckets)."));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> create("file:///key.csv"))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("The operator of this server has not said where files are (jobs.directory)."));
    }

    /// The other tests wait for as long as these do.
    @Test
    void anAccountHasTwentyJobsAtOnce() {
        OBJECTS.put("/s3/lists/slow.csv", "slow@o.test,BOUNCE\n");
        String first = create("s3://lists/slow.csv");
        for (int i = 1; i < 20; i++) {
            create("s3://lists/slow.csv");
        }
        // A guess, by that of exports.
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> create("s3://lists/slow.csv"))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("There are too many import jobs running - wait for one to complete before"
                                + " resubmitting."));
        GO.countDown();
        assertThat(done(first).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    }
}
