package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.ContactListImportAction;
import software.amazon.awssdk.services.sesv2.model.DataFormat;
import software.amazon.awssdk.services.sesv2.model.GetImportJobResponse;
import software.amazon.awssdk.services.sesv2.model.ImportDestination;
import software.amazon.awssdk.services.sesv2.model.ImportDestinationType;
import software.amazon.awssdk.services.sesv2.model.JobStatus;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SubscriptionStatus;
import software.amazon.awssdk.services.sesv2.model.SuppressionListImportAction;

/// Import jobs by API v2 through its SDK, from files of the operator's.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2ImportJobsTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    private static Path files;
    private static TestServer posthorn;
    private static Credential key;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        files = Files.createDirectories(directory.resolve("imports").resolve(ACCOUNT));
        posthorn = server(directory);
        key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        ses.createContactList(r -> r.contactListName("people")
                .topics(
                        t -> t.topicName("news")
                                .displayName("News")
                                .defaultSubscriptionStatus(SubscriptionStatus.OPT_IN),
                        t -> t.topicName("offers")
                                .displayName("Offers")
                                .defaultSubscriptionStatus(SubscriptionStatus.OPT_OUT)));
    }

    private static TestServer server(Path directory) throws Exception {
        return TestServer.start(
                directory,
                false,
                "relay.hosts=127.0.0.1:9",
                "account.sandbox=false",
                "jobs.directory=" + V2ImportJobsTest.directory.resolve("imports"));
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
    }

    private static ImportDestination contacts(ContactListImportAction action) {
        return ImportDestination.builder()
                .contactListDestination(c -> c.contactListName("people").contactListImportAction(action))
                .build();
    }

    private static ImportDestination suppressed(SuppressionListImportAction action) {
        return ImportDestination.builder()
                .suppressionListDestination(s -> s.suppressionListImportAction(action))
                .build();
    }

    private static String create(ImportDestination destination, String url, DataFormat format) {
        return ses.createImportJob(r -> r.importDestination(destination)
                        .importDataSource(s -> s.s3Url(url).dataFormat(format)))
                .jobId();
    }

    private static GetImportJobResponse done(SesV2Client client, String id) {
        return await("the end of job " + id)
                .atMost(TestServer.PATIENCE)
                .until(() -> client.getImportJob(r -> r.jobId(id)), job -> job.completedTimestamp() != null);
    }

    private static GetImportJobResponse run(
            ImportDestination destination, String name, DataFormat format, String... lines) throws IOException {
        Files.writeString(files.resolve(name), String.join("\n", lines));
        return done(ses, create(destination, "file:///" + name, format));
    }

    private static void assertBad(ThrowingCallable call, String text) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    @Test
    @Shows(
            value = {"CreateImportJob", "GetImportJob"},
            face = Face.V2)
    void contactsComeFromCsvAndWrongRecordsAreToldInAFile() throws Exception {
        ses.createContact(r -> r.contactListName("people")
                .emailAddress("replaced@x.test")
                .unsubscribeAll(true)
                .attributesData("old"));
        GetImportJobResponse job = run(
                contacts(ContactListImportAction.PUT),
                "people.csv",
                DataFormat.CSV,
                "emailAddress,unsubscribeAll,attributesData,topicPreferences.news,topicPreferences.offers",
                "plain@x.test",
                "\"quoted@x.test\",true,\"{\"\"name\"\":\"\"A, \nB\"\"}\",OPT_OUT,",
                "",
                "replaced@x.test,false,,,OPT_IN",
                "no address,false",
                "flag@x.test,maybe",
                "topic@x.test,false,,SOMETIMES",
                "more@x.test,,,,,more");
        assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.processedRecordsCount()).isEqualTo(7);
        assertThat(job.failedRecordsCount()).isEqualTo(4);
        assertThat(job.importDataSource().s3Url()).isEqualTo("file:///people.csv");
        assertThat(job.importDataSource().dataFormat()).isEqualTo(DataFormat.CSV);
        assertThat(job.importDestination()).isEqualTo(contacts(ContactListImportAction.PUT));
        assertThat(job.createdTimestamp()).isBeforeOrEqualTo(job.completedTimestamp());
        assertThat(job.failureInfo().errorMessage()).isNull();
        var answer = posthorn.http(
                HttpRequest.newBuilder(URI.create(job.failureInfo().failedRecordsS3Url())));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(answer.body())
                .isEqualTo("EmailAddress <no address> is invalid,\"no address,false\"\r\n"
                        + "unsubscribeAll is true or false,\"flag@x.test,maybe\"\r\n"
                        + "a topic preference is OPT_IN or OPT_OUT,\"topic@x.test,false,,SOMETIMES\"\r\n"
                        + "the record has more fields than there are columns,\"more@x.test,,,,,more\"\r\n");
        var quoted = ses.getContact(r -> r.contactListName("people").emailAddress("quoted@x.test"));
        assertThat(quoted.unsubscribeAll()).isTrue();
        assertThat(quoted.attributesData()).isEqualTo("{\"name\":\"A, \nB\"}");
        assertThat(quoted.topicPreferences())
                .singleElement()
                .satisfies(said -> assertThat(said.subscriptionStatus()).isEqualTo(SubscriptionStatus.OPT_OUT));
        var replaced = ses.getContact(r -> r.contactListName("people").emailAddress("replaced@x.test"));
        assertThat(replaced.unsubscribeAll()).isFalse();
        assertThat(replaced.attributesData()).isNull();
        assertThat(ses.getContact(r -> r.contactListName("people").emailAddress("plain@x.test"))
                        .topicPreferences())
                .isEmpty();
        String link = job.failureInfo().failedRecordsS3Url();
        assertThat(posthorn.http(HttpRequest.newBuilder(URI.create(link.substring(0, link.length() - 1))))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void contactsComeFromJsonAndGo() throws Exception {
        GetImportJobResponse put = run(
                contacts(ContactListImportAction.PUT),
                "people.json",
                DataFormat.JSON,
                "{\"emailAddress\":\"api@j.test\",\"topicPreferences\":"
                        + "[{\"topicName\":\"news\",\"subscriptionStatus\":\"OPT_OUT\"}]}",
                "{\"emailAddress\":\"dotted@j.test\",\"topicPreferences.news\":\"OPT_OUT\",\"unsubscribeAll\":true}",
                "{\"emailAddress\":",
                "[]",
                "{\"emailAddress\":\"long@j.test\",\"attributesData\":\"" + "x".repeat(70_000) + "\"}",
                "{\"emailAddress\":\"none@j.test\",\"topicPreferences\":{\"none\":\"OPT_IN\"}}",
                "{\"emailAddress\":\"last@j.test\",\"attributesData\":null}");
        assertThat(put.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(put.processedRecordsCount()).isEqualTo(7);
        assertThat(put.failedRecordsCount()).isEqualTo(4);
        assertThat(ses.getContact(r -> r.contactListName("people").emailAddress("api@j.test"))
                        .topicPreferences())
                .hasSize(1);
        assertThat(ses.getContact(r -> r.contactListName("people").emailAddress("dotted@j.test"))
                        .unsubscribeAll())
                .isTrue();
        GetImportJobResponse delete = run(
                contacts(ContactListImportAction.DELETE),
                "gone.json",
                DataFormat.JSON,
                "{\"emailAddress\":\"api@j.test\"}",
                "{\"emailAddress\":\"nobody@j.test\"}");
        assertThat(delete.failedRecordsCount()).isZero();
        assertThat(delete.failureInfo()).isNull();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(
                        () -> ses.getContact(r -> r.contactListName("people").emailAddress("api@j.test")));
        assertThat(ses.getContact(r -> r.contactListName("people").emailAddress("last@j.test"))
                        .emailAddress())
                .isEqualTo("last@j.test");
    }

    /// Without a service that speaks S3, the directory has the buckets.
    @Test
    void suppressedAddressesComeAndGo() throws Exception {
        Files.createDirectories(files.resolve("bucket/some"));
        Files.writeString(
                files.resolve("bucket/some/list.csv"), "a@s.test,BOUNCE\r\nb@S.test,COMPLAINT\r\nc@s.test,NOTHING\r\n");
        var put = done(
                ses, create(suppressed(SuppressionListImportAction.PUT), "s3://bucket/some/list.csv", DataFormat.CSV));
        assertThat(put.processedRecordsCount()).isEqualTo(3);
        assertThat(put.failedRecordsCount()).isEqualTo(1);
        assertThat(ses.getSuppressedDestination(r -> r.emailAddress("b@s.test"))
                        .suppressedDestination()
                        .reasonAsString())
                .isEqualTo("COMPLAINT");
        var delete = run(
                suppressed(SuppressionListImportAction.DELETE),
                "list.json",
                DataFormat.JSON,
                "{\"emailAddress\":\"b@s.test\"}");
        assertThat(delete.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.getSuppressedDestination(r -> r.emailAddress("b@s.test")));
        assertThat(ses.getSuppressedDestination(r -> r.emailAddress("a@s.test"))
                        .suppressedDestination()
                        .reasonAsString())
                .isEqualTo("BOUNCE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///missing.csv",
                "file:///../secret.csv",
                "file:///../" + ACCOUNT + "/there.csv",
                "file:///./there.csv",
                "file:////there.csv",
                "file:///there.csv/",
                "file:///link.csv",
                "file:///linked/secret.csv",
                "file:///directory",
                "file:///pipe",
                "s3://../secret.csv",
                "s3://bucket/../there.csv"
            })
    void nothingIsReadElsewhere(String url) throws Exception {
        Path secret = directory.resolve("imports/secret.csv");
        Files.writeString(secret, "emailAddress\nsecret@s.test\n");
        Files.writeString(files.resolve("there.csv"), "emailAddress\nthere@s.test\n");
        Files.createDirectories(files.resolve("directory"));
        Files.createDirectories(files.resolve("bucket"));
        if (!Files.exists(files.resolve("link.csv"))) {
            Files.createSymbolicLink(files.resolve("link.csv"), secret);
            Files.createSymbolicLink(files.resolve("linked"), secret.getParent());
            assertThat(new ProcessBuilder("mkfifo", files.resolve("pipe").toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        var job = done(ses, create(contacts(ContactListImportAction.PUT), url, DataFormat.CSV));
        assertThat(job.jobStatus()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureInfo().errorMessage()).startsWith("There is no file ");
        assertThat(job.processedRecordsCount()).isZero();
        assertThat(job.failureInfo().failedRecordsS3Url()).isNull();
    }

    @Test
    void aFileWithoutColumnsFails() throws Exception {
        var job = run(contacts(ContactListImportAction.PUT), "bare.csv", DataFormat.CSV, "a@x.test", "b@x.test");
        assertThat(job.jobStatus()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureInfo().errorMessage())
                .isEqualTo("The first line does not name the columns, emailAddress among them.");
    }

    @Test
    void refusalsAreToldBeforeThereIsAJob() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> create(
                        ImportDestination.builder()
                                .contactListDestination(c -> c.contactListName("others")
                                        .contactListImportAction(ContactListImportAction.PUT))
                                .build(),
                        "file:///a.csv",
                        DataFormat.CSV))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("ContactList <others> doesn't exist."));
        for (String url : List.of("people.csv", "s3://bucket", "s3://bucket/", "s3:///key", "file://", "http://a/b")) {
            assertBad(
                    () -> create(suppressed(SuppressionListImportAction.PUT), url, DataFormat.CSV),
                    "1 validation error detected: Value at 'importDataSource.s3Url' failed to satisfy constraint: Member"
                            + " must satisfy regular expression pattern: ^s3://([^/]+)/(.*?([^/]+)/?)$");
        }
        // A guess.
        assertBad(
                () -> create(ImportDestination.builder().build(), "file:///a.csv", DataFormat.CSV),
                "One import destination must be provided");
        assertBad(
                () -> ses.createImportJob(r -> r.importDestination(
                                d -> d.suppressionListDestination(s -> s.suppressionListImportAction("MOVE")))
                        .importDataSource(s -> s.s3Url("file:///a.csv").dataFormat("XML"))),
                "2 validation errors detected: Value at 'importDestination.suppressionListDestination"
                        + ".suppressionListImportAction' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [DELETE, PUT]; Value at 'importDataSource.dataFormat' failed to satisfy constraint: Member"
                        + " must satisfy enum value set: [CSV, JSON]");
        // A guess.
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.getImportJob(r -> r.jobId("none")))
                .satisfies(e ->
                        assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Import job <none> doesn't exist."));
    }

    @Test
    void accountsInTheSandboxImportNothing(@TempDir Path own) throws Exception {
        try (TestServer server = TestServer.start(own, false, "relay.hosts=127.0.0.1:9")) {
            Credential sandboxed = server.tenant(new Tenant(ACCOUNT, "us-east-1"), "sandbox.test");
            SesV2Client other = server.clientV2(sandboxed.accessKeyId(), sandboxed.secretAccessKey());
            // A guess.
            assertBad(
                    () -> other.createImportJob(r -> r.importDestination(suppressed(SuppressionListImportAction.PUT))
                            .importDataSource(s -> s.s3Url("file:///a.csv").dataFormat(DataFormat.CSV))),
                    "Import jobs are not available to accounts in the sandbox.");
        }
    }

    @Test
    @Shows(value = "ListImportJobs", face = Face.V2)
    void jobsAreListedNewestFirst() throws Exception {
        Tenant elsewhere = new Tenant("333333333333", "us-east-1");
        Credential own = posthorn.tenant(elsewhere, "listed.test");
        try (SesV2Client other = posthorn.clientV2(own.accessKeyId(), own.secretAccessKey())) {
            other.createContactList(r -> r.contactListName("people"));
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ImportDestination destination =
                        i == 1 ? suppressed(SuppressionListImportAction.PUT) : contacts(ContactListImportAction.PUT);
                String id = other.createImportJob(r -> r.importDestination(destination)
                                .importDataSource(
                                        s -> s.s3Url("file:///none.csv").dataFormat(DataFormat.CSV)))
                        .jobId();
                done(other, id);
                made.addFirst(id);
            }
            var first = other.listImportJobs(r -> r.pageSize(2));
            assertThat(first.importJobs()).extracting(job -> job.jobId()).containsExactlyElementsOf(made.subList(0, 2));
            assertThat(first.importJobs().getFirst().jobStatus()).isEqualTo(JobStatus.FAILED);
            assertThat(first.importJobs().getFirst().importDestination())
                    .isEqualTo(contacts(ContactListImportAction.PUT));
            var second = other.listImportJobs(r -> r.pageSize(2).nextToken(first.nextToken()));
            assertThat(second.importJobs()).extracting(job -> job.jobId()).containsExactly(made.get(2));
            assertThat(second.nextToken()).isNull();
            assertThat(other.listImportJobs(r -> r.importDestinationType(ImportDestinationType.SUPPRESSION_LIST))
                            .importJobs())
                    .extracting(job -> job.jobId())
                    .containsExactly(made.get(1));
            assertBad(
                    () -> other.listImportJobs(r -> r.pageSize(0)),
                    "Value 0 for parameter PageSize is invalid. PageSize must be between 1 and 1000.");
            assertBad(() -> other.listImportJobs(r -> r.nextToken("else")), "Invalid NextToken <else>.");
            // Another account's jobs are none.
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> ses.getImportJob(r -> r.jobId(made.getFirst())));
        }
    }
}
