package org.posthorn.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.Content;

class TextPartsTest {
    @Test
    void onlyTheHtmlPartChanges() {
        String message = """
                From: a@x.test
                Content-Type: multipart/mixed; boundary="out er"

                preamble
                --out er
                Content-Type: multipart/alternative; boundary=in

                --in

                plain
                --in
                Content-Transfer-Encoding: 8bit
                Content-Type: text/html; charset=UTF-8

                <p>grün</p>
                --in--
                --out er
                Content-Type: text/html
                Content-Disposition: attachment; filename=a.htm

                <p>attached</p>
                --out er--
                epilogue
                """.replace("\n", "\r\n");
        assertThat(rewritten(message))
                .isEqualTo(message.replace(
                                "Content-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset=UTF-8\r\n",
                                "Content-Type: text/html; charset=UTF-8\r\n"
                                        + "Content-Transfer-Encoding: quoted-printable\r\n")
                        .replace("<p>grün</p>", "<p>gr=C3=BCn</p>!"));
    }

    @Test
    void textBeyondTheLimitGoesOutAsItCameAndShorterTextBesideItChanges() {
        String part = "--in\r\nContent-Type: text/html\r\n\r\n";
        String head = "Content-Type: multipart/mixed; boundary=in\r\n\r\n";
        String large = "x".repeat(Limits.CHANGED_TEXT_BYTES + 1);
        assertThat(rewritten(head + part + large + "\r\n" + part + "short\r\n--in--\r\n"))
                .startsWith(head + part + large + "\r\n--in\r\n")
                .contains("\r\n\r\nshort!\r\n--in--");
    }

    @Test
    void base64StaysBase64() {
        String message = "Content-Type: TEXT/HTML; charset=ISO-8859-1\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString("<p>grün</p>".getBytes(StandardCharsets.ISO_8859_1)) + "\r\n";
        String changed = rewritten(message);
        assertThat(changed)
                .startsWith("Content-Type: TEXT/HTML; charset=ISO-8859-1\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        String body = changed.substring(changed.indexOf("\r\n\r\n") + 4);
        assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.ISO_8859_1))
                .isEqualTo("<p>grün</p>!");
    }

    @Test
    void bytesThatTheirCharsetDoesNotHoldStayAsTheyAre() {
        String unlabelled = "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>grün</p>";
        assertThat(rewritten(unlabelled)).endsWith("\r\n\r\n<p>gr=C3=BCn</p>!");
        byte[] broken =
                "Content-Type: text/html; charset=UTF-8\r\n\r\n<p>gr\u00fcn</p>".getBytes(StandardCharsets.ISO_8859_1);
        Content content = new Content(broken);
        assertThat(TextParts.rewriteHtml(content, text -> text + "!")).isSameAs(content);
    }

    @Test
    void plainTextChangesWhenItIsAskedFor() {
        String message = "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\n"
                + "Content-Type: text/html\r\n\r\nhtml\r\n--b--\r\n";
        assertThat(new String(
                        TextParts.rewrite(Content.of(message), text -> text + "!")
                                .bytes(),
                        StandardCharsets.UTF_8))
                .contains("\r\n\r\nplain!\r\n--b", "\r\n\r\nhtml!\r\n--b--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: s\r\n\r\n<p>text</p>",
                "Content-Type: text/plain\r\n\r\n<p>text</p>",
                "Content-Type: text/html; charset=x-none\r\n\r\n<p>text</p>",
                "Content-Type: text/html\r\nContent-Transfer-Encoding: x-odd\r\n\r\n<p>text</p>",
                "Content-Type: multipart/mixed\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--",
                "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--",
                "Content-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\n\r\n<p>text</p>",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--bb\r\nContent-Type: text/html\r\n\r\n<p>\r\n--bb--",
                "\r\n<p>text</p>",
                "",
            })
    void whatIsNoHtmlStaysAsItIs(String message) {
        assertThat(rewritten(message)).isEqualTo(message);
    }

    @RepeatedTest(200)
    void anythingAtAllIsTaken(RepetitionInfo round) {
        Random random = new Random(round.getCurrentRepetition());
        String[] pieces = {
            "Content-Type: text/html\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n",
            "\r\n",
            "--b\r\n",
            "--b--\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "text",
            "=",
            "\n",
            "\r",
            ": ",
            "Content-Type: ",
            "--b--",
            "--b"
        };
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            message.append(pieces[random.nextInt(pieces.length)]);
        }
        Content content = Content.of(message.toString());
        assertThat(TextParts.rewriteHtml(content, html -> html)).isSameAs(content);
        assertThat(rewritten(message.toString())).isNotNull();
    }

    private static String rewritten(String message) {
        return new String(
                TextParts.rewriteHtml(Content.of(message), html -> html + "!").bytes(), StandardCharsets.UTF_8);
    }
}
