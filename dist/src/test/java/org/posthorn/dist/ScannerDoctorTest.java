package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `doctor` says of the scanners for received mail.
class ScannerDoctorTest {
    @TempDir
    private Path directory;

    @Test
    void scannersThatAnswerAreTold() throws Exception {
        try (ServerSocket clamd = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> answer(clamd));
            String address = "127.0.0.1:" + clamd.getLocalPort();
            List<JsonNode> findings = findings("receiving.clamd=" + address);
            assertThat(findings).hasSize(1);
            assertThat(findings.getFirst().path("state").asString()).isEqualTo("ok");
            assertThat(findings.getFirst().path("what").asString()).isEqualTo("clamd at " + address + " answers");
        }
    }

    @Test
    void scannersThatDoNotAreWarnedOfAndNothingIsSaidOfNone() {
        List<JsonNode> findings = findings("receiving.rspamd=127.0.0.1:1", "receiving.clamd=127.0.0.1:1");
        assertThat(findings).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.path("state").asString()).isEqualTo("warn");
            assertThat(finding.path("what").asString()).contains(" at 127.0.0.1:1 does not answer: ");
            assertThat(finding.path("howToMend").asString()).contains("PROCESSING_FAILED");
        });
        assertThat(findings()).isEmpty();
    }

    private static void answer(ServerSocket clamd) {
        try (Socket socket = clamd.accept()) {
            socket.getInputStream().readNBytes("zPING\0".length());
            socket.getOutputStream().write("PONG\0".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> findings(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "data.dir=" + directory.resolve("data"),
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "dns.servers=127.0.0.1:1",
                "dns.blocklists=",
                "relay.mode=capture",
                "mail.domain=mail.test"));
        all.addAll(List.of(settings));
        return CommandLineRun.of(directory, all, "doctor", "--json")
                .json()
                .valueStream()
                .filter(finding -> finding.path("check").asString().equals("scanners"))
                .toList();
    }
}
