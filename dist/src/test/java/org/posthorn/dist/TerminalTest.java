package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;

/// What is asked of an operator at a terminal, which `script` plays. Skipped where there is none.
class TerminalTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private Path directory;

    @Test
    void theQueueIsDroppedAfterAYesOnly() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "skipped: no /usr/bin/script here");
        // Nobody is there: what is accepted waits.
        try (TestServer posthorn =
                TestServer.start(directory, false, "relay.hosts=127.0.0.1:1", "account.sandbox=false")) {
            Credential key = posthorn.tenant(TENANT, "example.com");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
                for (int i = 0; i < 2; i++) {
                    ses.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses("ann@example.net"))
                            .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
                }
            }
            Answer no = drop("n");
            assertThat(no.code()).isEqualTo(1);
            assertThat(no.shown())
                    .contains("Give up 2 messages and let their recipients bounce? [y/N] ")
                    .contains("posthorn: nothing was given up");
            assertThat(CommandLineRun.json(directory, "queue", "list")).hasSize(2);

            Answer yes = drop("yes");
            assertThat(yes.code()).as(yes.shown()).isZero();
            assertThat(yes.shown()).contains(" messages given up, ");
        }
    }

    @Test
    void anEmptyQueueIsNotAskedAbout() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "skipped: no /usr/bin/script here");
        try (TestServer posthorn = TestServer.start(directory, false, "relay.mode=capture")) {
            assertThat(posthorn.server.endpoints().admin()).isNotEmpty();
            Answer answer = drop("n");
            assertThat(answer.code()).as(answer.shown()).isZero();
            assertThat(answer.shown()).contains("0 messages given up").doesNotContain("[y/N]");
        }
    }

    private record Answer(int code, String shown) {}

    private Answer drop(String typed) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.posthorn.cli.Main",
                "queue",
                "drop",
                "--all",
                "--set",
                "data.dir=" + directory.resolve("data")));
        String command = "'" + String.join("' '", words) + "'";
        Process process = new ProcessBuilder("/usr/bin/script", "-qec", command, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write((typed + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), shown);
    }
}
