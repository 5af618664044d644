package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.mail.Content;

final class WireContentTest {
    @ParameterizedTest
    @DisplayName("content becomes lines with CRLF, doubled leading dots and a final dot")
    @CsvSource({
        "'', '.RN'",
        "a, 'aRN.RN'",
        "aRN, 'aRN.RN'",
        "aN, 'aRN.RN'",
        "aR, 'aRN.RN'",
        "aNb, 'aRNbRN.RN'",
        "aRb, 'aRNbRN.RN'",
        "., '..RN.RN'",
        ".., '...RN.RN'",
        ".RN, '..RN.RN'",
        "aRN.RNb, 'aRN..RNbRN.RN'",
        "aN.Nb, 'aRN..RNbRN.RN'",
        "aR.Rb, 'aRN..RNbRN.RN'",
        "aN.RNMAIL, 'aRN..RNMAILRN.RN'",
        "aRN.N.R, 'aRN..RN..RN.RN'",
        "a.bRN, 'a.bRN.RN'",
        "NN, 'RNRN.RN'",
        "NR, 'RNRN.RN'",
        "RRN, 'RNRN.RN'",
    })
    void contentBecomesWireLines(String content, String wire) throws IOException {
        assertThat(wire(content.replace('R', '\r').replace('N', '\n')))
                .isEqualTo(wire.replace('R', '\r').replace('N', '\n'));
    }

    @Test
    void noBareLineEndAndNoEarlyFinalDotEverReachesTheWire() throws IOException {
        Random random = new Random(42);
        String alphabet = "\r\n.a";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder content = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                content.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String wire = wire(content.toString());
            assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
            assertThat(("\r\n" + wire).indexOf("\r\n.\r\n") + 3).isEqualTo(wire.length());
        }
    }

    private static String wire(String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WireContent.writeStuffed(WireContent.lines(new Content(content.getBytes(StandardCharsets.ISO_8859_1))), out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
