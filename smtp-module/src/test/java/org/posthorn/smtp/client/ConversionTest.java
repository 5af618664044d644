package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Content;

/// The decoder here is mime4j's: what it reads before and after a conversion must be the same.
final class SevenBitTest {
    @Test
    void textBecomesQuotedPrintableAndSaysSo() {
        assertThat(convert("Subject: x|MIME-Version: 1.0|Content-Type: text/plain; charset=iso-8859-1"
                        + "|Content-Transfer-Encoding:| 8bit||caf\u00e9 = 1 |"))
                .contains("Subject: x|MIME-Version: 1.0|Content-Type: text/plain; charset=iso-8859-1"
                        + "|Content-Transfer-Encoding: quoted-printable||caf=E9 =3D 1=20|");
    }

    @Test
    void whatIsNoTextBecomesBase64() {
        assertThat(convert(
                        "MIME-Version: 1.0|Content-Type: application/x-thing|Content-Transfer-Encoding: 8bit||\u00ff|"))
                .contains(
                        "MIME-Version: 1.0|Content-Type: application/x-thing|Content-Transfer-Encoding: base64||/w0K|");
    }

    @Test
    void largeTextThatQuotedPrintableWouldBlowUpBecomesBase64() {
        String header = "MIME-Version: 1.0|Content-Type: text/plain; charset=utf-8|Content-Transfer-Encoding: ";
        String words = "\u00c3\u00a4\u00c3\u00b6|";
        int large = 100_000 / 6;

        assertThat(convert(header + "8bit||" + "plain words: \u00c3\u00a9|".repeat(large))
                        .orElseThrow())
                .startsWith(header + "quoted-printable||");
        assertThat(convert(header + "8bit||" + words.repeat(large)).orElseThrow())
                .startsWith(header + "base64||w6TDtg0K")
                .endsWith("|")
                .hasSizeLessThan(140_000);
    }

    @Test
    void bareEightBitTextGetsTheHeaderFieldsThatItLacks() {
        assertThat(convert("Subject: x||caf\u00c3\u00a9|"))
                .contains("Subject: x|MIME-Version: 1.0|Content-Type: text/plain; charset=utf-8"
                        + "|Content-Transfer-Encoding: quoted-printable||caf=C3=A9|");
        assertThat(convert("Subject: x||caf\u00e9|").orElseThrow()).contains("charset=unknown-8bit");
    }

    @Test
    void onlyThePartsThatNeedItAreTouched() {
        assertThat(
                        convert(
                                "MIME-Version: 1.0|Content-Type: multipart/mixed; boundary=\"a b\"|Content-Transfer-Encoding: 8bit||pre|--a b|"
                                        + "|plain|--a b  |Content-Type: text/html||\u00e9|--a b|Content-Transfer-Encoding: base64||AAAA|--a b--|post|"))
                .contains(
                        "MIME-Version: 1.0|Content-Type: multipart/mixed; boundary=\"a b\"|Content-Transfer-Encoding: 7bit||pre|--a b|"
                                + "|plain|--a b  |Content-Type: text/html|Content-Transfer-Encoding: quoted-printable||=E9|--a b|Content-Transfer-Encoding: base64||AAAA|--a b--|post|");
    }

