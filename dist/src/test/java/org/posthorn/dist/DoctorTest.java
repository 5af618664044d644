package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.dist.tls.TestCa;
import org.posthorn.doctor.MachineChecks;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.Identity;
import org.posthorn.server.Finding;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// `doctor`: what it finds, what it says to do, and how it ends.
class DoctorTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    @TempDir
    private Path directory;

    private LoopbackDns dns;
    private ScriptedPeer relay;

    @BeforeEach
    void start() {
        dns = LoopbackDns.start();
        dns.txt("mail.test", "v=spf1 ip4:127.0.0.1 -all");
        relay = ScriptedPeer.start(new PeerScript().offer("AUTH PLAIN").login("posthorn", "right"));
    }

    @AfterEach
    void stop() {
        relay.close();
        dns.close();
    }

    @Test
    void beforeTheFirstStartAllIsWell() {
        CommandLineRun doctor = doctor();
        assertThat(doctor.code()).as(doctor.out()).isZero();
        assertThat(doctor.err()).isEmpty();
        assertThat(states(doctor, "configuration")).containsExactly("ok");
        assertThat(states(doctor, "data")).containsExactly("ok");
        assertThat(states(doctor, "api.listen")).containsExactly("ok");
        assertThat(states(doctor, "relay")).containsExactly("ok");
        assertThat(states(doctor, "SPF")).containsExactly("ok");
        assertThat(relay.commands()).anyMatch(command -> command.startsWith("QUIT"));
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void aRunningServerAndItsIdentitiesAreLookedAt() throws Exception {
        try (TestServer posthorn = TestServer.start(directory, false, settings().toArray(String[]::new))) {
            posthorn.server.accounts().create(Optional.of(TENANT.accountId()), "test");
            Identity good = posthorn.server.identities().vouch(TENANT, "good.example.com");
            posthorn.server.identities().vouch(TENANT, "bare.example.net");
            String asked = posthorn.server.identities().verifyDomain(TENANT, "asked.example.net");
            dns.txt("_amazonses.good.example.com", good.verificationToken().orElseThrow());
            dns.txt("good.example.com", "unrelated", "v=spf1 include:spf.test -all");
            dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com");
            dns.txt("mail.test", "v=spf1 -all");

            CommandLineRun doctor = doctor();
            assertThat(doctor.code()).as(doctor.out()).isZero();
            for (String check : List.of("data", "key", "server", "api.listen", "submission.listen", "inbound.listen")) {
                assertThat(states(doctor, check)).as(check).containsExactly("ok");
            }
            assertThat(finding(doctor, "server")).contains("is ready");
            assertThat(states(doctor, "verification")).containsExactlyInAnyOrder("ok", "ok", "warn");
            assertThat(doctor.out())
                    .contains("publish: _amazonses.asked.example.net TXT")
                    .contains(asked)
                    .contains("bare.example.net is vouched for; record not there (not needed)")
                    .contains("mail.test has an SPF record that allows no host")
                    .contains("publish: _dmarc.bare.example.net TXT");
            assertThat(states(doctor, "SPF")).as("at return paths only").containsExactly("warn");
            assertThat(states(doctor, "DMARC")).containsExactlyInAnyOrder("ok", "warn", "warn");
        }
        assertThat(finding(doctor(), "store")).contains("opens, format 1");
    }

    @Test
    void linksThatLeadNowhereAreWarnedOf() {
        assertThat(states(doctor(), "api.public_url")).containsExactly("warn");
        assertThat(finding(doctor(), "api.public_url"))
                .contains("is not set: opens and clicks are not tracked, verification mails and mail with list"
                        + " management options are refused");
        for (String loopback :
                List.of("http://localhost:8465", "http://127.0.0.9/x", "https://[::1]/", "http://0.0.0.0:1")) {
            assertThat(finding(doctor("api.public_url=" + loopback), "api.public_url"))
                    .contains("links in mail lead to this machine only");
        }
        assertThat(states(doctor("api.listen=192.0.2.7:8465"), "api.public_url"))
                .containsExactly("ok");
        assertThat(states(doctor("api.public_url=https://mail.example.com"), "api.public_url"))
                .containsExactly("ok");
    }

    @Test
    void certificatesAreLookedAt() throws Exception {
        TestCa ca = new TestCa("Example CA");
        Path certificate = directory.resolve("server.crt");
        Path key = directory.resolve("server.key");
        String[] settings = {"api.tls.certificate=" + certificate, "api.tls.key=" + key};

        ca.issue("EC", Duration.ofDays(22)).write(certificate, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(states(doctor(settings), "certificate")).containsExactly("ok");
        assertThat(states(doctor(settings), "secrets")).isEmpty();

        ca.issue("EC", Duration.ofDays(20).plusHours(1)).write(certificate, key);
        assertThat(states(doctor(settings), "certificate")).containsExactly("warn");
        assertThat(finding(doctor(settings), "certificate"))
                .contains(certificate + " ends in 20 days on ", "systemctl reload posthorn");

        ca.issue("EC", Duration.ofDays(-1)).write(certificate, key);
        CommandLineRun expired = doctor(settings);
        assertThat(expired.code()).isEqualTo(1);
        assertThat(states(expired, "certificate")).containsExactly("bad");
        assertThat(finding(expired, "certificate")).contains(certificate + " expired on ", "; clients refuse it");

        Files.writeString(key, ca.issue("EC", Duration.ofDays(90)).keyPem());
        assertThat(finding(doctor(settings), "certificate"))
                .contains("api.tls.key: " + key + " is not the key of the certificate in " + certificate);
    }

    @Test
    void theCertificateForMailComingInIsLookedAtByItself() throws Exception {
        TestCa ca = new TestCa("Example CA");
        Path certificate = directory.resolve("inbound.crt");
        Path key = directory.resolve("inbound.key");
        String[] settings = {"inbound.tls.certificate=" + certificate, "inbound.tls.key=" + key};
        ca.issue("EC", Duration.ofDays(20).plusHours(1)).write(certificate, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(finding(doctor(settings), "certificate")).contains(certificate + " ends in 20 days on ");
        assertThat(finding(doctor(settings), "secrets")).contains(key + " holds a secret");

        Files.writeString(key, ca.issue("EC", Duration.ofDays(90)).keyPem());
        assertThat(finding(doctor(settings), "certificate"))
                .contains("inbound.tls.key: " + key + " is not the key of the certificate in " + certificate);
    }

    @Test
    void aPasswordIsNotSentInClearAndThatIsBad() {
        CommandLineRun doctor = doctor(
                "relay.username=posthorn",
                "relay.password=right",
                "relay.tls=opportunistic",
                "relay.auth_in_clear=never");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(states(doctor, "relay")).containsExactly("bad");
        assertThat(finding(doctor, "relay"))
                .contains("no TLS with this host, so the password is not sent; relay.auth_in_clear would allow it");
        assertThat(relay.commands()).noneMatch(command -> command.startsWith("AUTH"));
    }

    @Test
    void secretsThatEveryoneCanReadAreWarnedOf() throws Exception {
        Path secret = Files.writeString(directory.resolve("metrics-token"), "long");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

        CommandLineRun doctor = doctor("metrics.token-file=" + secret);

        assertThat(states(doctor, "secrets")).containsExactly("warn");
        assertThat(finding(doctor, "secrets"))
                .contains(secret + " holds a secret and can be read by everyone on this machine (rw-r--r--)")
                .contains("run: chmod o= " + secret);
    }

    @Test
    void dataInsideTheProgramIsWarnedOf() throws Exception {
        Files.createDirectories(directory.resolve("runtime"));
        Files.createDirectories(directory.resolve("lib"));
        CommandLineRun inside = doctor();
        assertThat(states(inside, "data")).contains("warn");
        assertThat(inside.out())
                .contains(directory.resolve("data") + " lies in the program's own directory, which an upgrade replaces")
                .contains("move it to a place of its own such as /var/lib/posthorn, and set data.dir");

        Files.delete(directory.resolve("runtime"));
        assertThat(doctor().out()).as("no program").doesNotContain("program's own directory");
    }

    @Test
    void aConfigurationThatCannotBeReadIsTheOnlyFinding() {
        CommandLineRun doctor = doctor("relay.mode=pigeon");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.json()).hasSize(1);
        assertThat(finding(doctor, "configuration"))
                .contains("--set relay.mode")
                .contains("it must be one of");
    }

    @Test
    void whatKeepsAServerFromStartingIsBad() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandLineRun doctor = doctor("api.listen=127.0.0.1:" + other.getLocalPort());
            assertThat(doctor.code()).isEqualTo(1);
            assertThat(states(doctor, "api.listen")).containsExactly("bad");
            assertThat(finding(doctor, "api.listen")).contains("choose a free address");
        }
        CommandLineRun noRelay = doctor("relay.hosts=");
        assertThat(noRelay.code()).isEqualTo(1);
        assertThat(finding(noRelay, "configuration")).contains("relay.hosts is empty");
        assertThat(states(noRelay, "relay")).isEmpty();
    }

    @Test
    void aRelayThatDoesNotKnowUsIsBadUnlessAnotherDoes() throws Exception {
        CommandLineRun refused = doctor("relay.password=wrong");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(finding(refused, "relay"))
                .contains("authentication was refused")
                .contains("mail waits in the queue");
        assertThat(refused.out()).doesNotContain("wrong\"");

        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        CommandLineRun half = doctor("relay.hosts=127.0.0.1:" + closed + "," + relay.address());
        assertThat(half.code()).isZero();
        assertThat(states(half, "relay")).containsExactly("warn", "ok");
        assertThat(relay.messages()).isEmpty();

        CommandLineRun required = doctor("relay.tls=required");
        assertThat(required.code()).isEqualTo(1);
        assertThat(finding(required, "relay")).contains("TLS is required and not offered");
    }

    /// F19: one resolver for both, so that what doctor says of a relay is what becomes of mail.
    @Test
    void aRelayThatOnlyTheConfiguredNameServersKnowIsFoundByDoctorAndByMail() throws Exception {
        String named = "relay.hosts=relay.posthorn.invalid:" + relay.port();
        dns.fail("relay.posthorn.invalid");
        CommandLineRun unknown = doctor(named);
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(finding(unknown, "relay"))
                .contains("relay.posthorn.invalid:" + relay.port() + ": the name does not resolve");

        dns.a("relay.posthorn.invalid", "127.0.0.1");
        CommandLineRun known = doctor(named);
        assertThat(finding(known, "relay"))
                .contains("\"ok\"")
                .contains("relay.posthorn.invalid[127.0.0.1]:" + relay.port() + " takes our mail");
        try (TestServer posthorn =
                        TestServer.start(directory, false, with(named).toArray(String[]::new));
                SesClient ses = client(posthorn)) {
            ses.sendEmail(r -> r.source("a@shop.example")
                    .destination(d -> d.toAddresses("named@example.net"))
                    .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
            assertThat(TestServer.arrived(relay, "named@example.net").user()).contains("posthorn");
        }
    }

    private static SesClient client(TestServer posthorn) throws Exception {
        Credential key = posthorn.tenant(TENANT, "shop.example");
        posthorn.server
                .accounts()
                .update(
                        TENANT.accountId(),
                        account -> new Account(account.id(), account.name(), false, -1, -1, true, account.createdAt()));
        return posthorn.client(key.accessKeyId(), key.secretAccessKey());
    }

    @Test
    void aDataDirectoryThatOthersCanWriteAndAStoreThatDoesNotOpenAreBad() throws Exception {
        TestServer.start(directory, false, settings().toArray(String[]::new)).close();
        Path data = directory.resolve("data");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(data.resolve("keys/secret.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(data.resolve("store/CURRENT"), "MANIFEST-999999\n");
        CommandLineRun doctor = doctor();
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(finding(doctor, "data")).contains("chmod 700");
        assertThat(finding(doctor, "key")).contains("chmod 600");
        assertThat(finding(doctor, "store")).contains("does not open").contains("restore a backup");

        Files.delete(data.resolve("keys/secret.key"));
        assertThat(finding(doctor(), "key")).contains("is missing, and there is a store");
    }

    @Test
    void tooLittleDiskSpaceIsBad() {
        CommandLineRun doctor = doctor("store.free_space_floor=900TiB");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(finding(doctor, "disk")).contains("no mail is accepted").contains("store.free_space_floor");
    }

    @Test
    void aBallastThatIsMissingOrWasGivenUpIsToldOf() throws Exception {
        TestServer.start(directory, false, settings().toArray(String[]::new)).close();
        Path ballast = directory.resolve("data/ballast");
        assertThat(states(doctor("store.ballast=0B"), "ballast")).isEmpty();
        CommandLineRun missing = doctor("store.ballast=8MiB");
        assertThat(missing.code()).as(missing.out()).isZero();
        assertThat(states(missing, "ballast")).containsExactly("warn");
        assertThat(finding(missing, "ballast"))
                .contains(ballast + " is missing; it should be 8MiB")
                .contains("a running server makes it anew when 17MiB are free");
        Files.write(ballast, new byte[4 << 20]);
        assertThat(finding(doctor("store.ballast=8MiB"), "ballast"))
                .contains(ballast + " was given up, all but 4MiB; it should be 8MiB");
        Files.write(ballast, new byte[8 << 20]);
        assertThat(states(doctor("store.ballast=8MiB"), "ballast")).containsExactly("ok");
    }

    @Test
    void aClockBehindTheStoreIsToldOf() throws Exception {
        Path store = Files.createDirectories(directory.resolve("data/store"));
        Instant now = Instant.now();
        Files.setLastModifiedTime(
                Files.createFile(store.resolve("000001.log")), FileTime.from(now.plus(Duration.ofHours(1))));
        assertThat(MachineChecks.clock(directory.resolve("data"), now).state()).isEqualTo(Finding.State.WARN);
        assertThat(MachineChecks.clock(directory.resolve("data"), Instant.EPOCH).state())
                .isEqualTo(Finding.State.BAD);
    }

    @Test
    void nameServersThatFailAreToldOfAndNothingIsConcluded() {
        dns.fail("mail.test");
        CommandLineRun doctor = doctor();
        assertThat(doctor.code()).isZero();
        assertThat(states(doctor, "DNS")).containsOnly("warn");
        assertThat(finding(doctor, "DNS")).contains("no answer about mail.test");
        assertThat(states(doctor, "SPF")).isEmpty();
    }

    @Test
    void forPeopleEachFindingIsALineWithWhatToDoBelow() {
        CommandLineRun doctor = CommandLineRun.of(directory, with("relay.password=wrong"), "doctor");
        assertThat(doctor.code()).isEqualTo(1);
        assertThat(doctor.out())
                .containsPattern("(?m)^ok   configuration: a server can start with it$")
                .containsPattern("(?m)^bad  relay: .*refused")
                .containsPattern("(?m)^     -> look at relay.hosts");
    }

    private CommandLineRun doctor(String... settings) {
        return CommandLineRun.of(directory, with(settings), "doctor", "--json");
    }

    private List<String> with(String... more) {
        List<String> all = new ArrayList<>(settings());
        // The same flag twice: the later one counts.
        all.addAll(List.of(more));
        return all;
    }

    private List<String> settings() {
        return List.of(
                "data.dir=" + directory.resolve("data"),
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "mail.domain=mail.test",
                "relay.hosts=" + relay.address(),
                "relay.username=posthorn",
                "relay.password=right",
                "relay.tls=off",
                "dns.servers=127.0.0.1:" + dns.address().getPort());
    }

    private static List<String> states(CommandLineRun doctor, String check) {
        return doctor.json()
                .valueStream()
                .filter(finding -> finding.path("check").asString().equals(check))
                .map(finding -> finding.path("state").asString())
                .toList();
    }

    private static String finding(CommandLineRun doctor, String check) {
        return doctor.json()
                .valueStream()
                .filter(finding -> finding.path("check").asString().equals(check))
                .map(JsonNode::toString)
                .findFirst()
                .orElseGet(() -> "no finding about " + check + ": " + doctor.err());
    }
}
