package org.posthorn.api.v1.sending;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.call.NoResult;

class AccountActionsTest {
    private final TestEngine engine = new TestEngine();

    @Test
    void sendingIsStoppedAndAllowedAgain() {
        assertThat(perform("Action=UpdateAccountSendingEnabled")).isEqualTo(NoResult.NO_RESULT);
        assertThat(perform("Action=GetAccountSendingEnabled")).isEqualTo(new GetAccountSendingEnabled.Response(false));
        perform("Action=UpdateAccountSendingEnabled&Enabled=True");
        assertThat(perform("Action=GetAccountSendingEnabled")).isEqualTo(new GetAccountSendingEnabled.Response(true));
    }

    @Test
    void whatWasSentIsCounted() {
        perform("Action=SendEmail&Source=user%40example.com&Message.Subject.Data=s&Message.Body.Text.Data=b"
                + "&Destination.ToAddresses.member.1=a%40example.org&Destination.CcAddresses.member.1=b%40example.org");
        assertThat(perform("Action=GetSendQuota")).isEqualTo(new GetSendQuota.Response(50_000, 1_000, 2));
        var statistics = (GetSendStatistics.Response) perform("Action=GetSendStatistics");
        assertThat(statistics.sendDataPoints()).singleElement().satisfies(point -> {
            assertThat(point.timestamp()).isEqualTo("2026-11-24T12:00:00Z");
            assertThat(point.deliveryAttempts()).isEqualTo(2);
        });
    }

    private Record perform(String form) {
        return engine.perform(form, TestEngine.CALLER);
    }
}
