package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.bounce.Reasons;
import org.posthorn.engine.bounce.Said;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.EnhancedStatus;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mime.CleanText;

/// Everything that reads what a stranger wrote, with 64 KB and 1 MB of the characters that it looks for: what goes back
/// over a text takes minutes for them, what goes forward some milliseconds.
class LinearReadingTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final List<Integer> SIZES = List.of(64 * 1024, 1024 * 1024);
    private static final List<String> WORST = List.of(
            " ",
            "\t",
            "@",
            " @",
            "@ ",
            "<",
            "<@",
            "'@",
            "a@",
            "-",
            "--- ",
            "[",
            "(",
            "[:",
            ";",
            "a;",
            ":",
            "a:",
            ".",
            "5",
            "5.",
            "5.1.",
            "5.1.1.",
            "550 ",
            "*",
            "\n",
            "\r",
            " \n",
            "a\n b",
            "\n\n",
            "\0",
            "\u00e9",
            "a",
            "no such ",
            "ann@example.com",
            "xann@example.com",
            "ann\n",
            "ann: ",
            "<p",
            "<!--",
            "<style",
            "</",
            "&",
            "&#",
            "From: a\n",
            "Received: a\nFrom: a\n",
            "could not be ",
            "\u5b9b");

    /// As many as one request may name.
    private static final List<String> RECIPIENTS = Stream.concat(
                    Stream.of("ann@example.com"), IntStream.range(0, 49).mapToObj(i -> "a" + i + "@example.com"))
            .toList();

    private static Map<String, Consumer<String>> readers() {
        Map<String, Consumer<String>> readers = new LinkedHashMap<>();
        readers.put("clean text", CleanText::of);
        readers.put("lines", Lines::of);
        readers.put("untyped value", FieldGroup::untyped);
        readers.put("fields", text -> {
            DsnParser.entries(FieldGroup.parse("Action: failed\n" + text));
            ArfParser.parse(FieldGroup.parse("Feedback-Type: " + text), "");
        });
        for (String field : List.of("Action", "Status", "Diagnostic-Code", "Final-Recipient", "Remote-MTA")) {
            readers.put(
                    field, text -> DsnParser.entries(FieldGroup.parse("Action: failed\n" + field + ": smtp; " + text)));
        }
        readers.put(
                "date of a complaint",
                text -> ArfParser.parse(FieldGroup.parse("Feedback-Type: abuse\nArrival-Date: " + text), ""));
        readers.put("reasons", text -> Reasons.judge(Said.reported(Optional.empty(), text)));
        readers.put("phrases", text -> Phrases.FAILURE.areIn(Phrases.fold(text)));
        readers.put("HTML", PlainText::ofHtml);
        readers.put("codes", Codes::hasCode);
        readers.put("status", text -> {
            EnhancedStatus.find(text);
            EnhancedStatus.parse(text);
            SmtpReply.of(550, text);
        });
        readers.put("message id", MessageId::parse);
        readers.put("mentioned address", text -> Recipients.mentions(text, "ann@example.com"));
        for (String opening : List.of(
                "Your message could not be delivered to:\n\n",
                "--- ",
                "Received: ",
                "Action: failed\nFinal-Recipient: rfc822; x@example.org\n")) {
            readers.put("notice " + opening.strip().replace('\n', ' '), text -> {
                recognise("From: MAILER-DAEMON@example.net\nSubject: failure notice\n\n" + opening + text);
                recognise("From: MAILER-DAEMON@example.net\nContent-Type: text/html\n\n" + opening + text + opening);
            });
        }
        for (String head : List.of(
                "",
                "Subject: ",
                "Content-Type: ",
                "Content-Type: multipart/report; boundary=\"",
                "Content-Type: multipart/report; boundary=" + "a".repeat(99) + "\n\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain; ",
                "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n",
                "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n")) {
            readers.put("message " + head.strip().replace('\n', ' '), text -> recognise(head + text));
        }
        return readers;
    }

    private static void recognise(String text) {
        Content content = new Content(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        Recognition.of(ReportReader.read(content, true), RECIPIENTS);
    }

    static Stream<Arguments> readersAndSizes() {
        return readers().entrySet().stream()
                .flatMap(reader -> SIZES.stream().map(size -> Arguments.of(reader.getKey(), size, reader.getValue())));
    }

    @ParameterizedTest(name = "{0}, {1} characters")
    @MethodSource("readersAndSizes")
    void readsTheWorstTextInOnePass(String name, int size, Consumer<String> reader) {
        for (String worst : WORST) {
            String text = worst.repeat(size / worst.length());
            assertTimeoutPreemptively(LIMIT, () -> reader.accept(text), () -> name + " of '" + worst + "'");
        }
        assertThat(name).isNotEmpty();
    }
}
