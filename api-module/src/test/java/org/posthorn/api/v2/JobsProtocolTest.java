package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;
import org.posthorn.engine.settings.ImportAction;
import org.posthorn.engine.settings.ImportJob;
import org.posthorn.engine.settings.JobFormat;
import org.posthorn.engine.settings.JobState;
import org.posthorn.engine.settings.Tables;

/// Jobs that wait: nothing runs them here.
class JobsProtocolTest {
    private static final String EXPORT =
            "{\"ExportDataSource\":{\"MessageInsightsDataSource\":{\"StartDate\":1.7E9,\"EndDate\":1700000100,"
                    + "\"Include\":{\"Destination\":[\"a@x.test\"]}}},\"ExportDestination\":{\"DataFormat\":\"JSON\"}}";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply call(String method, String path, String query, String body) {
        String whole = "/v2/email" + path;
        Map<String, String> signed = server.signer().rest(method, whole, query, body);
        return RawHttp.rest(server.address(), method, whole + (query.isEmpty() ? "" : "?" + query), signed, body);
    }

    private String create() {
        RawHttp.Reply reply = call("POST", "/export-jobs", "", EXPORT);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        server.engine().clock().advance(Duration.ofMillis(1));
        return reply.body().substring("{\"JobId\":\"".length(), reply.body().length() - 2);
    }

    private static void assertError(RawHttp.Reply reply, String type, String message) {
        assertThat(reply.headers()).as(reply.body()).containsEntry("x-amzn-errortype", type);
        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    }

    @Test
    void aJobThatWaitsIsToldAndCanceled() {
        String id = create();
        assertThat(call("GET", "/export-jobs/" + id, "", "").body())
                .startsWith(
                        "{\"JobId\":\"" + id + "\",\"ExportSourceType\":\"MESSAGE_INSIGHTS\",\"JobStatus\":\"CREATED\","
                                + "\"ExportDestination\":{\"DataFormat\":\"JSON\"},\"ExportDataSource\":"
                                + "{\"MessageInsightsDataSource\":{\"StartDate\":1700000000.000,\"EndDate\":1700000100.000,"
                                + "\"Include\":{\"FromEmailAddress\":[],\"Destination\":[\"a@x.test\"],")
                .contains("\"Statistics\":{\"ProcessedRecordsCount\":0,\"ExportedRecordsCount\":0}")
                .doesNotContain("CompletedTimestamp");
        RawHttp.Reply canceled = call("PUT", "/export-jobs/" + id + "/cancel", "", "");
        assertThat(canceled.status()).isEqualTo(200);
        assertThat(canceled.body()).isEqualTo("{}");
        assertThat(call("GET", "/export-jobs/" + id, "", "").body())
                .contains("\"JobStatus\":\"CANCELLED\"", "CompletedTimestamp")
                .doesNotContain("S3Url");
        assertError(
                call("PUT", "/export-jobs/" + id + "/cancel", "", ""),
                "BadRequestException",
                "Cannot cancel an export job that has a <CANCELLED> status.");
    }

    @Test
    void twentyJobsMayWait() {
        String first = create();
        for (int i = 1; i < 20; i++) {
            create();
        }
        assertError(
                call("POST", "/export-jobs", "", EXPORT),
                "LimitExceededException",
                "There are too many <MESSAGE_INSIGHTS> export jobs running - either cancel one of the jobs or wait for it"
                        + " to complete before resubmitting.");
        call("PUT", "/export-jobs/" + first + "/cancel", "", "");
        create();
    }

    @Test
    void importsAreListedByGetToo() {
        for (int i = 0; i < 2; i++) {
            ImportJob job = new ImportJob(
                    "job-" + i,
                    i == 0 ? Optional.of("people") : Optional.empty(),
                    ImportAction.DELETE,
                    "s3://a/b",
                    JobFormat.CSV,
                    JobState.CREATED,
                    server.engine().clock().instant(),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    Optional.empty());
            server.engine().settings().table(Tables.IMPORT_JOBS).put(TestEngine.TENANT, job.id(), job);
        }
        assertThat(call("GET", "/import-jobs", "PageSize=1", "").body())
                .startsWith("{\"ImportJobs\":[{\"JobId\":\"job-0\",\"ImportDestination\":{\"ContactListDestination\":"
                        + "{\"ContactListName\":\"people\",\"ContactListImportAction\":\"DELETE\"}},"
                        + "\"JobStatus\":\"CREATED\",")
                .contains("NextToken")
                .doesNotContain("job-1");
        assertThat(call("GET", "/import-jobs", "", "{\"ImportDestinationType\":\"SUPPRESSION_LIST\"}")
                        .body())
                .contains("job-1")
                .doesNotContain("job-0");
    }

    @Test
    void whereTheOperatorNamesNoFilesNothingIsImported() {
        for (String url : List.of("s3://a/b", "file:///a")) {
            assertError(
                    call(
                            "POST",
                            "/import-jobs",
                            "",
                            "{\"ImportDestination\":{\"SuppressionListDestination\":{\"SuppressionListImportAction\":"
                                    + "\"PUT\"}},\"ImportDataSource\":{\"S3Url\":\"" + url
                                    + "\",\"DataFormat\":\"CSV\"}}"),
                    "BadRequestException",
                    "This server imports no files: its operator has not said from where.");
        }
    }
}
