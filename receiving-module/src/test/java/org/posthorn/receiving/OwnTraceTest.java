package org.posthorn.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.receiving.check.Checked;

class OwnTraceTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final String ID = ReceivedId.of(MessageId.next("us-east-1", NOW));
    private static final Checked CHECKED = new Checked(
            new Verdicts(Verdict.PASS, Verdict.PASS, Verdict.PASS, Optional.empty(), Verdict.PASS, Verdict.PASS),
            true,
            Optional.empty(),
            "X-Check: a\r\n",
            0);

    @Test
    void whatWeWriteIsWhatWeCount() {
        TraceFields trace = new TraceFields("mail.test");
        Content content = Content.of("Subject: x\r\n\r\nReceived: by mail.test id " + ID + ";\r\n");
        for (int round = 0; round < 7; round++) {
            assertThat(trace.timesHere(content)).isEqualTo(round);
            content = trace.inFrontOf(
                    new ReceivedMail("a@far.test", List.of("b@example.com"), content, "192.0.2.1"),
                    CHECKED,
                    MessageId.next("us-east-1", NOW),
                    NOW);
        }
        assertThat(new TraceFields("other.test").timesHere(content)).isZero();
    }

    @Test
    void whatOthersWriteIsNotOurs() {
        for (String field : List.of(
                "Received: from x by other.test with ESMTP id " + ID + "; date",
                "Received: from x by mail.test with ESMTP id 4cXyz; date",
                "Received: from x; by mail.test id " + ID,
                "X-Received: by mail.test id " + ID + "; date",
                "Received: by mail.test.evil id " + ID + "; date",
                "Received",
                "Received:",
                "Received: by",
                "Received: " + "by ".repeat(100_000),
                " by mail.test id " + ID)) {
            assertThat(OwnTrace.count(Content.of(field + "\r\n\r\n"), "mail.test"))
                    .as(field.substring(0, Math.min(60, field.length())))
                    .isZero();
        }
        assertThat(OwnTrace.count(
                        Content.of("RECEIVED : from x ([1.2.3.4])\r\n\tBY Mail.Test with ESMTPS ID " + ID
                                + "\r\n for x; date\r\n\r\n"),
                        "mail.test"))
                .isEqualTo(1);
    }
}
