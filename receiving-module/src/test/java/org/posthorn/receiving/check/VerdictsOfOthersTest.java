package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.testing.LoopbackDns;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// 261 messages, signed by dkimpy 1.1.4, and what others said of them: SPF by pyspf 2.0.14 and mailauth 4, DKIM by
/// dkimpy and mailauth, DMARC by mailauth. `verdicts-of-others.json` has the messages, the DNS that all were asked
/// over, and the results; where the others differed from each other or from us, the result is the RFC's, and `decided`
/// says which of its words, and who says otherwise.
final class VerdictsOfOthersTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_795_694_400);
    private static final int MOST_STRING_CHARS = 255;

    private static LoopbackDns server;
    private static MailChecks checks;
    private static JsonNode table;

    @BeforeAll
    static void publish() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(VerdictsOfOthersTest.class.getResourceAsStream("verdicts-of-others.json"))) {
            table = JsonMapper.shared().readTree(in);
        }
        server = LoopbackDns.start();
        table.get("txt").forEachEntry((name, texts) -> {
            List<Record> records = new ArrayList<>();
            texts.forEach(text -> records.add(
                    new TXTRecord(Name.fromConstantString(name + "."), DClass.IN, 300, parts(text.asString()))));
            server.insecure(name, records.toArray(Record[]::new));
        });
        table.get("mx").forEachEntry((name, exchanger) -> server.mx(name, 10, exchanger.asString()));
        table.get("a").forEachEntry((name, address) -> server.a(name, address.asString()));
        checks = new MailChecks(
                new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 1),
                new Scanners(Optional.empty(), Optional.empty()),
                InstantSource.fixed(NOW),
                "in.mail.test");
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (int start = 0; start < text.length(); start += MOST_STRING_CHARS) {
            parts.add(text.substring(start, Math.min(text.length(), start + MOST_STRING_CHARS)));
        }
        return parts;
    }

    @AfterAll
    static void stop() {
        checks.close();
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> ourVerdictsAreThoseOfOthers() {
        assertThat(table.get("cases").size()).isEqualTo(261);
        return table.get("cases")
                .valueStream()
                .map(each -> DynamicTest.dynamicTest(each.get("name").asString(), () -> check(each)));
    }

    private static void check(JsonNode each) {
        byte[] message = each.get("message").asString().getBytes(StandardCharsets.ISO_8859_1);
        Checked checked = checks.check(
                new ReceivedMail(
                        each.get("sender").asString(),
                        List.of("b@mail.test"),
                        new Content(message),
                        new SmtpClient(
                                each.get("ip").asString(), each.get("helo").asString(), Optional.empty())),
                false);
        String fields = checked.fields().replace("\r\n ", " ");
        String results = fields.substring(fields.indexOf("Authentication-Results:"));
        assertThat(words(results, " spf=")).containsExactly(each.get("spf").asString());
        assertThat(words(results, " dkim=").stream().map("pass"::equals))
                .as(results)
                .containsExactlyElementsOf(
                        each.get("dkim").valueStream().map(JsonNode::asBoolean).toList());
        assertThat(words(results, " dmarc="))
                .as(results)
                .containsExactly(each.get("dmarc").asString());
    }

    /// The words behind each place of a name.
    private static List<String> words(String text, String name) {
        List<String> words = new ArrayList<>();
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            while (Character.isLetter(text.charAt(end))) {
                end++;
            }
            words.add(text.substring(at + name.length(), end));
        }
        return words;
    }
}
