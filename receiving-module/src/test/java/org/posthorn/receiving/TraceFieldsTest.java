package org.posthorn.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.receiving.check.Checked;

final class TraceFieldsTest {
    private static final Instant NOW = Instant.parse("2026-11-06T09:05:03Z");
    private static final MessageId ID = MessageId.next("us-east-1", NOW);
    private static final String MAIL = "From: a@org.example\r\nSubject: x\r\n\r\nbody\r\n";
    private static final Checked CHECKED = new Checked(
            new Verdicts(
                    Verdict.GRAY, Verdict.GRAY, Verdict.GRAY, Optional.empty(), Verdict.DISABLED, Verdict.DISABLED),
            false,
            Optional.empty(),
            "Received-SPF: none\r\nAuthentication-Results: in.mail.test; spf=none\r\n",
            0);

    private final TraceFields trace = new TraceFields("in.mail.test");

    @Test
    void theFieldsStandInFrontOfWhatCame() {
        assertThat(text("a@org.example", List.of("b@mail.test"), client("192.0.2.1", "mx.org.example", null), MAIL))
                .isEqualTo("Return-Path: <a@org.example>\r\n"
                        + "Received: from mx.org.example ([192.0.2.1])\r\n"
                        + " by in.mail.test with ESMTP id " + ReceivedId.of(ID) + "\r\n"
                        + " for b@mail.test;\r\n"
                        + " Fri, 6 Nov 2026 09:05:03 +0000\r\n"
                        + CHECKED.fields()
                        + MAIL);
    }

    @Test
    void noRecipientIsToldOfAnother() {
        assertThat(text(
                        "",
                        List.of("b@mail.test", "c@mail.test"),
                        client("2001:db8::1", "", "TLSv1.3 TLS_AES_256_GCM_SHA384"),
                        MAIL))
                .startsWith("Return-Path: <>\r\n"
                        + "Received: from [IPv6:2001:db8::1] ([IPv6:2001:db8::1])\r\n"
                        + " by in.mail.test with ESMTPS id " + ReceivedId.of(ID) + "\r\n"
                        + " tls TLS_AES_256_GCM_SHA384;\r\n"
                        + " Fri, 6 Nov 2026 09:05:03 +0000\r\n");
    }

    @Test
    void internationalAddressesMakeItAnInternationalSession() {
        String text = text("\u00fc@org.example", List.of("b@mail.test"), client("192.0.2.1", "mx", null), MAIL);
        assertThat(text).startsWith("Return-Path: <\u00fc@org.example>\r\n").contains(" with UTF8SMTP id ");
        assertThat(text("a@x.example", List.of("\u00fc@mail.test"), client("192.0.2.1", "mx", "TLSv1.3 X"), MAIL))
                .contains(" with UTF8SMTPS id ")
                .contains(" for \u00fc@mail.test\r\n");
    }

    @Test
    void whatAClientCallsItselfEndsNothing() {
        String text = text(
                "a\r\nX: y@org.example",
                List.of("b@mail.test"),
                client("192.0.2.1", "mx)\r\nX-Evil: (1\u0000\u00fc" + "x".repeat(2_000), null),
                MAIL);
        assertThat(text.replace("\r\n ", " "))
                .startsWith("Return-Path: <a??X: y@org.example>\r\nReceived: from mx???X-Evil:??1??x")
                .endsWith(MAIL);
        assertThat(text.substring(0, text.indexOf("From:")).lines()).allMatch(line -> line.length() < 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: in.mail.test; spf=pass\r\n",
                "authentication-results:IN.MAIL.TEST;\r\n\tdkim=pass;\r\n dmarc=pass\r\n",
                "Authentication-Results : in.mail.test 1; none\r\n",
                "Authentication-Results:\r\n (a (nested \\) comment)) \"in.mail.test\"; spf=pass\r\n",
                "Authentication-Results: \"in\\.mail.test\"; spf=pass\r\n",
                "Authentication-Results: in.mail.test\r\n",
                "X-SES-Spam-Verdict: PASS\r\n",
                "x-ses-virus-verdict:PASS\r\n",
                "X-SES-RECEIPT: AEFB\r\n QUFB\r\n",
                "X-SES-DKIM-SIGNATURE: a=rsa-sha256\r\n",
                "X-SES-Spam-Verdict: PASS\n",
            })
    void whatWouldPassForOurWordIsTakenOut(String forged) {
        for (String before : List.of("", "X: 1\r\n", forged)) {
            assertThat(behind(before + forged + MAIL)).isEqualTo(before.equals(forged) ? MAIL : before + MAIL);
        }
        assertThat(behind("From: a@org.example\r\n" + forged + "\r\n" + forged))
                .isEqualTo("From: a@org.example\r\n\r\n" + forged);
        assertThat(behind(forged.repeat(10_000) + MAIL)).isEqualTo(MAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: other.test; spf=pass\r\n",
                "Authentication-Results: in.mail.test.other.test; spf=pass\r\n",
                "Authentication-Results: x.in.mail.test; spf=pass\r\n",
                "Authentication-Results: (in.mail.test) other.test; spf=pass\r\n",
                "Authentication-Results: (in.mail.test\r\n",
                "Authentication-Results:\r\n",
                "ARC-Authentication-Results: i=1; in.mail.test; spf=pass\r\n",
                "X-SES-Outgoing: 2026.11.26-192.0.2.1\r\n",
                "X-SES-CONFIGURATION-SET: x\r\n",
                "X-X-SES-RECEIPT: x\r\n",
                "Received-SPF: pass\r\n",
                "Return-Path: <x@y.example>\r\n",
                "no field at all\r\n",
                "  \r\n",
                "\u00fc: \u00ff\r\n",
            })
    void everythingElseStaysByteForByte(String field) {
        assertThat(behind(field + MAIL)).isEqualTo(field + MAIL);
        assertThat(behind("X: y\r\n" + field)).isEqualTo("X: y\r\n" + field);
    }

    /// What is behind our fields.
    private String behind(String mail) {
        String text = text("", List.of("b@mail.test"), client("192.0.2.1", "mx", null), mail);
        return text.substring(text.indexOf(CHECKED.fields()) + CHECKED.fields().length());
    }

    private String text(String sender, List<String> recipients, SmtpClient client, String mail) {
        Content content =
                trace.inFrontOf(new ReceivedMail(sender, recipients, Content.of(mail), client), CHECKED, ID, NOW);
        return new String(content.bytes(), StandardCharsets.UTF_8);
    }

    private static SmtpClient client(String ip, String helo, String tls) {
        return new SmtpClient(ip, helo, Optional.ofNullable(tls));
    }
}
