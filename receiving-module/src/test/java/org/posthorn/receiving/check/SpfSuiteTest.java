package org.posthorn.receiving.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.testing.LoopbackDns;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/// All of the openspf.org suite for RFC 7208, each scenario with a name server of its own.
final class SpfSuiteTest {
    private static final int MOST_STRING_BYTES = 255;

    private record Case(String name, String ip, String helo, String sender, List<String> results) {}

    private record Scenario(String name, List<String[]> records, List<Case> cases) {}

    @TestFactory
    Stream<DynamicNode> everyCaseOfTheSuite() throws IOException {
        List<Scenario> scenarios = scenarios();
        assertThat(scenarios.stream()
                        .mapToInt(scenario -> scenario.cases().size())
                        .sum())
                .isEqualTo(203);
        return scenarios.stream()
                .map(scenario -> DynamicContainer.dynamicContainer(
                        scenario.name(),
                        scenario.cases().stream()
                                .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(scenario, each)))));
    }

    private static void check(Scenario scenario, Case each) throws Exception {
        try (LoopbackDns server = LoopbackDns.start()) {
            fill(server, scenario.records());
            Spf spf = new Spf(
                    new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 1), InstantSource.system());

            SpfResult result = spf.check(InetAddress.ofLiteral(each.ip()), each.helo(), each.sender());

            assertThat(result.status().word()).isIn(each.results());
        }
    }

    private static void fill(LoopbackDns server, List<String[]> lines) throws IOException {
        Map<String, List<Record>> byName = new LinkedHashMap<>();
        List<String> silent = new ArrayList<>();
        for (String[] line : lines) {
            List<Record> records = byName.computeIfAbsent(line[1], key -> new ArrayList<>());
            if (line[2].equals("TIMEOUT")) {
                silent.add(line[1]);
            } else if (!line[2].equals("NONE")) {
                records.add(record(name(line[1]), line[2], line.length > 3 ? line[3] : ""));
            }
        }
        byName.forEach((name, records) -> server.insecure(escaped(name), records.toArray(Record[]::new)));
        silent.forEach(server::fail);
    }

    private static Record record(Name name, String type, String value) throws IOException {
        return switch (type) {
            case "A" -> new ARecord(name, DClass.IN, 60, InetAddress.ofLiteral(value));
            case "AAAA" -> new AAAARecord(name, DClass.IN, 60, InetAddress.ofLiteral(value));
            case "CNAME" -> new CNAMERecord(name, DClass.IN, 60, name(value));
            case "PTR" -> new PTRRecord(name, DClass.IN, 60, name(value));
            case "MX" -> {
                int space = value.indexOf(' ');
                yield new MXRecord(
                        name,
                        DClass.IN,
                        60,
                        Integer.parseInt(value.substring(0, space)),
                        name(value.substring(space + 1)));
            }
            case "TXT" -> new TXTRecord(name, DClass.IN, 60, strings(value));
            default -> throw new IllegalArgumentException(type);
        };
    }

    /// In dnsjava's form, with what is not printable as a number.
    private static List<String> strings(String value) {
        List<String> strings = new ArrayList<>();
        StringBuilder string = new StringBuilder();
        for (int i = 0, bytes = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            string.append(c < 32 || c > 126 || c == '\\' ? String.format(Locale.ROOT, "\\%03d", (int) c) : c);
            if (++bytes == MOST_STRING_BYTES) {
                strings.add(string.toString());
                string.setLength(0);
                bytes = 0;
            }
        }
        strings.add(string.toString());
        return strings;
    }

    private static Name name(String text) throws IOException {
        return text.isEmpty() ? Name.root : Name.fromString(escaped(text).toLowerCase(Locale.ROOT), Name.root);
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\");
    }

    private static List<Scenario> scenarios() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(SpfSuiteTest.class.getResourceAsStream("rfc7208-suite.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                String[] columns = unescaped(line).split("\t", -1);
                switch (columns[0]) {
                    case "scenario" -> scenarios.add(new Scenario(columns[1], new ArrayList<>(), new ArrayList<>()));
                    case "record" -> scenarios.getLast().records().add(columns);
                    case "case" ->
                        scenarios
                                .getLast()
                                .cases()
                                .add(new Case(
                                        columns[1],
                                        columns[2],
                                        columns[3],
                                        columns[4],
                                        List.of(columns[5].split(" "))));
                    default -> assertThat(line).startsWith("#");
                }
            }
        }
        return scenarios;
    }

    private static String unescaped(String line) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            if (line.startsWith("\\u", i) && !line.startsWith("#")) {
                out.append((char) Integer.parseInt(line.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(line.charAt(i));
            }
        }
        return out.toString();
    }
}
