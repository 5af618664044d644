package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.bounce.Phase;
import org.posthorn.engine.mail.SmtpReply;

class OutcomeTest {
    private static final Peer RELAY = Peer.of("relay.test");

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550, 5.7.1 Sender not owned by user",
        "MAIL, 501, 5.1.8 Sender address rejected",
        "MAIL, 550, no",
        "RCPT, 554, 5.7.1 Relay access denied",
        "RCPT, 454, 4.7.1 Relay access denied",
        "RCPT, 553, 5.7.1 Sender address rejected: not logged in",
        "END_OF_DATA, 554, Message rejected: Email address is not verified.",
    })
    void aRelayThatRefusesUsIsAFaultOfTheSetUpAndNoBounce(Phase phase, int code, String text) {
        Outcome outcome = Outcome.of(SmtpReply.of(code, text), RELAY, phase).byRelay();

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.ofTheRelay()).isTrue();
            assertThat(deferred.reply().code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 552, 5.3.4 Message size exceeds fixed limit",
        "RCPT, 550, 5.1.1 User unknown",
        "RCPT, 550, no",
        "END_OF_DATA, 554, identified as spam",
    })
    void aRelayThatRefusesARecipientOrTheMessageMakesABounce(Phase phase, int code, String text) {
        assertThat(Outcome.of(SmtpReply.of(code, text), RELAY, phase).byRelay()).isInstanceOf(Outcome.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 451, 4.3.0 try later", "RCPT, 450, 4.2.0 greylisted"})
    void aRelayThatIsBusyHasNoFault(Phase phase, int code, String text) {
        Outcome outcome = Outcome.of(SmtpReply.of(code, text), RELAY, phase).byRelay();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.ofTheRelay()).isFalse());
    }
}
