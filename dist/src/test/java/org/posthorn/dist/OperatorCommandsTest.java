package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import tools.jackson.databind.JsonNode;

/// What the API can change, the operator can change by command: keys, identities, accounts.
class OperatorCommandsTest {
    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

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
        assertThat(run("key", "update", "AKIANONE").err()).isEqualTo("posthorn: there is no key AKIANONE\n");
        assertThat(run("key", "update", id, "--label", "a\nb").err())
                .startsWith("posthorn: a label has at most 256 characters, and no line breaks");
    }

    @Test
    void anIdentityIsRemovedInItsRegionOnly() {
        json("account", "create", "--id", "222222222222");
        json("identity", "verify", "two.example", "--account", "222222222222");
        json("identity", "verify", "two.example", "--account", "222222222222", "--region", "eu-west-1");
        assertThat(json("identity", "delete", "Two.example", "--account", "222222222222")
                        .toString())
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

    @Test
    void anAccountIsDeletedWithAllThatItHasOnceItsMailHasEnded() {
        json("account", "create", "--id", "444444444444");
        json("account", "create", "--id", "444444444445");
        for (String account : List.of("444444444444", "444444444445")) {
            json("identity", "verify", "four.example", "--account", account);
            json("contacts", "put", "news", "--account", account, "--region", "eu-west-1");
            json("suppression", "add", "gone@example.net", "--account", account);
            json("topic", "create", "told", "--account", account);
        }
        JsonNode key = json("key", "create", "--account", "444444444444");
        JsonNode other = json("key", "create", "--account", "444444444445");
        json("queue", "pause", "capture");
        try (SesClient ses = client(key);
                SesClient neighbour = client(other)) {
            String id = ses.sendEmail(r -> r.source("a@four.example")
                            .destination(d -> d.toAddresses("b@four.example"))
                            .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))))
                    .messageId();
            assertThat(run("account", "delete", "--id", "444444444444").err())
                    .isEqualTo(
                            "posthorn: account 444444444444 has mail in the queue: 1; switch its sending off, and wait"
                                    + " until that has ended or drop it\n");
            json("queue", "resume", "capture");
            posthorn.ended(id);
            await("the end of the account")
                    .atMost(Duration.ofMinutes(1))
                    .until(() ->
                            run("account", "delete", "--id", "444444444444").code() == 0);
            assertThatThrownBy(ses::getSendQuota)
                    .isInstanceOfSatisfying(
                            SesException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
            neighbour.getSendQuota();
        }
        for (String list : List.of("account list", "key list", "identity list", "contacts lists", "topic list")) {
            assertThat(json(list.split(" ")).toString())
                    .as(list)
                    .contains("444444444445")
                    .doesNotContain("444444444444");
        }
        assertThat(run("account", "delete", "--id", "444444444444").err())
                .isEqualTo("posthorn: there is no account 444444444444\n");

        json("account", "create", "--id", "444444444444");
        assertThat(json("suppression", "list", "--account", "444444444444")).isEmpty();
        assertThat(json("suppression", "list", "--account", "444444444445")).hasSize(1);
    }

    private static SesClient client(JsonNode key) {
        return posthorn.client(
                key.path("accessKeyId").asString(), key.path("secretAccessKey").asString());
    }

    private static JsonNode listed(String keyId) {
        return json("key", "list")
                .valueStream()
                .filter(row -> row.path("accessKeyId").asString().equals(keyId))
                .findFirst()
                .orElseThrow();
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.on(directory, words);
    }

    private static JsonNode json(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
