package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path work;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("posthorn \\d+\\.\\d+\\.\\d+(-\\w+)?\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "serve --help",
                "account --help",
                "account create --help",
                "account update --help",
                "key create --help",
                "key delete --help",
                "identity verify --help",
                "queue list --help",
                "queue retry --help",
                "config --help",
                "backup --help",
                "restore --help",
                "check --help",
                "export --help",
                "doctor --help"
            })
    void everyCommandHasHelpInPlainLines(String words) {
        assertThat(run(words.split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: posthorn").doesNotContain("${", "@|");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | Missing required subcommand",
                "frobnicate                  | Unmatched argument at index 0: 'frobnicate'",
                "account                     | Missing required subcommand",
                "account update              | Missing required option: '--id=ID'",
                "account update --id 1 --sandbox maybe | Invalid value for option '--sandbox'",
                "key create                  | Missing required option: '--account=ID'",
                "key delete                  | Missing required parameter: 'KEYID'",
                "identity verify a@b.example | Missing required option: '--account=ID'",
                "serve --port 1              | Unknown options: '--port', '1'",
                "serve --set relay.mode=x    | posthorn: --set relay.mode: relay.mode is \"x\"; it must be one of",
                "backup                      | Missing required parameter: 'DIR'",
                "restore                     | Missing required parameter: 'DIR'",
                "export                      | Missing required parameter: 'FILE'",
            })
    void wrongUsageEndsWithTwo(String words, String complaint) {
        assertThat(run(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(complaint);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aServerThatCannotStartSaysWhyAndEndsWithOne() {
        assertThat(run(
                        "serve",
                        "--dev",
                        "--set",
                        "api.listen=0.0.0.0:0",
                        "--set",
                        "submission.listen=127.0.0.1:0",
                        "--set",
                        "inbound.listen=127.0.0.1:0"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("posthorn: api.listen is 0.0.0.0:0; with --dev any signature passes, so it must be a"
                        + " loopback address such as 127.0.0.1:0, or give --listen-anywhere as well\n");
    }

    @Test
    void theConfigurationIsShownWithOriginsAndWithoutSecrets() {
        assertThat(run("config", "--dev", "--set", "relay.password=hunter2", "--set", "relay.username=me"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^relay.password +\\*{8} +--set relay.password$")
                .containsPattern("(?m)^relay.mode +capture +--dev$")
                .containsPattern("(?m)^api.listen +127.0.0.1:8465 +default$")
                .doesNotContain("hunter2");
    }

    @Test
    void withoutAServerACommandSaysSo() {
        assertThat(run("account", "list", "--dev")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("posthorn: no server is running on " + work.resolve(".posthorn") + "\n")
                .contains("start one with `posthorn serve`");
    }

    @Test
    void aServerThatWasKilledCountsAsNone() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        runFiles().newToken();
        runFiles().publish(endpoints(port));

        assertThat(run("account", "list", "--dev")).isEqualTo(1);
        assertThat(err.toString()).startsWith("posthorn: no server is running on ");
    }

    @Test
    void aCommandSendsItsOptionsWithTheTokenAndPrintsTheAnswerAsLines() throws IOException {
        try (Admin admin = new Admin(200, "{\"id\":\"123456789012\",\"name\":\"Acme\",\"sandbox\":false}")) {
            int code = run(
                    "account",
                    "update",
                    "--id",
                    "123456789012",
                    "--sandbox",
                    "false",
                    "--max-send-rate",
                    "14",
                    "--dev");

            assertThat(code).as(err.toString()).isZero();
            assertThat(admin.requests)
                    .containsExactly("POST /admin/account/update Bearer " + admin.token
                            + " {\"id\":\"123456789012\",\"sandbox\":false,\"maxSendRate\":14.0}");
            assertThat(out.toString()).isEqualTo("id       123456789012\nname     Acme\nsandbox  false\n");
        }
    }

    @Test
    void aNumberThatIsNoneIsNamedInPlainWords() {
        assertThat(run("account", "update", "--id", "123456789012", "--max-send-rate", "fast"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("Invalid value for option '--max-send-rate': 'fast' is not a number\n");
    }

    @Test
    void aListIsATableOrOneJsonArray() throws IOException {
        String answer = "[{\"id\":\"1\",\"name\":\"first\"},{\"id\":\"22\"}]";
        try (Admin admin = new Admin(200, answer)) {
            assertThat(run("account", "list", "--dev")).isZero();
            assertThat(out.toString()).isEqualTo("id  name\n1   first\n22  -\n");

            out.getBuffer().setLength(0);
            assertThat(run("account", "list", "--dev", "--json")).isZero();
            assertThat(out.toString()).isEqualTo(answer + "\n");
            assertThat(admin.requests).hasSize(2).allMatch(request -> request.endsWith(" {}"));
        }
    }

    @Test
    void aTableShowsWholeNumbersWholeAndNoControlCharacters() throws IOException {
        String answer = "{\"maxSendRate\":14.0,\"rate\":0.5,\"name\":\"a\\u001b[2J\\nb\"}";
        try (Admin admin = new Admin(200, answer)) {
            assertThat(run("queue", "show", "1", "--dev")).isZero();
            assertThat(out.toString()).isEqualTo("maxSendRate  14\nrate         0.5\nname         a?[2J?b\n");
            assertThat(admin.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account create --id 1 --name Acme   | account/create  | id=1 name=Acme",
                "key create --account 1              | key/create      | account=1",
                "key list                            | key/list        | ''",
                "key delete AKIA1                    | key/delete      | keyId=AKIA1",
                "identity verify a.example --account 1 | identity/verify | name=a.example account=1 region=us-east-1",
                "identity list --region eu-west-1    | identity/list   | region=eu-west-1",
                "queue list                          | queue/list      | ''",
                "queue show abc                      | queue/show      | id=abc",
            })
    void eachCommandAsksItsOwnQuestion(String words, String operation, String members) throws IOException {
        try (Admin admin = new Admin(200, "[]")) {
            assertThat(run((words + " --dev").split(" "))).isZero();

            assertThat(admin.requests).singleElement().asString().startsWith("POST /admin/" + operation + " ");
            for (String member : members.isEmpty() ? new String[0] : members.split(" ")) {
                assertThat(admin.requests.getFirst()).contains("\"" + member.replace("=", "\":\"") + "\"");
            }
            assertThat(out.toString()).isEqualTo("none\n");
        }
    }

    @Test
    void whatTheServerRefusesIsPrintedAndEndsWithOne() throws IOException {
        try (Admin admin = new Admin(400, "{\"error\":\"there is no account 1\"}")) {
            assertThat(run("key", "create", "--account", "1", "--dev", "--json"))
                    .isEqualTo(1);
            assertThat(err.toString()).isEqualTo("posthorn: there is no account 1\n");
            assertThat(out.toString()).isEmpty();
            assertThat(admin.requests).hasSize(1);
        }
    }

    private int run(String... arguments) {
        Shell shell = new Shell(Map.of(), work, work, work, new PrintWriter(out, true), new PrintWriter(err, true));
        return Main.run(shell, arguments);
    }

    private RunFiles runFiles() {
        return new RunFiles(work.resolve(".posthorn"));
    }

    private static Endpoints endpoints(int adminPort) {
        return new Endpoints(
                "127.0.0.1:1",
                "127.0.0.1:2",
                Optional.empty(),
                "127.0.0.1:3",
                "127.0.0.1:" + adminPort,
                Optional.empty());
    }

    /// An admin endpoint that gives one answer to everything.
    private final class Admin implements AutoCloseable {
        final List<String> requests = new ArrayList<>();
        final String token = runFiles().newToken();
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        Admin(int status, String answer) throws IOException {
            server.createContext("/", exchange -> {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
            runFiles().publish(endpoints(server.getAddress().getPort()));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
