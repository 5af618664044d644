package org.posthorn.engine.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.mail.SmtpReply;

class BounceClassTest {
    @Test
    void theWordsOfSessSuppressionListOutweighTheStatus() {
        assertThat(BounceClass.of(BounceClass.SUPPRESSED))
                .isEqualTo(new BounceClass(BounceType.Permanent, BounceSubType.Suppressed));
    }

    @Test
    void aTemporaryReplyWithThoseWordsIsNoSuppression() {
        SmtpReply temporary = SmtpReply.of(451, "4.7.0 " + BounceClass.SUPPRESSED.text());

        assertThat(BounceClass.of(temporary)).isEqualTo(new BounceClass(BounceType.Transient, BounceSubType.General));
    }

    @ParameterizedTest
    @CsvSource({
        "550, 5.1.1 user unknown, Permanent, General",
        "550, 5.1.10 null MX, Permanent, NoEmail",
        "554, no status here, Permanent, General",
        "452, 4.2.2 mailbox full, Transient, MailboxFull",
        "552, 5.2.2 over quota, Transient, MailboxFull",
        "552, 5.3.4 too big, Transient, MessageTooLarge",
        "550, 5.6.0 content, Transient, ContentRejected",
        "550, 5.7.1 policy, Transient, General",
        "451, 4.7.1 greylisted, Transient, General",
        "421, try later, Transient, General",
    })
    void otherRepliesAreClassifiedByTheirStatus(int code, String text, BounceType type, BounceSubType subType) {
        assertThat(BounceClass.of(SmtpReply.of(code, text))).isEqualTo(new BounceClass(type, subType));
    }
}
