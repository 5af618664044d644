package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.ContactListImportAction;
import software.amazon.awssdk.services.sesv2.model.DataFormat;
import software.amazon.awssdk.services.sesv2.model.JobStatus;

/// An import job over two runs of the server.
class V2ImportJobStopTest {
    private static final String ACCOUNT = "123456789012";

    private static TestServer server(Path own) throws Exception {
        return TestServer.start(
                own,
                false,
                "relay.hosts=127.0.0.1:9",
                "account.sandbox=false",
                "jobs.directory=" + own.resolve("imports"));
    }

    /// However often the server stops, each record counts once.
    @Test
    void aJobGoesOnAfterAStop(@TempDir Path own) throws Exception {
        int records = 30_000;
        StringBuilder text = new StringBuilder("emailAddress,attributesData\n");
        for (int i = 0; i < records; i++) {
            text.append(i % 1000 == 7 ? "wrong" + i : i + "@many.test").append(",some\n");
        }
        Path files = Files.createDirectories(own.resolve("imports").resolve(ACCOUNT));
        Files.writeString(files.resolve("many.csv"), text);
        String id;
        Credential account;
        try (TestServer server = server(own)) {
            account = server.tenant(new Tenant(ACCOUNT, "us-east-1"), "example.com");
            try (SesV2Client client = server.clientV2(account.accessKeyId(), account.secretAccessKey())) {
                client.createContactList(r -> r.contactListName("people"));
                id = client.createImportJob(r -> r.importDestination(
                                        d -> d.contactListDestination(c -> c.contactListName("people")
                                                .contactListImportAction(ContactListImportAction.PUT)))
                                .importDataSource(
                                        s -> s.s3Url("file:///many.csv").dataFormat(DataFormat.CSV)))
                        .jobId();
                await().atMost(TestServer.PATIENCE)
                        .until(() -> client.getImportJob(r -> r.jobId(id)), job -> job.processedRecordsCount() > 0);
            }
        }
        try (TestServer server = server(own);
                SesV2Client client = server.clientV2(account.accessKeyId(), account.secretAccessKey())) {
            var job = await().atMost(TestServer.PATIENCE)
                    .until(() -> client.getImportJob(r -> r.jobId(id)), told -> told.completedTimestamp() != null);
            assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
            assertThat(job.processedRecordsCount()).isEqualTo(records);
            assertThat(job.failedRecordsCount()).isEqualTo(30);
            String failures = server.http(
                            HttpRequest.newBuilder(URI.create(job.failureInfo().failedRecordsS3Url())))
                    .body();
            assertThat(failures.lines()).hasSize(30).doesNotHaveDuplicates();
            int contacts = 0;
            Optional<String> token = Optional.empty();
            do {
                String from = token.orElse(null);
                var page = client.listContacts(r -> r.contactListName("people").nextToken(from));
                contacts += page.contacts().size();
                token = Optional.ofNullable(page.nextToken());
            } while (token.isPresent());
            assertThat(contacts).isEqualTo(records - 30);
        }
    }
}
