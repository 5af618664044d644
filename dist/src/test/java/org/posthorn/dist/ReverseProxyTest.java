package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.dist.Refusal.assertRefused;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import tools.jackson.databind.JsonNode;

/// The API behind a proxy, as the AWS SDK sees it: what the proxy says of the client counts when it is ours.
class ReverseProxyTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String OURS = "127.0.0.9";
    private static final String CLIENT = "203.0.113.5";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay().with("api.trusted_proxies=127.0.0.8/31");

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    /// May act from the client's address, and over TLS only.
    private static JsonNode key;

    @BeforeAll
    static void start() throws Exception {
        posthorn.tenant(TENANT, "example.com");
        Path policy = Files.writeString(directory.resolve("policy.json"), """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ses:*", "Resource": "*",
                  "Condition": {"IpAddress": {"aws:SourceIp": "%s"}, "Bool": {"aws:SecureTransport": "true"}}}]}
                """.formatted(CLIENT));
        key = CommandLineRun.json(
                directory, "key", "create", "--account", TENANT.accountId(), "--policy", policy.toString());
    }

    @Test
    void signaturesPassAndTheClientIsTheOneThatTheProxyNames() throws Exception {
        try (ForwardingProxy proxy = proxy(OURS, CLIENT);
                SesClient ses = client(proxy.port())) {
            assertThat(ses.getSendQuota().max24HourSend()).isEqualTo(1_000_000);
            String id = ses.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses("behind@x.test"))
                            .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                    .messageId();
            assertThat(posthorn.ended(id).mail().origin().orElseThrow().sourceIp())
                    .contains(CLIENT);
        }
    }

    @Test
    void whatTheClientWroteItselfIsNotTaken() throws Exception {
        try (ForwardingProxy proxy = proxy(OURS, "198.51.100.7");
                SesClient ses = client(proxy.port(), "X-Forwarded-For", CLIENT)) {
            assertDenied(ses);
        }
    }

    @Test
    void aProxyOfNobodyIsNotBelieved() throws Exception {
        try (ForwardingProxy proxy = proxy("127.0.0.10", CLIENT);
                SesClient ses = client(proxy.port())) {
            assertDenied(ses);
        }
        try (SesClient direct = client(posthorn.api().getPort(), "X-Forwarded-For", CLIENT)) {
            assertDenied(direct);
        }
    }

    @Test
    void aProxyThatChangesTheHostBreaksSignatures() throws Exception {
        try (ForwardingProxy proxy = ForwardingProxy.startWithOwnHost(
                        OURS, posthorn.server.endpoints().api(), CLIENT);
                SesClient ses = client(proxy.port())) {
            assertThatThrownBy(ses::getSendQuota)
                    .isInstanceOfSatisfying(
                            SesException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch"));
        }
    }

    private static ForwardingProxy proxy(String from, String heard) throws Exception {
        return ForwardingProxy.start(from, posthorn.server.endpoints().api(), heard);
    }

    private static void assertDenied(SesClient ses) {
        assertRefused(
                ses::getSendQuota,
                "AccessDenied",
                "User `arn:aws:iam::123456789012:user/" + key.get("accessKeyId").asString()
                        + "' is not authorized to perform `ses:GetSendQuota'");
    }

    private static SesClient client(int port, String... header) {
        URI uri = URI.create("http://127.0.0.1:" + port);
        SesClient plain = TestServer.client(
                uri,
                key.get("accessKeyId").asString(),
                key.get("secretAccessKey").asString());
        if (header.length == 0) {
            return plain;
        }
        plain.close();
        return SesClient.builder()
                .endpointOverride(uri)
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .credentialsProvider(plain.serviceClientConfiguration().credentialsProvider())
                .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.putHeader(header[0], header[1]))
                .build();
    }
}
