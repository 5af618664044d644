package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import tools.jackson.databind.JsonNode;

/// What the API can change, the operator can change by command: keys, identities, accounts.
class OperatorCommandsTest {
    @TempDir
    private static Path directory;

    private static TestServer posthorn;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.mode=capture");
    }

    @AfterAll
    static void stop() {
        posthorn.close();
    }

    @Test
    void aKeyIsLabelledAndWorksOnlyWhileItIsSwitchedOn() {
        json("account", "create", "--id", "111111111111");
        JsonNode key = json("key", "create", "--account", "111111111111", "--label", "web shop");
        String id = key.path("accessKeyId").asString();
        assertThat(listed(id).path("label").asString()).isEqualTo("web shop");
        assertThat(listed(id).path("enabled").asBoolean()).isTrue();

        try (SesClient ses = posthorn.client(id, key.path("secretAccessKey").asString())) {
            ses.getSendQuota();
            JsonNode off = json("key", "update", id, "--enabled", "false");
            assertThat(off.path("enabled").asBoolean()).isFalse();
            assertThat(off.path("label").asString()).isEqualTo("web shop");
            assertThatThrownBy(ses::getSendQuota)
                    .isInstanceOfSatisfying(
                            SesException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));

            json("key", "update", id, "--enabled", "true", "--label", "");
            ses.getSendQuota();
        }
        assertThat(listed(id).path("label").asString()).isEmpty();
        assertThat(run("key", "update", "AKIANONE").err())
                .isEqualTo("posthorn: there is no key AKIANONE\n");
        assertThat(run("key", "update", id, "--label", "a\nb").err())
                .startsWith("posthorn: a label has at most 256 characters, and no line breaks");
    }

    @Test
    void anIdentityIsRemovedInItsRegionOnly() {
        json("account", "create", "--id", "222222222222");
        json("identity", "verify", "two.example", "--account", "222222222222");
        json("identity", "verify", "two.example", "--account", "222222222222", "--region", "eu-west-1");
        assertThat(json("identity", "delete", "Two.example", "--account", "222222222222").toString())
                .isEqualTo("{}");
        assertThat(json("identity", "list", "--account", "222222222222"))
                .singleElement()
                .satisfies(left -> assertThat(left.path("region").asString()).isEqualTo("eu-west-1"));
        assertThat(run("identity", "delete", "two.example", "--account", "222222222222")
                        .err())
                .isEqualTo("posthorn: there is no identity two.example in us-east-1\n");
    }

    @Test
    void signaturesOfADomainAreSwitchedOnceItsKeysArePublished() {
        json("account", "create", "--id", "333333333333");
        json("identity", "verify", "three.example", "--account", "333333333333");
        assertThat(run("identity", "dkim", "three.example", "off", "--account", "333333333333")
                        .err())
                .isEqualTo("posthorn: Domain three.example is not verified for DKIM signing.\n");
        assertThat(run("identity", "dkim", "three.example", "no", "--account", "333333333333")
                        .code())
                .isEqualTo(2);
    }

    private static JsonNode listed(String keyId) {
        return json("key", "list")
                .valueStream()
                .filter(row -> row.path("accessKeyId").asString().equals(keyId))
                .findFirst()
                .orElseThrow();
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.of(directory, List.of("data.dir=" + directory.resolve("data")), words);
    }

    private static JsonNode json(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
