package org.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.config.PosthornConfig.RelayMode;
import org.posthorn.config.PosthornConfig.RelayTls;

class ConfigFileTest extends ConfigFixture {
    @Test
    void withoutAnythingTheDefaultsOfProductionHold() throws Exception {
        PosthornConfig config = read(Optional.empty(), Map.of(), false);

        assertThat(config.dev()).isFalse();
        assertThat(config.data().dir()).isEqualTo(Path.of("/opt/posthorn/data"));
        assertThat(config.store().freeSpaceFloor()).isEqualTo(new ByteSize(512L * 1024 * 1024));
        assertThat(config.store().retention()).isEqualTo(Duration.ofDays(14));
        assertThat(config.queue().maxMessages()).isEqualTo(1_000_000);
        assertThat(config.api().listen()).isEqualTo(new HostPort("127.0.0.1", 8465));
        assertThat(config.api().tls().certificate()).isEmpty();
        assertThat(config.submission().tlsListen()).isEmpty();
        assertThat(config.relay().mode()).isEqualTo(RelayMode.SMARTHOST);
        assertThat(config.relay().hosts()).isEmpty();
        assertThat(config.relay().tls()).isEqualTo(RelayTls.OPPORTUNISTIC);
        assertThat(config.retry().schedule()).startsWith(Duration.ofMinutes(1)).endsWith(Duration.ofHours(4));
        assertThat(config.account()).isEqualTo(new PosthornConfig.Account(true, 200, 1));
    }

    @Test
    void devModeCapturesAndKeepsItsDataUnderTheWorkingDirectory() throws Exception {
        PosthornConfig config = read(Optional.empty(), Map.of(), true);

        assertThat(config.dev()).isTrue();
        assertThat(config.data().dir()).isEqualTo(work.resolve(".posthorn"));
        assertThat(config.relay().mode()).isEqualTo(RelayMode.CAPTURE);
        assertThat(config.account()).isEqualTo(new PosthornConfig.Account(false, -1, -1));
        assertThat(config.obstacles()).isEmpty();
    }

    @Test
    void aNewAccountOutsideTheSandboxStartsWithLargerQuotas() throws Exception {
        assertThat(read(Optional.empty(), Map.of(), false, "account.sandbox=false")
                        .account())
                .isEqualTo(new PosthornConfig.Account(false, 50_000, 14));
        assertThat(read(Optional.empty(), Map.of(), false, "account.sandbox=false", "account.max_send_rate=0.5")
                        .account())
                .isEqualTo(new PosthornConfig.Account(false, 50_000, 0.5));
    }

    @Test
    void aFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws Exception {
        write("""
                [mail]
                domain = "file.example"
                [relay]
                mode = "mx"
                connections = 7
                """);
        Map<String, String> environment =
                Map.of("POSTHORN_MAIL_DOMAIN", "environment.example", "POSTHORN_RELAY_CONNECTIONS", "8", "HOME", "/");

        Configuration configuration =
                ConfigFile.read(sources(Optional.of(file), environment, false, "mail.domain=flag.example"));

        assertThat(configuration.config().mail().domain()).isEqualTo("flag.example");
        assertThat(configuration.config().relay().connections()).isEqualTo(8);
        assertThat(configuration.config().relay().mode()).isEqualTo(RelayMode.MX);
        assertThat(configuration.effective())
                .contains(
                        new Configuration.Effective("mail.domain", "flag.example", "--set mail.domain"),
                        new Configuration.Effective("relay.connections", "8", "POSTHORN_RELAY_CONNECTIONS"),
                        new Configuration.Effective("relay.mode", "mx", file + ":4"),
                        new Configuration.Effective("relay.tls", "opportunistic", "default"),
                        new Configuration.Effective("relay.hosts", "", "default"));
    }

