package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Mail;
import org.posthorn.feedback.publish.Published;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every report of the corpus becomes the events that its golden file tells in SES's form, or what else is done with
/// it. `mvn … -Dgolden.rewrite=true` writes the files anew.
class ReportGoldenTest {
    private static final Path REPORTS = Path.of("src/test/resources/reports");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/reports");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    static Stream<String> corpus() throws IOException {
        return Files.readAllLines(REPORTS.resolve("index.txt")).stream().filter(line -> !line.startsWith("#"));
    }

    /// The samples of what was once misread, to one of two recipients.
    static Stream<String> misread() throws IOException {
        return KnownBouncesTest.samples().map(sample -> "../bounces/" + sample + ": ann@example.com,bob@example.net");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"corpus", "misread"})
    void eachReportBecomesWhatItsGoldenFileTells(String line) throws Exception {
        String name = line.substring(0, line.indexOf(':'));
        Mail mail = outbox.send(line.substring(line.indexOf(':') + 1).strip().split(","));

        assertThat(receiver.receive(Sample.of(name, mail)).code()).isEqualTo(250);

        ArrayNode told = JSON.createArrayNode();
        for (MailEvent event : outbox.reportedEvents()) {
            ObjectNode json = Published.event(event, mail);
            json.remove("mail");
            json.forEach(detail -> {
                if (detail instanceof ObjectNode object) {
                    object.remove(List.of("feedbackId", "timestamp", "expirationTime"));
                }
            });
            told.add(json);
        }
        if (told.isEmpty()) {
            Stream.of(Verdict.values())
                    .filter(verdict -> receiver.count(verdict) > 0)
                    .forEach(verdict -> told.addObject().put("verdict", verdict.name()));
        }
        String text = JSON.writeValueAsString(told) + "\n";
        Path golden = GOLDEN.resolve(name + ".json").normalize();
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.createDirectories(Optional.ofNullable(golden.getParent()).orElseThrow());
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @Test
    void theIndexNamesEveryReport() throws IOException {
        try (Stream<Path> files = Files.list(REPORTS)) {
            assertThat(corpus().map(line -> line.substring(0, line.indexOf(':')) + ".eml"))
                    .hasSizeGreaterThanOrEqualTo(60)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".eml"))
                                    .toList());
        }
    }
}
