package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.VerificationStatus;
import tools.jackson.databind.JsonNode;

/// `identity dns` in all its forms, and that `doctor` says the same of what is needed.
class IdentityDnsTest {
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path directory;

    private static LoopbackDns dns;
    private static TestServer posthorn;
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        dns = LoopbackDns.start();
        dns.txt("mail.example.net", "v=spf1 ip4:127.0.0.1 -all").mx("mail.example.net", 10, "mail.example.net");
        posthorn = TestServer.start(directory, false, settings().toArray(String[]::new));
        Credential key = posthorn.tenant(new Tenant(ACCOUNT, "us-east-1"), "vouched.example");
        ses = posthorn.client(key.accessKeyId(), key.secretAccessKey());
        ses.verifyDomainDkim(r -> r.domain("signing.example"));
        ses.setIdentityMailFromDomain(r -> r.identity("signing.example").mailFromDomain("bounce.signing.example"));
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        dns.close();
    }

    @Test
    void aZoneFileHasEachRecordThatIsNeededWithTextsSplitAt255() throws Exception {
        List<JsonNode> asked = records("signing.example")
                .valueStream()
                .filter(row -> row.path("needed").asBoolean())
                .toList();
        CommandLineRun zone = dns("signing.example", "--format", "zone");
        assertThat(zone.code()).as(zone.err()).isZero();
        List<Record> read = parse(zone.out());
        assertThat(read).hasSameSizeAs(asked).isNotEmpty();
        for (JsonNode row : asked) {
            Record record = read.stream()
                    .filter(one ->
                            one.getName().toString().equals(row.path("name").asString() + ".")
                                    && org.xbill.DNS.Type.string(one.getType())
                                            .equals(row.path("type").asString()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not in the zone: " + row));
            assertThat(value(record)).isEqualTo(row.path("value").asString());
        }
        assertThat(read.stream().filter(TXTRecord.class::isInstance).map(TXTRecord.class::cast))
                .allSatisfy(txt -> assertThat(txt.getStringsAsByteArrays())
                        .allSatisfy(part -> assertThat(part).hasSizeBetween(1, 255)))
                .anySatisfy(txt -> assertThat(txt.getStrings()).hasSize(2));
        assertThat(zone.out().lines().filter(line -> line.startsWith("; In the zone of")))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("; In the zone of signing.example:"),
                        second -> assertThat(second).startsWith("; In the zone of mail.example.net, what the aliases"));
    }

    @Test
    void whatIsNotNeededStandsInAComment() throws Exception {
        assertThat(records("vouched.example").path(0).path("state").asString()).isEqualTo("vouched for (not needed)");
        assertThat(dns("vouched.example").out())
                .contains("vouched for (not needed)")
                .doesNotContain("true")
                .doesNotContain("false");
        CommandLineRun zone = dns("vouched.example", "--format", "ZONE");
        assertThat(zone.out())
                .containsPattern(
                        "(?m)^; vouched for \\(not needed\\): _amazonses\\.vouched\\.example\\. 3600 IN TXT \"");
        assertThat(zone.out())
                .as("a second DMARC record would do harm")
                .contains("\n; suggested: _dmarc.vouched.example. 3600 IN TXT \"v=DMARC1; p=none\"\n");
        assertThat(parse(zone.out())).isEmpty();
        assertThat(dns("vouched.example", "--format", "terraform").out())
                .contains("# vouched for (not needed): _amazonses.vouched.example TXT")
                .doesNotContain("\"_amazonses.vouched.example\"");
    }

    @Test
    void jsonIsTheSameByEitherFlagAndOtherFormsExcludeIt() {
        assertThat(dns("signing.example", "--format", "json").json())
                .isEqualTo(records("signing.example"))
                .allSatisfy(row ->
                        assertThat(row.propertyNames()).containsExactly("name", "type", "state", "needed", "value"));
        CommandLineRun both = dns("signing.example", "--format", "zone", "--json");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--json and --format say different things");
        CommandLineRun unknown = dns("signing.example", "--format", "pigeon");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("expected one of [TABLE, ZONE, JSON, TERRAFORM] (case-insensitive)");
    }

    @Test
    void doctorSaysTheSameOfADomainThatIsVouchedForAndThatItsMailLeavesUnsigned() {
        CommandLineRun doctor = CommandLineRun.of(directory, settings(), "doctor", "--json");
        List<String> said = new ArrayList<>();
        doctor.json()
                .forEach(finding -> said.add(finding.path("state").asString() + " "
                        + finding.path("check").asString() + ": "
                        + finding.path("what").asString()));
        assertThat(said)
                .contains(
                        "ok verification: vouched.example is vouched for; record not there (not needed)",
                        "warn verification: _amazonses.signing.example TXT is missing or has another value",
                        "warn DKIM: mail from vouched.example leaves unsigned: it has no DKIM keys",
                        "warn DKIM: mail from signing.example leaves unsigned: its DKIM keys were not found in DNS yet",
                        "warn MAIL FROM: bounce.signing.example has not the MX and SPF records that a MAIL FROM domain"
                                + " needs")
                .noneMatch(line -> line.contains("SPF: vouched.example"));
        assertThat(said.stream().filter(line -> line.contains(" SPF:")))
                .as("only where return paths are")
                .containsExactly("ok SPF: mail.example.net: v=spf1 ip4:127.0.0.1 -all");
    }

    @Test
    void aDomainThatItsKeysVerifiedNeedsNoOtherRecordUnlessTheyAreLost() {
        ses.verifyDomainDkim(r -> r.domain("keys.example"));
        records("keys.example").forEach(row -> {
            if (row.path("type").asString().equals("TXT")) {
                String text = row.path("value").asString();
                int half = text.length() / 2;
                dns.txtInParts(row.path("name").asString(), text.substring(0, half), text.substring(half));
            } else {
                dns.cname(row.path("name").asString(), row.path("value").asString());
            }
        });
        dns.txt("_amazonses.keys.example");
        // A repeated call asks at once.
        ses.verifyDomainDkim(r -> r.domain("keys.example"));
        await().atMost(TestServer.PATIENCE)
                .until(() -> ses.getIdentityDkimAttributes(r -> r.identities("keys.example"))
                                .dkimAttributes()
                                .get("keys.example")
                                .dkimVerificationStatus()
                        == VerificationStatus.SUCCESS);
        assertThat(records("keys.example").path(0).path("state").asString()).isEqualTo("verified by DKIM (not needed)");
        CommandLineRun doctor = CommandLineRun.of(directory, settings(), "doctor");
        assertThat(doctor.out())
                .contains("verification: keys.example is verified by DKIM; record not there (not needed)")
                .doesNotContain("mail from keys.example leaves unsigned");
    }

    private static List<String> settings() {
        return List.of(
                "data.dir=" + directory.resolve("data"),
                "mail.domain=mail.example.net",
                "relay.hosts=127.0.0.1:9",
                "relay.tls=off",
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "store.free_space_floor=1MiB",
                "dns.servers=127.0.0.1:" + dns.address().getPort());
    }

    private static CommandLineRun dns(String domain, String... more) {
        List<String> words = new ArrayList<>(List.of("identity", "dns", domain, "--account", ACCOUNT));
        words.addAll(Arrays.asList(more));
        return CommandLineRun.of(directory, settings(), words.toArray(String[]::new));
    }

    private static JsonNode records(String domain) {
        CommandLineRun run = dns(domain, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        return run.json();
    }

    private static List<Record> parse(String zone) throws Exception {
        List<Record> records = new ArrayList<>();
        try (Master master =
                new Master(new ByteArrayInputStream(zone.getBytes(StandardCharsets.US_ASCII)), Name.root)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
        }
        return records;
    }

    private static String value(Record record) {
        Map<Class<?>, String> values = Map.of(
                TXTRecord.class, record instanceof TXTRecord txt ? String.join("", txt.getStrings()) : "",
                CNAMERecord.class,
                        record instanceof CNAMERecord alias ? alias.getTarget().toString(true) : "",
                MXRecord.class,
                        record instanceof MXRecord mx
                                ? mx.getPriority() + " " + mx.getTarget().toString(true)
                                : "");
        return String.valueOf(values.get(record.getClass()));
    }
}
