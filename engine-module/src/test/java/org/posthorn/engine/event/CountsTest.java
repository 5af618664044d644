package org.posthorn.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthorn.engine.bounce.Reason;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.testing.TestMail;

class CountsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Mail MAIL = TestMail.sent(NOW, "ann@example.com").mail();

    @ParameterizedTest
    @EnumSource
    void aReportCountsUnlessAnybodyMayHaveWrittenIt(Evidence evidence) {
        long expected = evidence == Evidence.UNTRUSTED_REPORT ? 0 : 1;

        Counts counts = Counts.of(MAIL, List.of(bounce(Optional.of(evidence)), complaint(Optional.of(evidence))));

        assertThat(counts.bounces()).isEqualTo(expected);
        assertThat(counts.complaints()).isEqualTo(expected);
    }

    @Test
    void whatEarlierVersionsWroteCounts() {
        Counts counts = Counts.of(MAIL, List.of(bounce(Optional.empty()), complaint(Optional.empty())));

        assertThat(counts.bounces()).isEqualTo(1);
        assertThat(counts.complaints()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aBounceCountsWhenTheAddressIsToBlameOrTheWholeInstallationSuppressesIt(Reason reason) {
        MailEvent.Bounce bounce = TestMail.bounce(MAIL, NOW, "ann@example.com");
        MailEvent.BouncedRecipient recipient = new MailEvent.BouncedRecipient(
                "ann@example.com", "failed", bounce.recipients().getFirst().status(), "smtp; 550", reason);

        Counts counts = Counts.of(
                MAIL,
                List.of(new MailEvent.Bounce(
                        MAIL.id(),
                        NOW,
                        reason.bounceClass().type(),
                        reason.bounceClass().subType(),
                        List.of(recipient),
                        "dns; mx.test",
                        Optional.empty(),
                        "",
                        Optional.of(Evidence.DIALOGUE))));

        assertThat(counts.bounces()).isEqualTo(reason.isOfTheAddress() || reason == Reason.SUPPRESSED ? 1 : 0);
    }

    private static MailEvent.Bounce bounce(Optional<Evidence> evidence) {
        MailEvent.Bounce known = TestMail.bounce(MAIL, NOW, "ann@example.com");
        return new MailEvent.Bounce(
                known.messageId(),
                known.at(),
                known.type(),
                known.subType(),
                known.recipients(),
                known.reportingMta(),
                known.remoteMtaIp(),
                known.originalHeaders(),
                evidence);
    }

    private static MailEvent.Complaint complaint(Optional<Evidence> evidence) {
        return new MailEvent.Complaint(
                MAIL.id(),
                NOW,
                List.of("ann@example.com"),
                Optional.empty(),
                Optional.of("abuse"),
                Optional.empty(),
                Optional.empty(),
                "",
                evidence);
    }
}
