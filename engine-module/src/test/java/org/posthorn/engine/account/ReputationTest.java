package org.posthorn.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.VerificationStatus;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class ReputationTest {
    private static final String ACCOUNT = TestMail.TENANT.accountId();

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final TestClock clock = engine.clock();
    private final MemoryStore store = engine.store();
    private final Settings settings = engine.get(Settings.class);
    private final Accounts accounts = engine.get(Accounts.class);
    private final Reputation reputation = engine.get(Reputation.class);

    @BeforeEach
    void setUp() {
        accounts.create(Optional.of(ACCOUNT), "test");
        settings.table(Tables.IDENTITIES)
                .put(
                        TestMail.TENANT,
                        "example.com",
                        new Identity(
                                "example.com",
                                IdentityType.Domain,
                                VerificationStatus.Success,
                                Optional.empty(),
                                clock.instant(),
                                Optional.empty(),
                                true));
    }

    @Test
    void identitiesAndConfigurationSetsStandForThemselves() {
        settings.table(Tables.CONFIGURATION_SETS).put(TestMail.TENANT, "news", ConfigurationSet.named("news"));
        Mail good = TestMail.of("example.com", "news", clock.instant(), "a@x.test");
        store.events().append(good, List.of(new MailEvent.Send(good.id(), clock.instant(), 1)));
        Mail bad = TestMail.of("example.com", "forgotten", clock.instant(), "b@x.test");
        store.events()
                .append(
                        bad,
                        List.of(
                                new MailEvent.Send(bad.id(), clock.instant(), 1),
                                TestMail.bounce(bad, clock.instant(), "b@x.test")));

        assertThat(reputation.parts(ACCOUNT))
                .containsExactly(
                        new Reputation.Part(
                                Reputation.Kind.IDENTITY,
                                TestMail.TENANT,
                                "example.com",
                                new Reputation.Rates(2, 50, 0)),
                        new Reputation.Part(
                                Reputation.Kind.CONFIGURATION_SET,
                                TestMail.TENANT,
                                "news",
                                new Reputation.Rates(1, 0, 0)));
        assertThat(reputation.parts("222222222222")).isEmpty();
        clock.advance(Duration.ofHours(25));
        assertThat(reputation.parts(ACCOUNT)).isEmpty();
    }

    @Test
    void aHighBounceRatePausesTheAccountWithItsReason() {
        send(18, 2);
        reputation.check();
        assertThat(enabled()).as("10 %% is not above 10 %%").isTrue();
        send(0, 1);
        reputation.check();
        assertThat(enabled()).isFalse();
        assertThat(reputation.standings().getFirst().pause().orElseThrow().reason())
                .isEqualTo("bounce rate of 14.29 % is above 10.00 %, of 21 recipients in 24 hours");
    }

    @Test
    void fewMessagesProveNothing() {
        send(9, 10);
        reputation.check();
        assertThat(enabled()).isTrue();
    }

    @Test
    void complaintsCountForThemselves() {
        send(30, 0);
        Mail mail = send(1, 0);
        store.events()
                .append(
                        mail,
                        List.of(new MailEvent.Complaint(
                                mail.id(),
                                clock.instant(),
                                List.of("a@example.net"),
                                Optional.empty(),
                                Optional.of("abuse"),
                                Optional.empty(),
                                Optional.empty(),
                                "",
                                Optional.of(Evidence.TRUSTED_REPORT))));
        reputation.check();
        assertThat(enabled()).isFalse();
        assertThat(reputation.standings().getFirst().rates().complaints()).isBetween(3.2, 3.3);
    }

    @Test
    void whatWasBeforeTheOperatorSwitchedItOnAgainNoLongerCounts() {
        send(10, 20);
        reputation.check();
        assertThat(enabled()).isFalse();
        clock.advance(Duration.ofMinutes(5));
        accounts.update(ACCOUNT, account -> account.withSendingEnabled(true));
        reputation.check();
        reputation.check();
        assertThat(enabled()).isTrue();
        clock.advance(Duration.ofMinutes(5));
        send(10, 20);
        reputation.check();
        assertThat(enabled()).isFalse();
    }

    @Test
    void afterADayItIsForgotten() {
        send(10, 20);
        clock.advance(Duration.ofHours(25));
        reputation.check();
        assertThat(enabled()).isTrue();
    }

    private boolean enabled() {
        return accounts.find(ACCOUNT).map(Account::sendingEnabled).orElseThrow();
    }

    /// @return one message for all
    private Mail send(int fine, int bounced) {
        String[] recipients = new String[Math.max(1, fine + bounced)];
        Arrays.setAll(recipients, i -> "r" + i + "@example.net");
        var submission = TestMail.sent(clock.instant(), recipients);
        store.queue().submit(submission, recipients.length);
        if (bounced > 0) {
            String[] bouncing = new String[bounced];
            Arrays.setAll(bouncing, i -> "r" + i + "@example.net");
            for (String address : bouncing) {
                store.events()
                        .append(
                                submission.mail(),
                                List.of(TestMail.bounce(submission.mail(), clock.instant(), address)));
            }
        }
        return submission.mail();
    }
}
