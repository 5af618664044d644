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
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import org.posthorn.server.RunFiles;

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
    void anAddressToSendFromThatTheMachineDoesNotHaveIsNamed() {
        assertThat(serve("data.dir=" + work.resolve("data"), "delivery.source_addresses=127.0.0.2,192.0.2.1"))
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        "posthorn: delivery.source_addresses: 192.0.2.1 is no address of this machine that mail can"
                                + " leave from (Cannot assign requested address)");
    }

    @Test
    void addressesToSendFromAreRead() {
        assertThat(serve("data.dir=" + work.resolve("data"), "delivery.source_addresses=127.0.0.2,127.0.0.2,mail"))
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        "posthorn: delivery.source_addresses: 127.0.0.2 is there twice",
                        "posthorn: delivery.source_addresses: expected 'ADDRESS [account=123456789012]', such as 192.0.2.1,"
                                + " found 'mail'");
    }

    @Test
    void aDataDirectoryThatCannotBeIsNamed() throws Exception {
        Path file = Files.writeString(work.resolve("file"), "");

        assertThat(serve("data.dir=" + file.resolve("data"))).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly("posthorn: " + file + " is there already, and is not a directory");
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        Path missing = work.resolve("missing.pem");

        assertThat(serve(
                        "data.dir=" + work.resolve("data"), "api.tls.certificate=" + missing, "api.tls.key=" + missing))
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        "posthorn: api.tls.certificate: " + missing + " does not exist",
                        "posthorn: api.tls.key: " + missing + " does not exist");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnceAndNothingIsMade() throws Exception {
        Path empty = Files.writeString(work.resolve("empty.pem"), "");
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<String> outside = List.of(
                    "posthorn: tls.ca_file: " + empty + " is empty",
                    "posthorn: api.listen: can't listen on 127.0.0.1:" + one.getLocalPort()
                            + " (Address already in use)",
                    "posthorn: inbound.listen: can't listen on 127.0.0.1:" + two.getLocalPort()
                            + " (Address already in use)",
                    "posthorn: choose a free address of this machine, such as --set inbound.listen=127.0.0.1:0 for any"
                            + " free port");
            String[] settings = {
                "data.dir=" + work.resolve("data"),
                "tls.ca_file=" + empty,
                "api.listen=127.0.0.1:" + one.getLocalPort(),
                "inbound.listen=127.0.0.1:" + two.getLocalPort(),
                "mail.domain=mail example"
            };

            assertThat(serve(settings)).isEqualTo(1);
            assertThat(err.toString().lines().toList())
                    .startsWith("posthorn: mail.domain is \"mail example\"; it must be a host name such as"
                            + " mail.example.com")
                    .endsWith(outside.toArray(String[]::new))
                    .hasSize(5);

            // And when a value can't even be read.
            err.getBuffer().setLength(0);
            settings[4] = "relay.tls=maybe";
            assertThat(serve(settings)).isEqualTo(2);
            assertThat(err.toString().lines().toList())
                    .startsWith("posthorn: --set relay.tls: relay.tls is \"maybe\"; it must be one of off,"
                            + " opportunistic, required, wrapper")
                    .endsWith(outside.toArray(String[]::new))
                    .hasSize(5);
        }
        assertThat(work.resolve("data")).doesNotExist();
    }

    @Test
    void twoListenersAtOneAddressAreFound() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertThat(serve(
                        "data.dir=" + work.resolve("data"),
                        "api.listen=127.0.0.1:" + port,
                        "submission.listen=127.0.0.1:" + port))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "posthorn: submission.listen: can't listen on 127.0.0.1:" + port + " (Address already in use)");
        assertThat(work.resolve("data")).doesNotExist();
    }

    @Test
    void aSecondServerAtTheSameAddressesIsToldOfTheFirst() {
        Path data = directory.resolve("data");
        String api = running.server.endpoints().api();

        assertThat(serve("data.dir=" + data, "api.listen=" + api)).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly(
                        "posthorn: api.listen: can't listen on " + api + " (Address already in use)",
                        "posthorn: a server runs on " + data + " already; one at a time can");
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
