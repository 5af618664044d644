package org.posthorn.engine.configurationset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.ConfigurationSet.TlsPolicy;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tag.Resource;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.tenant.SendingTenants;
import org.posthorn.engine.tenant.TenantAssociations;
import org.posthorn.engine.testing.MemorySettings;

class ConfigurationSetsTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    private final MemorySettings settings = new MemorySettings();
    private final Tags tags = new Tags(settings);
    private final ConfigurationSets sets = new ConfigurationSets(
            settings,
            tags,
            new TenantAssociations(settings, new SendingTenants(settings, tags, Instant::now), tags, Instant::now),
            (tenant, domain) -> domain.endsWith("example.com"),
            (tenant, pool) -> pool.equals("transactional"));

    @Test
    void aSetBelongsToOneAccountInOneRegion() {
        sets.create(TENANT, "a_Z-9");
        assertThat(sets.get(TENANT, "a_Z-9").requiresTls()).isFalse();
        assertRefused(
                () -> sets.get(new Tenant(TENANT.accountId(), "eu-west-1"), "a_Z-9"),
                SesError.CONFIGURATION_SET_DOES_NOT_EXIST,
                "Configuration set <a_Z-9> does not exist.");
    }

    @Test
    void aNameIsTakenOnce() {
        sets.create(TENANT, "x");
        sets.setTlsPolicy(TENANT, "x", Optional.of(TlsPolicy.Require));
        assertThatThrownBy(() -> sets.create(TENANT, "x")).isInstanceOfSatisfying(SesException.class, e -> {
            assertThat(e.error()).isEqualTo(SesError.CONFIGURATION_SET_ALREADY_EXISTS);
            assertThat(e).hasMessage("Configuration set <x> already exists.");
        });
        assertThat(sets.get(TENANT, "x").requiresTls()).isTrue();
        sets.delete(TENANT, "x");
        sets.create(TENANT, "x");
        assertThat(sets.get(TENANT, "x").requiresTls()).isFalse();
    }

    @Test
    void namesAreHeldToTheirForm() {
        sets.create(TENANT, "n".repeat(64));
        assertRefused(
                () -> sets.create(TENANT, "n".repeat(65)),
                SesError.INVALID_PARAMETER_VALUE,
                "Configuration set name cannot exceed 64 characters.");
        assertRefused(
                () -> sets.create(TENANT, ""),
                SesError.INVALID_PARAMETER_VALUE,
                "Configuration set name must be specified.");
        assertRefused(
                () -> sets.create(TENANT, "a.b"),
                SesError.INVALID_PARAMETER_VALUE,
                "Invalid configuration set name <a.b>: only alphanumeric ASCII characters, '_', and '-' are allowed.");
    }

    @Test
    void aSetThatIsNotThereIsNeitherChangedNorDeleted() {
        assertRefused(
                () -> sets.setTlsPolicy(TENANT, "x", Optional.empty()),
                SesError.CONFIGURATION_SET_DOES_NOT_EXIST,
                "Configuration set <x> does not exist.");
        assertRefused(
                () -> sets.delete(TENANT, "x"),
                SesError.CONFIGURATION_SET_DOES_NOT_EXIST,
                "Configuration set <x> does not exist.");
        assertThat(sets.list(TENANT, "", 10)).isEmpty();
    }

    @Test
    void thereIsAnEndToTheirNumber() {
        var table = settings.table(Tables.CONFIGURATION_SETS);
        for (int i = 0; i < Limits.CONFIGURATION_SETS; i++) {
            table.put(TENANT, "s" + i, ConfigurationSet.named("s" + i));
        }
        assertRefused(
                () -> sets.create(TENANT, "more"),
                SesError.LIMIT_EXCEEDED,
                "Maximum number of configuration sets (10000) exceeded.");
        assertRefused(
                () -> sets.create(TENANT, "s1"),
                SesError.CONFIGURATION_SET_ALREADY_EXISTS,
                "Configuration set <s1> already exists.");
    }

    private static void assertRefused(ThrowingCallable call, SesError error, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SesException.class, e -> {
            assertThat(e.error()).isEqualTo(error);
            assertThat(e).hasMessage(message);
        });
    }

    @Test
    void aPoolOfAddressesIsThereOrNot() {
        sets.checkPool(TENANT, "transactional");
        assertRefused(
                () -> sets.checkPool(TENANT, "other"),
                SesError.INVALID_PARAMETER_VALUE,
                "SendingPool <other> doesn't exist");
        assertRefused(
                () -> sets.checkPool(TENANT, " "), SesError.INVALID_PARAMETER_VALUE, "sendingPoolName can't be blank.");
    }

    @Test
    void aSetIsMadeWithItsTagsAndTakesThemAlong() {
        Tags tags = new Tags(settings);
        Resource resource = new Resource(Resource.Type.CONFIGURATION_SET, "tagged");
        assertThatThrownBy(() -> sets.create(TENANT, ConfigurationSet.named("tagged"), Map.of("aws:no", "x")))
                .isInstanceOf(SesException.class);
        assertThat(sets.find(TENANT, "tagged")).as("nothing or all").isEmpty();
        sets.create(TENANT, ConfigurationSet.named("tagged"), Map.of("team", "shop"));
        assertThat(tags.of(TENANT, resource)).isEqualTo(Map.of("team", "shop"));
        sets.delete(TENANT, "tagged");
        sets.create(TENANT, "tagged");
        assertThat(tags.of(TENANT, resource)).isEmpty();
    }
}
