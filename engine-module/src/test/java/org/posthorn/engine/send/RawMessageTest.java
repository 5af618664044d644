package org.posthorn.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.mail.Content;

/// Line ends of raw mail, where R is a carriage return, N a line feed, and a bar what goes out.
final class RawMessageTest {
    @ParameterizedTest
    @CsvSource({
        "aRRNb, a|b",
        "aRRNRRNb, a||b",
        "aRRRRNb, a|b",
        "aNb, a|b",
        "aRb, a|b",
        "aRRb, a||b",
        "aNNb, a||b",
        "aRNNb, a||b",
        "aNRb, a||b",
        "RRN, |",
        "aR, a|",
        "aRR, a||",
        "aRNRNb, a||b",
        "aRNRRN, a||",
        "N, |",
        "a, a",
    })
    void everyLineEndBecomesOneCrlf(String before, String after) {
        Content raw = Content.of(before.replace('R', '\r').replace('N', '\n'));
        assertThat(new String(RawMessage.withCrlf(raw).bytes(), StandardCharsets.UTF_8).replace("\r\n", "|"))
                .isEqualTo(after);
    }

    @Test
    void whatHasNoOtherLineEndsIsNotCopied() {
        Content fit = Content.of("a\r\n\r\nb");
        assertThat(RawMessage.withCrlf(fit)).isSameAs(fit);
    }
}
