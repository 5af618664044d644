package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The scripts in docs/clients, with the clients that are installed here. `.ci/run` installs those of JavaScript into
/// `target/clients`, and those of Ruby, Go and PHP.
class ClientScriptsTest {
    private static final Path SCRIPTS = Path.of("..", "docs", "clients").toAbsolutePath();
    private static final Path NODE = Path.of("target", "clients").toAbsolutePath();
    private static final int SECONDS = 240;

    @RegisterExtension
    static final Installation installation = Installation.dev().with("relay.mode=capture");

    @Given
    private static Path directory;

    @Given
    private static TestServer posthorn;

    /// @param probe a command that ends with 0 when the client is there
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "try-aws-cli.sh    | aws --version",
                "try-aws-cli-v2.sh | aws --version",
                "try-boto3.py      | python3 -c 'import boto3'",
                "try-boto3-v2.py   | python3 -c 'import boto3'",
                "try-boto3-receiving.py | python3 -c 'import boto3'",
                "try-go.go         | GO111MODULE=off GOPATH=/usr/share/gocode go list github.com/aws/aws-sdk-go-v2/service/sesv2",
                "try-js-sesv2.mjs  | node -e 'require(\"@aws-sdk/client-sesv2\"); require(\"nodemailer\")'",
                "try-js-v2.js      | node -e 'require(\"aws-sdk\")'",
                "try-js-v3.mjs     | node -e 'require(\"@aws-sdk/client-ses\")'",
                "try-nodemailer.js | node -e 'require(\"nodemailer\")'",
                "try-symfony.php   | test -f /usr/share/php/Symfony/Component/Mailer/Bridge/Amazon/autoload.php && php -v",
                "try-ruby.rb       | ruby -e 'require \"aws-sdk-v1\"'",
            })
    void theScriptFindsAllAsItShouldBe(String script, String probe) throws Exception {
        Files.createDirectories(NODE);
        assumeTrue(
                run(List.of("sh", "-c", probe), directory.resolve("probe.log")) == 0,
                "skipped: no client for " + script + " here");
        Path output = directory.resolve(script + ".log");
        List<String> command = new ArrayList<>(
                List.of(SCRIPTS.resolve(script).toString(), posthorn.api().toString()));
        if (script.equals("try-nodemailer.js")) {
            command.add(posthorn.server.endpoints().submission());
        }
        if (script.equals("try-boto3-receiving.py")) {
            command.add(posthorn.server.endpoints().inbound());
        }
        assertThat(run(command, output)).as(() -> read(output)).isZero();
        assertThat(read(output)).contains("all as it should be");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return String.valueOf(e);
        }
    }

    private static int run(List<String> command, Path output) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(NODE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }
}
