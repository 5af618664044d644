package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The operator's commands, against a server that runs: what they print, and how they end.
class CommandsTest {
    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anAccountAKeyAndAnIdentityAreAllThatAnApplicationNeeds() {
        JsonNode account = json("account", "create", "--id", "111111111111", "--name", "Shop");
        assertThat(account.propertyNames())
                .containsExactly("id", "name", "sandbox", "max24HourSend", "maxSendRate", "sendingEnabled");
        JsonNode key = json("key", "create", "--account", "111111111111");
        assertThat(key.propertyNames())
                .containsExactly("accountId", "accessKeyId", "secretAccessKey", "smtpUsername", "smtpPassword");
        json("account", "update", "--id", "111111111111", "--sandbox", "false", "--max-24-hour-send", "7");
        json("identity", "verify", "example.com", "--account", "111111111111");

        String keyId = key.get("accessKeyId").asString();
        try (SesClient ses = posthorn.client(keyId, key.get("secretAccessKey").asString())) {
            assertThat(ses.getSendQuota().max24HourSend()).isEqualTo(7.0);
            String id = ses.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses("you@example.net"))
                            .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))))
                    .messageId();
            assertThat(json("queue", "show", id).get("recipients")).hasSize(1);
        }
        json("key", "delete", keyId);
        assertThat(json("key", "list")
                        .valueStream()
                        .map(row -> row.get("accessKeyId").asString()))
                .doesNotContain(keyId);
    }

    @ParameterizedTest
    @CsvSource({"account list", "key list", "identity list", "queue list"})
    void aListAsJsonIsOneArray(String words) {
        assertThat(json(words.split(" ")).isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account create --id 12                           | twelve digits",
                "account update --id 999999999999 --sandbox false | there is no account 999999999999",
                "account create --id 000000000001;account create --id 000000000001 | account 000000000001 exists already",
                "key create --account 999999999999                | there is no account 999999999999",
                "key delete AKIANONE                              | there is no key AKIANONE",
                "identity verify a@b@c --account 999999999999     | there is no account 999999999999",
                "queue show nothing                               | there is no message nothing",
            })
    void whatTheServerRefusesEndsWithOneAndSaysWhy(String commands, String reason) {
        int code = 0;
        for (String words : commands.split(";")) {
            code = run(words.split(" "));
        }
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).startsWith("posthorn: ").contains(reason);
    }

    private JsonNode json(String... words) {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.add("--json");
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--set", "data.dir=" + directory.resolve("data")));
        Shell shell = new Shell(
                Map.of(), directory, directory, directory, new PrintWriter(out, true), new PrintWriter(err, true));
        return Main.run(shell, all.toArray(String[]::new));
    }
}
