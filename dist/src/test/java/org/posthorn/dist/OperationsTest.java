package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.AccountSendingPausedException;
import software.amazon.awssdk.services.ses.model.IdentityType;

/// The operations that applications rarely call, through the SDK against a server in dev mode.
class OperationsTest {
    @RegisterExtension
    static final Installation installation = Installation.dev();

    @Given
    private static TestServer posthorn;

    @Test
    @Shows({"DeleteVerifiedEmailAddress", "ListVerifiedEmailAddresses", "VerifyEmailAddress"})
    void theOlderOperationsOnAddressesStillWork() {
        try (SesClient ses = posthorn.client("111111111111", "any")) {
            ses.verifyEmailAddress(r -> r.emailAddress("old@example.com"));
            ses.verifyDomainIdentity(r -> r.domain("example.org"));
            assertThat(ses.listVerifiedEmailAddresses().verifiedEmailAddresses())
                    .containsExactly("old@example.com");
            ses.deleteVerifiedEmailAddress(r -> r.emailAddress("old@example.com"));
            ses.deleteVerifiedEmailAddress(r -> r.emailAddress("old@example.com"));
            assertThat(ses.listVerifiedEmailAddresses().verifiedEmailAddresses())
                    .isEmpty();
            assertThat(ses.listIdentities(r -> r.identityType(IdentityType.DOMAIN))
                            .identities())
                    .containsExactly("example.org");
        }
    }

    @Test
    @Shows({"GetAccountSendingEnabled", "UpdateAccountSendingEnabled"})
    void anAccountThatIsSwitchedOffSendsNothingUntilItIsSwitchedOn() {
        try (SesClient ses = posthorn.client("222222222222", "any");
                SesClient other = posthorn.client("333333333333", "any")) {
            ses.verifyEmailIdentity(r -> r.emailAddress("me@example.com"));
            ses.updateAccountSendingEnabled(r -> r.enabled(false));
            assertThat(ses.getAccountSendingEnabled().enabled()).isFalse();
            assertThat(other.getAccountSendingEnabled().enabled()).isTrue();
            assertThatThrownBy(() -> send(ses)).isInstanceOf(AccountSendingPausedException.class);
            ses.updateAccountSendingEnabled(r -> r.enabled(true));
            assertThat(ses.getAccountSendingEnabled().enabled()).isTrue();
            assertThat(send(ses)).isNotEmpty();
        }
    }

    private static String send(SesClient ses) {
        return ses.sendEmail(r -> r.source("me@example.com")
                        .destination(d -> d.toAddresses("you@example.net"))
                        .message(m -> m.subject(s -> s.data("subject")).body(b -> b.text(t -> t.data("text")))))
                .messageId();
    }
}
