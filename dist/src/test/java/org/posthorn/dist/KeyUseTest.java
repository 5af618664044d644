package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// When a key was last used is known over both ways in, and after a restart.
class KeyUseTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private Path directory;

    @Test
    void aKeyUsedOverTheApiOrSmtpIsKnownSoAfterARestart() throws Exception {
        Instant before = Instant.now().minus(Duration.ofSeconds(1));
        JsonNode api;
        JsonNode smtp;
        JsonNode unused;
        try (TestServer posthorn = TestServer.start(directory, false, "relay.mode=capture")) {
            json("account", "create", "--id", ACCOUNT);
            api = key();
            smtp = key();
            unused = key();
            try (SesClient ses = posthorn.client(
                    api.path("accessKeyId").asString(),
                    api.path("secretAccessKey").asString())) {
                ses.getSendQuota();
            }
            logIn(posthorn, smtp);
        }
        try (TestServer again = TestServer.start(directory, false, "relay.mode=capture")) {
            assertThat(again.server.accounts().keys()).hasSize(3);
            assertThat(lastUse(api)).isBetween(before, Instant.now());
            assertThat(lastUse(smtp)).isBetween(before, Instant.now());
            assertThat(listed(unused).path("lastUsedAt").isNull()).isTrue();
        }
    }

    private static void logIn(TestServer posthorn, JsonNode key) throws Exception {
        String[] address = posthorn.server.endpoints().submission().split(":");
        Properties properties = new Properties();
        properties.put("mail.smtp.auth", "true");
        try (Transport transport = Session.getInstance(properties).getTransport("smtp")) {
            transport.connect(
                    address[0],
                    Integer.parseInt(address[1]),
                    key.path("smtpUsername").asString(),
                    key.path("smtpPassword").asString());
        }
    }

    private Instant lastUse(JsonNode key) {
        return Instant.parse(listed(key).path("lastUsedAt").asString());
    }

    private JsonNode listed(JsonNode key) {
        return json("key", "list", "--account", ACCOUNT)
                .valueStream()
                .filter(row -> row.path("accessKeyId").equals(key.path("accessKeyId")))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode key() {
        return json("key", "create", "--account", ACCOUNT);
    }

    private JsonNode json(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
