package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.RefusalV2.assertBad;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/// Messages of 40 MB by API v2, which come as 54 MB of JSON, to a server with little more heap than one of them needs.
class V2LargeMailTest {
    private static final String HEAD = "From: shop@example.com\r\nTo: ann@example.net\r\nSubject: large\r\n\r\n";

    @TempDir
    private Path directory;

    @Test
    @Timeout(600)
    void theLargestMessageIsTakenAndManyAtOnceNeverEndTheProcess() throws Exception {
        Credential key;
        try (TestServer first =
                TestServer.start(directory, false, "relay.hosts=127.0.0.1:1", "account.sandbox=false")) {
            key = first.tenant(new Tenant("111111111111", "us-east-1"), "example.com");
        }
        try (ServerProcess server = ServerProcess.startSmall(
                        directory, "127.0.0.1:1", "704m", "account.max_send_rate=10000", "mail.domain=mail.test");
                SesV2Client ses = client(URI.create("http://" + server.endpoint("api")), key)) {
            assertThat(send(ses, Limits.SMTP_MESSAGE_BYTES)).isEqualTo("200");
            assertBad(
                    () -> raw(ses, Limits.SMTP_MESSAGE_BYTES + 1),
                    "Message length is more than 41943040 bytes long: '41943041'."); // as in API v1
            List<String> outcomes = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Future<String>> sends = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    sends.add(threads.submit(() -> send(ses, 30_000_000)));
                }
                for (Future<String> sent : sends) {
                    outcomes.add(sent.get());
                }
            }
            assertThat(server.isAlive()).as("after " + outcomes).isTrue();
            assertThat(outcomes).isSubsetOf("200", "503 Service is unavailable").contains("200");
            assertThat(send(ses, 1_000)).isEqualTo("200");
            assertThat(server.terminate()).isZero();
        }
    }

    private static String send(SesV2Client ses, int size) {
        try {
            raw(ses, size);
            return "200";
        } catch (SesV2Exception e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorMessage();
        }
    }

    private static void raw(SesV2Client ses, int size) {
        byte[] message = new byte[size];
        Arrays.fill(message, (byte) 'x');
        for (int i = HEAD.length() + 76; i + 1 < size; i += 78) {
            message[i] = '\r';
            message[i + 1] = '\n';
        }
        System.arraycopy(HEAD.getBytes(StandardCharsets.US_ASCII), 0, message, 0, HEAD.length());
        ses.sendEmail(r -> r.content(c -> c.raw(m -> m.data(SdkBytes.fromByteArrayUnsafe(message)))));
    }

    private static SesV2Client client(URI api, Credential key) {
        return SesV2Client.builder()
                .endpointOverride(api)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(1).build()))
                .build();
    }
}
