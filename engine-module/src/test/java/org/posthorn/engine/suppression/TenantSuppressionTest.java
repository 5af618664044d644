package org.posthorn.engine.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.SendingTenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestMail;

class TenantSuppressionTest {
    private static final Tenant OWNER = TestMail.TENANT;

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, -1, -1));
    private final SendingTenants tenants = engine.get(SendingTenants.class);
    private final TenantSuppression lists = engine.get(TenantSuppression.class);
    private final MailSuppression mails = engine.get(MailSuppression.class);

    @BeforeEach
    void setUp() {
        for (String name : List.of("a", "a-b")) {
            tenants.create(OWNER, name, Map.of(), Optional.empty());
        }
    }

    @Test
    void aListIsOfOneTenantOnly() {
        lists.add(OWNER, "a", "x@x.test", Reason.BOUNCE, Optional.empty());
        lists.add(OWNER, "a-b", "y@x.test", Reason.BOUNCE, Optional.empty());
        assertThat(lists.list(OWNER, "a", "", 10))
                .extracting(Suppressed::address)
                .containsExactly("x@x.test");
        assertThat(lists.of(OWNER, "a", "y@x.test")).isEmpty();
        assertThat(lists.of(OWNER, "a", "x@X.test")).as("domains in any case").isPresent();
        tenants.delete(OWNER, "a");
        assertThat(lists.list(OWNER, "a", "", 10)).isEmpty();
        assertThat(lists.list(OWNER, "a-b", "", 10)).hasSize(1);
    }

    @Test
    void entriesEndWhenTheirTimeIsOver() {
        lists.add(OWNER, "a", "x@x.test", Reason.BOUNCE, Optional.of(Duration.ofDays(1)));
        lists.add(OWNER, "a", "y@x.test", Reason.BOUNCE, Optional.empty());
        engine.clock().advance(Duration.ofDays(1));
        assertThat(lists.of(OWNER, "a", "x@x.test")).isEmpty();
        lists.sweep();
        assertThat(lists.list(OWNER, "a", "", 10))
                .extracting(Suppressed::address)
                .containsExactly("y@x.test");
    }

    @Test
    void theGlobalListHoldsForTenantsToo() {
        Mail mail = mailOf("a");
        engine.get(SuppressionList.class).add(SuppressionList.GLOBAL, "x@x.test", Reason.BOUNCE, Optional.empty());
        tenants.setSuppression(
                OWNER, "a", Optional.of(new SendingTenant.Suppression(List.of(), SendingTenant.Scope.TENANT)));
        assertThat(mails.find(mail, "x@x.test").map(SuppressionList.Found::global))
                .contains(true);
    }

    @Test
    void mailOfATenantThatIsGoneIsTheAccounts() {
        tenants.setSuppression(
                OWNER,
                "a",
                Optional.of(new SendingTenant.Suppression(List.of(Reason.BOUNCE), SendingTenant.Scope.TENANT)));
        Mail mail = mailOf("a");
        mails.add(mail, "x@x.test", Reason.BOUNCE, Optional.empty());
        assertThat(lists.of(OWNER, "a", "x@x.test")).isPresent();
        tenants.delete(OWNER, "a");
        // Another one of the name has nothing to do with it.
        tenants.create(
                OWNER,
                "a",
                Map.of(),
                Optional.of(new SendingTenant.Suppression(List.of(Reason.BOUNCE), SendingTenant.Scope.TENANT)));
        mails.add(mail, "y@x.test", Reason.BOUNCE, Optional.empty());
        assertThat(lists.list(OWNER, "a", "", 10)).isEmpty();
        assertThat(engine.get(Settings.class).table(Tables.SUPPRESSED).get(OWNER, "y@x.test"))
                .isPresent();
    }

    private Mail mailOf(String tenant) {
        return TestMail.of(
                "example.com",
                "set",
                tenants.get(OWNER, tenant).key(),
                engine.clock().instant(),
                "x@x.test");
    }
}
