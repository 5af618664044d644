package org.posthorn.engine.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
    private static final String TABLE = """
            NO_SUCH_ADDRESS Permanent General address rate -
            NO_SUCH_DOMAIN Permanent General address rate -
            TAKES_NO_MAIL Permanent NoEmail address rate -
            MOVED Permanent General address rate -
            DISABLED Permanent General address rate -
            MAILBOX_FULL Transient MailboxFull - - -
            TOO_LARGE Transient MessageTooLarge - - -
            SPAM Transient ContentRejected - - -
            CONTENT Transient ContentRejected - - -
            ATTACHMENT Transient AttachmentRejected - - -
            VIRUS Transient AttachmentRejected - - -
            TOO_MANY_RECIPIENTS Transient General - - -
            SENDER_REFUSED Transient General - - operator
            AUTHENTICATION Transient General - - operator
            REPUTATION Transient General - - operator
            TLS Transient General - - operator
            RELAY_REFUSED Transient General - - operator
            PROTOCOL Transient General - - operator
            POLICY Transient General - - -
            RATE Transient General - - -
            CONNECTION Transient General - - -
            SYSTEM Transient General - - -
            EXPIRED Transient General - - -
            TEMPORARY Transient General - - -
            OPERATOR Transient General - - -
            SUPPRESSED Permanent Suppressed - rate -
            SUPPRESSED_BY_ACCOUNT Permanent OnAccountSuppressionList - - -
            UNSUBSCRIBED Permanent UnsubscribedRecipient - - -
            REFUSED Permanent General - - -
            UNDETERMINED Undetermined Undetermined - - -
            """;

    @Test
    void theTableSaysWhatFollowsFromEachReason() {
        StringBuilder table = new StringBuilder();
        for (Reason reason : Reason.values()) {
            table.append(reason)
                    .append(' ')
                    .append(reason.bounceClass().type())
                    .append(' ')
                    .append(reason.bounceClass().subType())
                    .append(reason.isOfTheAddress() ? " address" : " -")
                    .append(reason.countsInRates() ? " rate" : " -")
                    .append(reason.isOfTheSetup() ? " operator\n" : " -\n");
        }

        assertThat(table).hasToString(TABLE);
    }

    @ParameterizedTest
    @EnumSource
    void eachSaysInOneSentenceWhatToDo(Reason reason) {
        assertThat(reason.remedy()).endsWith(".").hasSizeBetween(10, 120);
    }
}
