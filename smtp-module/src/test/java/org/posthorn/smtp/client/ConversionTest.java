package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Content;

/// The decoder here is mime4j's: what it reads before and after a conversion must be the same.
final class ConversionTest {
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
                "From: caf\u00e9@example.com||x|",
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
            })
    void whatCantBeConvertedSafelyIsNot(String message) {
        assertThat(convert(message)).isEmpty();
    }

    /// Header fields whose letters have no other form, and lines that are too long, whatever the message is.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x||LONG|",
                "Subject: LONG||x|",
                "Subject: x||\u00c3\u00a9LONG|",
                "Subject: \u00c3\u00a9LONG||x|",
                "To: LONG@example.com||x|",
                "To: a@example.com,LIST||x|",
                "References: LONG||x|",
                "LONG|",
                "X: y|LONG: x||x|",
                "Content-Type: multipart/mixed; boundary=b||--b||LONG|--b|X: LONG||x|--b--|",
                "Content-Type: multipart/mixed; boundary=b||LONG|--b||x|--b--|LONG|",
                "Content-Type: multipart/mixed; boundary=b||--b||LONG|",
                "Content-Type: multipart/signed; boundary=b||--b||LONG|--b||x|--b--|",
                "Content-Type: message/rfc822||Subject: LONG||LONG|",
                "Content-Transfer-Encoding: base64||LONG|",
                "Content-Transfer-Encoding: quoted-printable||LONG|",
                "Content-Transfer-Encoding: x-what||LONG|",
                "Content-Type: text/plain; name=LONG||x|",
            })
    void noLineIsLongerThanItMayBe(String message) {
        for (String word :
                List.of("x".repeat(1_200), "x y".repeat(1_200), "=C3=A9".repeat(1_000), "x,".repeat(5_000))) {
            String text = message.replace("LONG", word).replace("LIST", "a@example.com,".repeat(300));
            for (boolean seven : new boolean[] {true, false}) {
                assertThat(convert(text, seven, true).orElseThrow().split("\\|"))
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998));
            }
        }
    }

    @Test
    void longLinesOfEncodedPartsAreBrokenSoThatTheyReadTheSame() throws Exception {
        String text = "caf\u00c3\u00a9 = ".repeat(400);
        String quoted = text.replace("=", "=3D").replace("\u00c3\u00a9", "=C3=A9");
        String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
        for (String message : List.of(
                "Content-Transfer-Encoding: quoted-printable||" + quoted + "x|",
                "Content-Transfer-Encoding: base64||" + base64 + "|",
                "Content-Type: text/plain; charset=utf-8||" + text + "x|")) {
            Content before = new Content(message.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            Content after = Conversion.convert(before, false, true).orElseThrow();
            assertThat(LineLength.isExceeded(after.bytes(), 0, after.sizeBytes()))
                    .isFalse();
            assertThat(leaves(after)).isEqualTo(leaves(before));
        }
    }

    @Test
    void whatIsFitIsNotCopied() {
        Content fit = Content.of("Subject: x\r\n\r\n" + "y".repeat(998) + "\r\n\u00e9\r\n");
        assertThat(Conversion.convert(fit, false, true)).containsSame(fit);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '\0', textBlock = """
            Subject: caf\u00e9 > Subject: =?UTF-8?Q?caf=C3=A9?=
            subject: \u65e5\u672c\u8a9e > subject: =?UTF-8?B?5pel5pys6Kqe?=
            X-Note: na\u00efve > X-Note: =?UTF-8?Q?na=C3=AFve?=
            Subject: plain > Subject: plain
            Content-Disposition: attachment; filename="\u00e9 1.pdf"; size=3 > Content-Disposition: attachment; filename*=utf-8''%C3%A9%201.pdf; size=3
            """)
    void fieldsGetTheFormOfTheirKind(String before, String after) {
        assertThat(form(before.strip())).contains(after.strip());
    }

    @Test
    void addressesKeepTheirAddressAndHaveTheirNamesEncoded() {
        assertThat(form("To: J\u00fcrgen <j@example.com>, \"M\u00fcller, A\" <m@example.com>,bob@example.com (\u00e9)"))
                .contains("To: =?UTF-8?B?SsO8cmdlbg==?= <j@example.com>, =?UTF-8?B?TcO8bGxlciwgQQ==?=|"
                        + " <m@example.com>,bob@example.com (=?UTF-8?B?w6k=?=)");
        assertThat(form("Cc: Gruppe \u00e9: \"a\" <a@example.com>, b@b\u00fccher.example;"))
                .contains("Cc: =?UTF-8?B?R3J1cHBlIMOp?=: \"a\" <a@example.com>," + " b@xn--bcher-kva.example;");
        assertThat(form("From: x <j\u00fcrgen@example.com>")).isEmpty();
    }

    /// As text, with a bar for a fold.
    private static Optional<String> form(String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        return HeaderForm.of(new String(bytes, StandardCharsets.ISO_8859_1), true)
                .map(form -> form.replace("\r\n", "|"));
    }

    @Test
    void lettersThatAreNoUtf8KeepTheirBytes() {
        assertThat(convert("Subject: caf\u00e9||x|")).contains("Subject: =?ISO-8859-1?Q?caf=E9?=||x|");
        assertThat(convert("Content-Type: message/rfc822||Subject: \u00e9||x|"))
                .contains("Content-Type: message/rfc822||Subject: =?ISO-8859-1?B?6Q==?=||x|");
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
            Content after = Conversion.convert(before, true, true).orElseThrow();
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
        return convert(message, true, true);
    }

    private static Optional<String> convert(String message, boolean seven, boolean words) {
        byte[] bytes = message.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return Conversion.convert(new Content(bytes), seven, words)
                .map(converted -> new String(converted.bytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "|"));
    }
}
