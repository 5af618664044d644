package org.posthorn.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.event.Evidence;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.ReputationState;
import org.posthorn.engine.settings.ReputationState.Policy;
import org.posthorn.engine.settings.SendingStatus;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class ReputationEntitiesTest {
    private static final Tenant OWNER = TestMail.TENANT;
    private static final Resource SET = new Resource(Resource.Type.CONFIGURATION_SET, "news");

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final TestClock clock = engine.clock();
    private final MemoryStore store = engine.store();
    private final Settings settings = engine.get(Settings.class);
    private final ReputationEntities entities = engine.get(ReputationEntities.class);

    @BeforeEach
    void setUp() {
        settings.table(Tables.CONFIGURATION_SETS).put(OWNER, "news", ConfigurationSet.named("news"));
    }

    /// The engine's rule in tests: nothing is concluded from fewer than 20 recipients.
    @ParameterizedTest
    @CsvSource({
        "19, 10, 0, none, none",
        "20, 0, 0, none, none",
        "1000, 49, 0, none, none",
        "1000, 50, 0, LOW, strict",
        "1000, 99, 0, LOW, strict",
        "1000, 100, 0, HIGH, standard",
        "1000, 0, 1, LOW, strict",
        "1000, 0, 5, HIGH, standard",
    })
    void ratesAreJudgedAndStopWhatThePolicySays(
            int recipients, int bounces, int complaints, String impact, Policy mildest) {
        count(recipients, bounces, complaints);
        ReputationEntities.Entity entity = entities.find(OWNER, SET).orElseThrow();
        assertThat(entity.rates().recipients()).isEqualTo(recipients);
        assertThat(entity.impact().map(Enum::name).orElse("none")).isEqualTo(impact);
        for (Policy policy : List.of(Policy.none, Policy.standard, Policy.strict)) {
            settings.table(Tables.REPUTATION_STATES).delete(OWNER, SET.key());
            entities.setPolicy(OWNER, SET, policy);
            entities.check();
            boolean stops = mildest != Policy.none
                    && policy != Policy.none
                    && (policy == mildest || mildest == Policy.standard);
            assertThat(entities.status(OWNER, SET))
                    .as(policy.name())
                    .isEqualTo(stops ? SendingStatus.DISABLED : SendingStatus.ENABLED);
        }
    }

    @Test
    void whatItsReputationStoppedStaysSoUntilItIsReinstated() {
        count(20, 10, 0);
        entities.setPolicy(OWNER, SET, Policy.standard);
        entities.check();
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> entities.checkMaySend(OWNER, SET, "configuration set news"))
                .withMessage("Sending is paused for configuration set news")
                .satisfies(e -> assertThat(e.error()).isEqualTo(SesError.SENDING_PAUSED));
        clock.advance(Duration.ofDays(2));
        entities.check();
        assertThat(entities.find(OWNER, SET).orElseThrow().impact()).isEmpty();
        assertThat(entities.status(OWNER, SET))
                .as("a day without mail is no better reputation")
                .isEqualTo(SendingStatus.DISABLED);
        entities.setByOwner(OWNER, SET, SendingStatus.ENABLED);
        assertThat(entities.status(OWNER, SET)).isEqualTo(SendingStatus.DISABLED);

        entities.setByOwner(OWNER, SET, SendingStatus.REINSTATED);
        clock.advance(Duration.ofMinutes(1));
        count(20, 10, 0);
        entities.check();
        assertThat(entities.status(OWNER, SET)).as("whatever its reputation is").isEqualTo(SendingStatus.REINSTATED);

        clock.advance(Duration.ofMinutes(1));
        entities.setByOwner(OWNER, SET, SendingStatus.ENABLED);
        clock.advance(Duration.ofMinutes(1));
        entities.check();
        assertThat(entities.status(OWNER, SET))
                .as("what was before counts no longer")
                .isEqualTo(SendingStatus.ENABLED);
        count(20, 10, 0);
        entities.check();
        assertThat(entities.status(OWNER, SET)).isEqualTo(SendingStatus.DISABLED);
    }

    @Test
    void aDeletedTenantTakesItsStateWithIt() {
        SendingTenants tenants = engine.get(SendingTenants.class);
        SendingTenant tenant = tenants.create(OWNER, "shop", Map.of(), Optional.empty());
        Resource resource = SendingTenants.resource(tenant);
        entities.setByOwner(OWNER, resource, SendingStatus.DISABLED);
        tenants.delete(OWNER, "shop");
        assertThat(settings.table(Tables.REPUTATION_STATES).get(OWNER, resource.key()))
                .isEmpty();
        assertThat(entities.find(OWNER, resource)).isEmpty();
        assertThat(entities.list(OWNER, "", 10, entity -> true))
                .extracting(ReputationEntities.Entity::resource)
                .containsExactly(SET);
        entities.check();
        assertThat(ReputationState.UNTOUCHED.aggregate()).isEqualTo(SendingStatus.ENABLED);
    }

    private void count(int recipients, int bounces, int complaints) {
        for (int i = 0; i < recipients; i++) {
            Mail mail = TestMail.of("example.com", "news", clock.instant(), "a@x.test");
            store.events().append(mail, List.of(new MailEvent.Send(mail.id(), clock.instant(), 1)));
            if (i < bounces) {
                store.events().append(mail, List.of(TestMail.bounce(mail, clock.instant(), "a@x.test")));
            }
            if (i < complaints) {
                store.events()
                        .append(
                                mail,
                                List.of(new MailEvent.Complaint(
                                        mail.id(),
                                        clock.instant(),
                                        List.of("a@x.test"),
                                        Optional.empty(),
                                        Optional.of("abuse"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        "",
                                        Optional.of(Evidence.TRUSTED_REPORT))));
            }
        }
    }
}
