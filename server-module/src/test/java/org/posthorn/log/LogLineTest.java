package org.posthorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogLineTest {
    private static final String ESC = "\u001b";
    private static final JsonMapper MAPPER = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "sender=\"{}\" n=1|a@x.example|sender=\"a@x.example\" n=1",
                "sender=\"{}\" n=1|a\" n=2 b=\"|sender=\"a\\\" n=2 b=\\\"\" n=1",
                "sender=\"{}\" n=1|a\\\" n=2|sender=\"a\\\\\\\" n=2\" n=1",
                "reason={} n=1|plain|reason=plain n=1",
                "reason={} n=1|two words|reason=\"two words\" n=1",
                "reason={} n=1|x n=2|reason=\"x n=2\" n=1",
                "reason={} n=1|x\"y|reason=\"x\\\"y\" n=1",
                "said {} to us|a \"b\"|said a \"b\" to us",
            })
    void aValueStaysAValue(String pattern, String value, String line) {
        assertThat(LogLine.format(pattern, new Object[] {value})).isEqualTo(line);
    }

    @Test
    void whatSteersATerminalOrATextIsEscaped() {
        String text = ESC + "[2J\u0007\u0000\u007f\u009b31m\r\n\t\u202e\u2066\u2028\u200b\ud800\udb40\udc41";
        assertThat(LogLine.format("got \"{}\"", new Object[] {text}))
                .isEqualTo("got \"\\u001b[2J\\u0007\\u0000\\u007f\\u009b31m\\r\\n\\t\\u202e\\u2066\\u2028\\u200b\\ud800"
                        + "\\udb40\\udc41\"");
        assertThat(LogLine.format("got " + ESC + "\n", null)).isEqualTo("got \\u001b\\n");
    }

    @Test
    void whatPeopleWriteIsLeftAlone() {
        assertThat(LogLine.format("got {} {}", new Object[] {"Grüße, 日本 😀", 7}))
                .isEqualTo("got Grüße, 日本 😀 7");
    }

    @Test
    void textAndJsonHaveNoRawControlsEvenInExceptions() throws IOException {
        String lines = encoded(text(), Level.ERROR);
        assertThat(lines).doesNotContain(ESC, "\u202e").contains("sender=\"\\u001b[31m\"", "bad\\nWARN  event=forged");
        assertThat(lines.lines().filter(line -> line.startsWith("ERROR "))).hasSize(1);
        assertThat(lines.lines().skip(1))
                .isNotEmpty()
                .allMatch(line ->
                        line.startsWith("\t") || line.startsWith("java.") || line.startsWith("Caused by: java."));

        String line = encoded(new JsonLines(), Level.ERROR);
        assertThat(line).doesNotContain(ESC, "\u202e").contains("\\\\u001b[31m", "\\\\nWARN  event=forged");
        assertThat(line.lines()).hasSize(1);
        JsonNode json = MAPPER.readTree(line);
        assertThat(json.path("stack_trace").asString())
                .startsWith("java.lang.IllegalStateException: bad\\nWARN  event=forged\n\tat ")
                .contains("\nCaused by: java.io.IOException: \\u202e\\n\\u001b\n");
    }

    @Test
    void belowErrorAnExceptionIsAPartOfTheLine() throws IOException {
        String cause = "cause=\"java.lang.IllegalStateException: bad\\nWARN  event=forged <- java.io.IOException:"
                + " \\u202e\\n\\u001b\"";
        for (Level level : List.of(Level.WARN, Level.INFO)) {
            assertThat(encoded(text(), level))
                    .isEqualTo("%-5s event=x sender=\"\\u001b[31m\" n=7 %s\n".formatted(level, cause));
            JsonNode json = MAPPER.readTree(encoded(new JsonLines(), level));
            assertThat(json.has("stack_trace")).isFalse();
            assertThat(json.path("exception").asString()).startsWith("java.lang.IllegalStateException: bad\\nWARN");
        }
    }

    @Test
    void whoLooksForAFaultSeesTracesOfAllLevels() throws IOException {
        TextLines lines = text();
        assertThat(encoded(lines, Level.WARN, Level.DEBUG).lines())
                .hasSizeGreaterThan(3)
                .first()
                .isEqualTo("WARN  event=x sender=\"\\u001b[31m\" n=7");
    }

    @Test
    void jsonHasTheMembersThatThePatternNames() throws IOException {
        JsonNode json = MAPPER.readTree(encoded(new JsonLines(), Level.INFO));
        assertThat(json.propertyNames())
                .containsExactly("time", "level", "logger", "thread", "message", "event", "sender", "n", "exception");
        assertThat(json.path("time").asString()).isEqualTo("2026-11-26T02:29:13.007Z");
        assertThat(json.path("level").asString()).isEqualTo("INFO");
        assertThat(json.path("event").asString()).isEqualTo("x");
        assertThat(json.path("sender").asString()).isEqualTo("\\u001b[31m");
        assertThat(json.path("n").isInt()).isTrue();
        assertThat(json.path("message").asString()).startsWith("event=x sender=\"\\u001b[31m\" n=7 cause=");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "message={} requestId={} peer-name={} level={}|{message_id=a b=\"c, request_id=1, peer_name=true, of_level=d}",
                "the mark={} is old; file={}; at=\"{}:{}\" it=so|{mark=a b=\"c, file=1, at=true:d, it=so}",
                "a={} a={}|{a=a b=\"c}",
                "lease failed; trying again|{}",
                "a={} b= =c|{a=a b=\"c, b=}",
            })
    void membersAreReadFromThePatternAlone(String pattern, String members) {
        Object[] arguments = {"a b=\"c", 1, true, "d"};
        Map<String, Object> found = new LinkedHashMap<>();
        LogTemplate.of(pattern).members().forEach(member -> found.put(member.name(), member.of(arguments)));
        assertThat(found).hasToString(members);
    }

    @Test
    void aLibraryPutsStrangersWordsIntoPatternsSoItNamesNoMembers() throws IOException {
        JsonLines lines = new JsonLines();
        LoggerContext context = context(lines);
        LoggingEvent event =
                event(context.getLogger("org.eclipse.jetty"), Level.WARN, "bad request level=x event=forged", null);
        JsonNode json = MAPPER.readTree(lines.encode(event));
        assertThat(json.propertyNames()).containsExactly("time", "level", "logger", "thread", "message");
    }

    private static TextLines text() {
        TextLines text = new TextLines();
        text.setPattern("%-5level %msg%n");
        return text;
    }

    private static String encoded(Encoder<ILoggingEvent> encoder, Level level) throws IOException {
        return encoded(encoder, level, Level.INFO);
    }

    private static String encoded(Encoder<ILoggingEvent> encoder, Level level, Level root) throws IOException {
        LoggerContext context = context(encoder);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(root);
        Exception fault = new IllegalStateException("bad\nWARN  event=forged", new IOException("\u202e\n" + ESC));
        LoggingEvent event = event(
                context.getLogger("org.posthorn.test"), level, "event=x sender=\"{}\" n={}", fault, ESC + "[31m", 7);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static LoggerContext context(Encoder<ILoggingEvent> encoder) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        encoder.setContext(context);
        encoder.start();
        return context;
    }

    private static LoggingEvent event(
            Logger logger, Level level, String pattern, @Nullable Exception fault, Object... arguments) {
        LoggingEvent event = new LoggingEvent("caller", logger, level, pattern, fault, arguments);
        event.setInstant(Instant.parse("2026-11-26T02:29:13.007Z"));
        return event;
    }
}