    @Test
    void everyKindOfValueIsRead() throws Exception {
        write("""
                data.dir = "mail data"
                store = { free_space_floor = "2GiB", retention = "36h" }
                [relay]
                hosts = ["a.example:25", "[::1]:2525"]
                [retry]
                schedule = "30s, 5m"
                [api]
                public_url = "https://mail.example.com/ses"
                """);

        PosthornConfig config = read(Optional.of(file), Map.of(), false);

        assertThat(config.data().dir()).isEqualTo(Path.of("/opt/posthorn/mail data"));
        assertThat(config.store().freeSpaceFloor()).hasToString("2GiB");
        assertThat(config.store().retention()).isEqualTo(Duration.ofHours(36));
        assertThat(config.relay().hosts()).containsExactly(new HostPort("a.example", 25), new HostPort("::1", 2525));
        assertThat(config.retry().schedule()).containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(5));
        assertThat(config.api().publicUrl()).contains(URI.create("https://mail.example.com/ses"));
    }

    @Test
    void aRelativePathOnTheCommandLineCountsFromTheWorkingDirectory() throws Exception {
        assertThat(read(Optional.empty(), Map.of(), false, "data.dir=here")
                        .data()
                        .dir())
                .isEqualTo(work.resolve("here"));
    }

    @Test
    void aSecretMayComeFromAFileAndIsNeverShown() throws Exception {
        Files.writeString(work.resolve("secret"), "hunter2\n");

        Configuration configuration = ConfigFile.read(sources(
                Optional.empty(), Map.of("POSTHORN_RELAY_PASSWORD_FILE", "secret"), false, "relay.username=me"));

        assertThat(configuration.config().relay().password()).contains(new Secret("hunter2"));
        assertThat(configuration.effective())
                .contains(new Configuration.Effective("relay.password", "********", "POSTHORN_RELAY_PASSWORD_FILE"));
        assertThat(configuration.toString()).doesNotContain("hunter2");
    }

    @Test
    void aHigherLayersSecretReplacesALowerLayersSecretFile() throws Exception {
        PosthornConfig config =
                read(Optional.empty(), Map.of("POSTHORN_RELAY_PASSWORD_FILE", "missing"), false, "relay.password=mine");

        assertThat(config.relay().password()).contains(new Secret("mine"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay.mod = 'mx'        | unknown key relay.mod; did you mean relay.mode?",
                "zebra.stripes = 1       | unknown key zebra.stripes; see `posthorn config` for the keys",
                "dev = true              | unknown key dev; see `posthorn config` for the keys",
                "relay = 'mx'            | unknown key relay; see `posthorn config` for the keys",
                "relay.mode = 'smart'    | relay.mode is \"smart\"; it must be one of smarthost, mx, capture",
                "store.engine = 'mysql'  | store.engine is \"mysql\"; it must be rocksdb",
                "relay.connections = 0   | relay.connections is \"0\"; it must be a whole number from 1 to 1000",
                "relay.connections = 'x' | relay.connections is \"x\"; it must be a whole number from 1 to 1000",
                "queue.max_messages = 1.5 | queue.max_messages is \"1.5\"; it must be a whole number from 1 to 1000000000",
                "account.max_send_rate = -2 | account.max_send_rate is \"-2\"; it must be a number from -1 to 1000000",
                "account.sandbox = 'yes' | account.sandbox is \"yes\"; it must be true or false",
                "retry.expire = '14'     | retry.expire is \"14\"; it must be a time such as 30s (ms, s, m, h, d)",
                "retry.schedule = '1m,x' | retry.schedule is \"1m,x\"; each part must be a time such as 30s (ms, s, m, h, d)",
                "store.free_space_floor = '5 elephants' | store.free_space_floor is \"5 elephants\"; it must be a size such"
                        + " as 512MiB (B, KiB, MiB, GiB, TiB)",
                "api.listen = '8465'     | api.listen is \"8465\"; it must be host:port, such as 127.0.0.1:2525 or"
                        + " [::1]:2525",
                "api.listen = 'x:70000'  | api.listen is \"x:70000\"; it must be host:port, such as 127.0.0.1:2525 or"
                        + " [::1]:2525",
                "relay.hosts = 'a:25,,'  | relay.hosts is \"a:25,,\"; each part must be host:port, such as 127.0.0.1:2525"
                        + " or [::1]:2525",
                "api.public_url = 'ftp://x' | api.public_url is \"ftp://x\"; it must be a URL that starts with http:// or"
                        + " https://",
                "mail.domain = ''        | mail.domain is \"\"; it must be a text that is not empty",
                "relay.password = ''     | relay.password is \"\"; it must be a text that is not empty",
                "relay.hosts = [[1]]     | relay.hosts may hold texts, not tables",
                "relay.password-file = '/nowhere' | relay.password-file is \"/nowhere\"; it must be a file that can be read",
            })
    void aFaultInTheFileIsNamedWithItsLine(String line, String problem) throws Exception {
        write("# a comment\n" + line + "\n");

        assertThat(failure(sources(Optional.of(file), Map.of(), false)))
                .hasMessage(file + ":2: " + problem)
                .returns(false, ConfigException::isUsage);
    }

    @Test
    void whatIsNotTomlIsNamedWithItsLine() throws Exception {
        write("[relay]\nmode = smarthost\n");

        assertThat(failure(sources(Optional.of(file), Map.of(), false)).getMessage())
                .startsWith(file + ":2: this is not TOML: ")
                .doesNotContain("\n");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(failure(sources(Optional.of(file), Map.of(), false))).hasMessage(file + ": there is no such file");
    }

    @Test
    void aFileThatIsNotForThisUserSaysSo() throws Exception {
        write("");
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "skipped: root reads everything");
        assertThat(failure(sources(Optional.of(file), Map.of(), false)))
                .hasMessage(file + ": can't be read by " + System.getProperty("user.name")
                        + ": permission denied; run this as the user that runs the server");
    }

    @Test
    void aFaultInTheEnvironmentIsNamedWithItsVariable() {
        assertThat(failure(sources(Optional.empty(), Map.of("POSTHORN_API_LISTEN", "here"), false)))
                .hasMessage("POSTHORN_API_LISTEN: api.listen is \"here\"; it must be host:port, such as 127.0.0.1:2525"
                        + " or [::1]:2525");
    }

    @Test
    void aVariableThatIsNoKeyStopsNothingAndIsToldOf() throws Exception {
        Configuration configuration = ConfigFile.read(
                sources(Optional.empty(), Map.of("POSTHORN_RELAY_HOST", "a:25", "POSTHORN_ELEPHANT", "1"), true));

        assertThat(configuration.warnings())
                .containsExactly(
                        "POSTHORN_ELEPHANT: no key has this variable, so it is not looked at; see `posthorn config` for"
                                + " the keys",
                        "POSTHORN_RELAY_HOST: no key has this variable, so it is not looked at; did you mean"
                                + " POSTHORN_RELAY_HOSTS?");
        assertThat(configuration.config().relay().hosts()).isEmpty();
    }

    @Test
    void theFilesThatSecretsCameFromAreKnown() throws Exception {
        Path secret = Files.writeString(work.resolve("secret"), "hunter2\n");
        write("relay.username = 'me'\nrelay.password-file = '" + secret + "'\n");
        assertThat(ConfigFile.read(sources(Optional.of(file), Map.of(), false)).secretFiles())
                .containsExactly(secret);
        write("relay.username = 'me'\nrelay.password = 'hunter2'\n");
        assertThat(ConfigFile.read(sources(Optional.of(file), Map.of(), false)).secretFiles())
                .containsExactly(file);
        assertThat(ConfigFile.read(sources(Optional.of(file), Map.of(), false, "relay.password=mine"))
                        .secretFiles())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[relay];mode = 'mx';[mail];domain = 'a.example';[relay];tls = 'off' | 5 | the table [relay] begins in"
                        + " line 1 already; a table stands once, so move the keys there",
                "[api.tls];key = 'a';# comment;[ api.tls ] # again | 4 | the table [api.tls] begins in line 1 already; a"
                        + " table stands once, so move the keys there",
                "[relay];mode = 'mx';mode = 'mx' | 3 | relay.mode is given in line 2 already; a key stands once",
            })
    void whatStandsTwiceIsNamedWithItsFirstLine(String text, int line, String problem) throws Exception {
        write(text.replace(';', '\n') + "\n");

        assertThat(failure(sources(Optional.of(file), Map.of(), false))).hasMessage(file + ":" + line + ": " + problem);
    }

    @Test
    void variablesThatKubernetesSetsForAServiceOfOurNameAreNoKeys() throws Exception {
        Map<String, String> environment = Map.of(
                "POSTHORN_PORT", "tcp://10.0.0.1:8465",
                "POSTHORN_PORT_8465_TCP_ADDR", "10.0.0.1",
                "POSTHORN_SERVICE_HOST", "10.0.0.1",
                "POSTHORN_SERVICE_PORT_API", "8465",
                "POSTHORN_HOME", "/opt/posthorn",
                "POSTHORN_JAVA_OPTS", "-Xmx1g");

        Configuration configuration = ConfigFile.read(sources(Optional.empty(), environment, true));
        assertThat(configuration.config().api().listen().port()).isEqualTo(8465);
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void aFaultInAFlagIsWrongUsage() {
        assertThat(failure(
                        sources(Optional.empty(), Map.of(), false, "relay.tls=maybe", "relay.mode", "realy.mode=mx")))
                .hasMessage("""
                        --set relay.mode: write --set KEY=VALUE, such as --set relay.mode=capture
                        --set realy.mode: unknown key realy.mode; did you mean relay.mode?
                        --set relay.tls: relay.tls is "maybe"; it must be one of off, opportunistic, required, wrapper""")
                .returns(true, ConfigException::isUsage);
    }

    @Test
    void aSecretIsGivenInOneWayOnly() throws Exception {
        write("relay.password = 'a'\nrelay.password-file = 'b'\n");

        assertThat(failure(sources(Optional.of(file), Map.of(), false)).getMessage())
                .startsWith(file + ":1: give either relay.password or relay.password-file, not both");
    }
}
