package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.smtp.testing.ScriptedPeer;

/// What somebody without credentials gets into the log.
class LogInjectionTest {
    private static final String SENDER = "\"a\\\" event=forged b=\\\"\"@x.example";

    // Not a configuration for tests that lies on the path before the real one.
    private static final List<String> JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=logback.xml");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "text|sender=\"\\\"a\\\\\\\" event=forged b=\\\\\\\"\\\"@x.example\" recipients=1",
                "json|\\\"a\\\\\\\" event=forged b=\\\\\\\"\\\"@x.example",
            })
    void controlCharactersAndQuotesOfAnEnvelopeStayInItsValue(String format, String told) throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start();
                ServerProcess server = ServerProcess.start(directory, relay.address(), JVM, "log.format=" + format)) {
            assertThat(SmtpText.send(
                            server.endpoint("inbound"), "\"\u001b[31m\u0007\"@x.example", "fbl@localhost", "x\r\n"))
                    .isEqualTo("501 5.1.7 Bad sender address syntax");
            assertThat(SmtpText.send(server.endpoint("inbound"), SENDER, "fbl@localhost", "Subject: x\r\n\r\nx\r\n"))
                    .startsWith("250");
            Path log = directory.resolve("server.log");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(log).contains("event=received"));
            List<String> lines = Files.readAllLines(log);
            assertThat(lines)
                    .filteredOn(line -> line.contains("event=received"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(told);
            assertThat(Files.readString(log)).doesNotContain("\u001b", "\u0007", "\" event=forged b=\"");
        }
    }
}
