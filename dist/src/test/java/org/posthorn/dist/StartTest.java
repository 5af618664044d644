package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a server says that can't start because of the machine around it.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StartTest {
    @TempDir
    private static Path directory;

    private static TestServer running;

    @TempDir
    Path work;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        running = TestServer.start(directory, true);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void aSecondServerOnADataDirectoryIsRefusedAndLeavesTheFirstAlone() {
        Path data = directory.resolve("data");

        assertThat(serve("data.dir=" + data)).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly("posthorn: " + data.resolve("store")
                        + " is in use by another process; one server at a time can run on a data directory");
        assertThat(new RunFiles(data).endpoints()).contains(running.server.endpoints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.listen", "submission.listen", "inbound.listen", "admin.listen"})
    void anAddressInUseIsNamedWithItsKey(String key) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            assertThat(serve("data.dir=" + work.resolve("data"), key + "=" + address))
                    .isEqualTo(1);

            assertThat(err.toString().lines())
                    .containsExactly(
                            "posthorn: " + key + ": can't listen on " + address + " (Address already in use)",
                            "posthorn: choose a free address of this machine, such as --set " + key
                                    + "=127.0.0.1:0 for any free port");
        }
    }

    @Test
    void aDataDirectoryThatCannotBeIsNamed() throws Exception {
        Path file = Files.writeString(work.resolve("file"), "");

        assertThat(serve("data.dir=" + file.resolve("data"))).isEqualTo(1);

        assertThat(err.toString().lines()).singleElement().asString().contains(file.toString());
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        Path missing = work.resolve("missing.pem");

        assertThat(serve(
                        "data.dir=" + work.resolve("data"), "api.tls.certificate=" + missing, "api.tls.key=" + missing))
                .isEqualTo(1);

        assertThat(err.toString().lines()).singleElement().asString().contains(missing.toString());
    }

    private int serve(String... settings) {
        List<String> words = new ArrayList<>(List.of("serve", "--dev"));
        // The last setting of a key holds.
        for (String key : List.of("api.listen", "submission.listen", "inbound.listen")) {
            words.addAll(List.of("--set", key + "=127.0.0.1:0"));
        }
        for (String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        Shell shell = new Shell(Map.of(), work, work, work, new PrintWriter(out, true), new PrintWriter(err, true));
        return Main.run(shell, words.toArray(String[]::new));
    }
}