    @Test
    void anEnclosedMessageIsConvertedInside() {
        assertThat(
                        convert(
                                "MIME-Version: 1.0|Content-Type: message/rfc822|Content-Transfer-Encoding: 8bit||Subject: y||\u00e9|"))
                .contains(
                        "MIME-Version: 1.0|Content-Type: message/rfc822|Content-Transfer-Encoding: 7bit||Subject: y|MIME-Version: 1.0"
                                + "|Content-Type: text/plain; charset=unknown-8bit|Content-Transfer-Encoding: quoted-printable||=E9|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: caf\u00e9||x|",
                "Content-Type: text/plain; name=\u00e9||\u00e9|",
                "Content-Transfer-Encoding: base64||\u00e9|",
                "Content-Transfer-Encoding: quoted-printable||\u00e9|",
                "Content-Transfer-Encoding: x-uuencode||\u00e9|",
                "Content-Type: text/plain|Content-Type: text/html||\u00e9|",
                "Content-Type: text||\u00e9|",
                "Content-Type: multipart/mixed||\u00e9|",
                "Content-Type: multipart/mixed; boundary=b||\u00e9|",
                "Content-Type: multipart/mixed; boundary=b||--b||\u00e9|",
                "Content-Type: multipart/mixed; boundary=b||\u00e9|--b||x|--b--|",
                "Content-Type: multipart/mixed; boundary=b||--b||x|--b--|\u00e9|",
                "Content-Type: multipart/signed; boundary=b||--b||\u00e9|--b||x|--b--|",
                "Content-Type: message/partial||\u00e9|",
                "Content-Type: message/rfc822||Subject: \u00e9||x|",
            })
    void whatCantBeConvertedSafelyIsNot(String message) {
        assertThat(convert(message)).isEmpty();
    }

    @Test
    void nestingWithoutEndIsNotFollowed() {
        String deep = "Content-Type: message/rfc822||".repeat(25) + "|\u00e9|";
        String bearable = "Content-Type: message/rfc822||".repeat(15) + "|\u00e9|";
        assertThat(convert(deep)).isEmpty();
        assertThat(convert(bearable)).isPresent();
    }

    @Test
    void aRandomMessageReadsTheSameBeforeAndAfter() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            String message = "MIME-Version: 1.0\r\n" + entity(random, 0);
            Content before = WireContent.lines(new Content(message.getBytes(StandardCharsets.ISO_8859_1)));
            Content after = SevenBit.convert(before).orElseThrow();
            assertThat(after.isEightBit()).isFalse();
            assertThat(leaves(after)).as(message).isEqualTo(leaves(before));
        }
    }

    private static String entity(Random random, int depth) {
        int kind = random.nextInt(depth > 3 ? 2 : 4);
        String encoding = random.nextBoolean() ? "Content-Transfer-Encoding: 8bit\r\n" : "";
        return switch (kind) {
            case 0 -> "Content-Type: text/plain; charset=utf-8\r\n" + encoding + "\r\n" + body(random);
            case 1 -> "Content-Type: image/x-noise\r\n" + encoding + "\r\n" + body(random);
            case 2 -> "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n" + entity(random, depth + 1);
            default -> {
                StringBuilder parts = new StringBuilder(
                        "Content-Type: multipart/mixed;\r\n boundary=b" + depth + "\r\n" + encoding + "\r\n");
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    parts.append("\r\n--b").append(depth).append("\r\n").append(entity(random, depth + 1));
                }
                yield parts + "\r\n--b" + depth + "--\r\n";
            }
        };
    }

    private static String body(Random random) {
        String alphabet = "abc =.\t_?\u00e9\u00ff\u0080";
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(300); i > 0; i--) {
            body.append(random.nextInt(40) == 0 ? "\r\n" : alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return body.toString();
    }

    /// Type and decoded bytes of each leaf, in order. A final line end more or less at the end is that of the wire.
    private static List<String> leaves(Content content) throws IOException, MimeException {
        MimeTokenStream stream = new MimeTokenStream(
                MimeConfig.custom().setMaxLineLen(-1).setMaxHeaderLen(-1).build());
        stream.setRecursionMode(RecursionMode.M_RECURSE);
        stream.parse(new ByteArrayInputStream(content.bytes()));
        List<String> leaves = new ArrayList<>();
        for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            if (state == EntityState.T_BODY) {
                String bytes = new String(stream.getDecodedInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                leaves.add(stream.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT) + " " + bytes);
            }
        }
        return leaves;
    }

    /// Line ends are written as bars.
    private static Optional<String> convert(String message) {
        byte[] bytes = message.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return SevenBit.convert(new Content(bytes))
                .map(converted -> new String(converted.bytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "|"));
    }
}
