package org.posthorn.engine.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.settings.SetOptions.Suppression;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestMail;

class MailSuppressionTest {
    private static final String ADDRESS = "a@x.test";

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, 100, 100));
    private final SuppressionList list = engine.get(SuppressionList.class);
    private final ConfigurationSets sets = engine.get(ConfigurationSets.class);
    private final MailSuppression rules = engine.get(MailSuppression.class);

    @BeforeEach
    void aSet() {
        sets.create(TestMail.TENANT, "set");
        list.add(TestMail.TENANT, ADDRESS, Reason.BOUNCE, Optional.empty());
    }

    @Test
    void aSetGoesBeforeTheAccount() {
        assertThat(rules.reasons(mail("set"))).isEmpty();
        assertThat(rules.find(mail("set"), ADDRESS)).isPresent();
        say(Reason.COMPLAINT);
        assertThat(rules.reasons(mail("set"))).contains(List.of(Reason.COMPLAINT));
        assertThat(rules.find(mail("set"), ADDRESS)).isEmpty();
        say(Reason.COMPLAINT, Reason.BOUNCE);
        assertThat(rules.find(mail("set"), ADDRESS)).isPresent();
        say();
        assertThat(rules.reasons(mail("set"))).contains(List.of());
        assertThat(rules.find(mail("set"), ADDRESS)).isEmpty();
    }

    @Test
    void aSetThatIsGoneSaysNothing() {
        say();
        assertThat(rules.find(mail("other"), ADDRESS)).isPresent();
        sets.delete(TestMail.TENANT, "set");
        assertThat(rules.find(mail("set"), ADDRESS)).isPresent();
    }

    @Test
    void nobodySetsTheGlobalListAside() {
        say();
        list.add(SuppressionList.GLOBAL, ADDRESS, Reason.BOUNCE, Optional.empty());
        assertThat(rules.find(mail("set"), ADDRESS))
                .hasValueSatisfying(found -> assertThat(found.global()).isTrue());
    }

    private void say(Reason... reasons) {
        Suppression said = new Suppression(List.of(reasons), Optional.empty(), Optional.empty());
        sets.change(
                TestMail.TENANT, "set", set -> set.withOptions(options -> options.withSuppression(Optional.of(said))));
    }

    private static Mail mail(String set) {
        return TestMail.of("example.com", set, Instant.EPOCH, ADDRESS);
    }
}
