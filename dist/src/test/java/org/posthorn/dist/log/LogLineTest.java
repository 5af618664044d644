package org.posthorn.dist.log;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
    private static final String ESC = "\u001b";

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
    void textAndJsonAreOneLineWithoutRawControlsEvenInExceptions() throws IOException {
        TextLines text = new TextLines();
        text.setPattern("%-5level %msg%n");
        String lines = encoded(text);
        assertThat(lines).doesNotContain(ESC, "\u202e").contains("sender=\"\\u001b[31m\"", "bad\\nWARN  event=forged");
        assertThat(lines.lines().filter(line -> line.startsWith("WARN "))).hasSize(1);
        assertThat(lines.lines().skip(1))
                .allMatch(line ->
                        line.startsWith("\t") || line.startsWith("java.") || line.startsWith("Caused by: java."));

        JsonLines json = new JsonLines();
        json.setWithFormattedMessage(true);
        json.setWithMessage(false);
        json.setWithArguments(false);
        String line = encoded(json);
        assertThat(line).doesNotContain(ESC, "\u202e").contains("\\\\u001b[31m", "\\\\nWARN  event=forged");
        assertThat(line.lines()).hasSize(1);
    }

    private static String encoded(Encoder<ILoggingEvent> encoder) throws IOException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        encoder.setContext(context);
        encoder.start();
        Logger logger = context.getLogger("test");
        Exception fault = new IllegalStateException("bad\nWARN  event=forged", new IOException("\u202e\n" + ESC));
        return new String(
                encoder.encode(new LoggingEvent(
                        "caller", logger, Level.WARN, "event=x sender=\"{}\"", fault, new Object[] {ESC + "[31m"})),
                StandardCharsets.UTF_8);
    }
}
