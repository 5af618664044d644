package org.posthorn.api.v1.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.VerificationStatus;

class IdentityActionsTest {
    private final TestEngine engine = new TestEngine();

    @Test
    void aListComesInPagesThatMissNothing() {
        for (int i = 0; i < 5; i++) {
            perform("Action=VerifyEmailIdentity&EmailAddress=a" + i + "%40example.org");
        }
        List<String> names = new ArrayList<>();
        Optional<String> token = Optional.empty();
        int pages = 0;
        do {
            ListIdentities.Response page = (ListIdentities.Response) perform("Action=ListIdentities&MaxItems=2"
                    + token.map(t -> "&NextToken=" + t).orElse(""));
            names.addAll(page.identities());
            token = page.nextToken();
            pages++;
        } while (token.isPresent());
        assertThat(pages).isEqualTo(3);
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "a0@example.org",
                        "a1@example.org",
                        "a2@example.org",
                        "a3@example.org",
                        "a4@example.org",
                        "example.com");
    }

    @Test
    void aListMayBeOfOneKind() {
        perform("Action=VerifyEmailAddress&EmailAddress=a%40example.org");
        assertThat(((ListIdentities.Response) perform("Action=ListIdentities&IdentityType=Domain")).identities())
                .containsExactly("example.com");
        assertThat(((ListIdentities.Response) perform("Action=ListIdentities&IdentityType=EmailAddress")).identities())
                .containsExactly("a@example.org");
    }

    @Test
    void aDomainGetsOneTokenAndShowsItUntilItIsDeleted() {
        var first = (VerifyDomainIdentity.Response) perform("Action=VerifyDomainIdentity&Domain=Example.ORG");
        var second = (VerifyDomainIdentity.Response) perform("Action=VerifyDomainIdentity&Domain=example.org");
        assertThat(first.verificationToken()).hasSize(44).isEqualTo(second.verificationToken());
        var attributes = attributes("example.org");
        assertThat(attributes.get("example.org").verificationStatus()).isEqualTo(VerificationStatus.Pending);
        assertThat(attributes.get("example.org").verificationToken()).contains(first.verificationToken());
        perform("Action=DeleteIdentity&Identity=example.org");
        assertThat(attributes("example.org")).isEmpty();
    }

    @Test
    void onlyVerifiedAddressesAreListedAsSuch() {
        perform("Action=VerifyEmailAddress&EmailAddress=pending%40example.org");
        engine.identities().vouch(TestEngine.TENANT, "done@example.org");
        assertThat(((ListVerifiedEmailAddresses.Response) perform("Action=ListVerifiedEmailAddresses"))
                        .verifiedEmailAddresses())
                .containsExactly("done@example.org");
    }

    @Test
    void aDomainsKeysAreShownForItsAddressesTooAndSignOnlyWhenPublished() {
        var tokens = (VerifyDomainDkim.Response) perform("Action=VerifyDomainDkim&Domain=example.com");
        engine.identities().vouch(TestEngine.TENANT, "ann@example.com");
        engine.identities().vouch(TestEngine.TENANT, "example.org");
        var attributes = ((GetIdentityDkimAttributes.Response) perform("Action=GetIdentityDkimAttributes"
                        + "&Identities.member.1=example.com&Identities.member.2=ann%40example.com"
                        + "&Identities.member.3=example.org&Identities.member.4=unknown.example"))
                .dkimAttributes();
        var pending = new GetIdentityDkimAttributes.IdentityDkimAttributes(
                true, VerificationStatus.Pending, tokens.dkimTokens());
        assertThat(attributes)
                .hasSize(3)
                .containsEntry("example.com", pending)
                .containsEntry("ann@example.com", pending);
        assertThat(attributes.get("example.org").dkimVerificationStatus()).isEqualTo(VerificationStatus.NotStarted);
        assertThatThrownBy(() -> perform("Action=SetIdentityDkimEnabled&Identity=example.com&DkimEnabled=true"))
                .isInstanceOf(SesException.class)
                .hasMessage("Domain example.com is not verified for DKIM signing.");
    }

    @Test
    void forwardingCanBeSwitchedOffAndOnAgainOnceThereAreTopicsForBoth() {
        String off = "Action=SetIdentityFeedbackForwardingEnabled&Identity=example.com&ForwardingEnabled=false";
        assertThatThrownBy(() -> perform(off))
                .hasMessage("Identity example.com does not have SNS topics for both bounce and complaint"
                        + " notifications."); // a guess: no document has it
        String arn = engine.topics().create(TestEngine.TENANT, "topic").arn();
        for (String type : new String[] {"Bounce", "Complaint"}) {
            perform("Action=SetIdentityNotificationTopic&Identity=example.com&NotificationType=" + type + "&SnsTopic="
                    + arn);
        }
        perform("Action=SetIdentityFeedbackForwardingEnabled&Identity=example.com&ForwardingEnabled=false");
        assertThat(forwarding()).isFalse();
        perform("Action=SetIdentityFeedbackForwardingEnabled&Identity=example.com&ForwardingEnabled=true");
        assertThat(forwarding()).isTrue();
    }

    @Test
    void regionsHaveIdentitiesOfTheirOwn() {
        Caller elsewhere = new Caller(new Tenant(TestEngine.ACCOUNT, "eu-west-1"), "AKIA", "arn", Optional.empty());
        assertThat(((ListIdentities.Response) engine.perform("Action=ListIdentities", elsewhere)).identities())
                .isEmpty();
    }

    private java.util.Map<String, GetIdentityVerificationAttributes.IdentityVerificationAttributes> attributes(
            String name) {
        return ((GetIdentityVerificationAttributes.Response)
                        perform("Action=GetIdentityVerificationAttributes&Identities.member.1=" + name))
                .verificationAttributes();
    }

    private boolean forwarding() {
        return ((GetIdentityNotificationAttributes.Response)
                        perform("Action=GetIdentityNotificationAttributes&Identities.member.1=example.com"))
                .notificationAttributes()
                .get("example.com")
                .forwardingEnabled();
    }

    private Record perform(String form) {
        return engine.perform(form, TestEngine.CALLER);
    }
}
