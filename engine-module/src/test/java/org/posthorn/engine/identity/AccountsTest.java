package org.posthorn.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

class AccountsTest {
    private final TestClock clock = new TestClock();
    private final Settings settings = new MemoryStore(clock).settings();
    private final Accounts accounts = accounts(new byte[32]);

    @Test
    void anAccountStartsWithTheDefaults() {
        assertThat(accounts.create(Optional.empty(), "shop")).satisfies(account -> {
            assertThat(account.id()).matches("\\d{12}");
            assertThat(account.sandbox()).isTrue();
            assertThat(account.max24HourSend()).isEqualTo(200);
            assertThat(accounts.find(account.id())).contains(account);
        });
        accounts.create(Optional.of("123456789012"), "");
        assertThat(accounts.list()).hasSize(2);
        assertThatThrownBy(() -> accounts.create(Optional.of("123456789012"), ""))
                .hasMessage("account 123456789012 exists already");
        assertThatThrownBy(() -> accounts.create(Optional.of("12"), ""))
                .hasMessage("an account id has twelve digits: 12");
    }

    @Test
    void aKeysSecretComesBackAndLiesEncrypted() {
        accounts.create(Optional.of("123456789012"), "");
        Credential key = accounts.createKey("123456789012");
        assertThat(key.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(key.secretAccessKey()).hasSize(40);
        assertThat(key.toString()).doesNotContain(key.secretAccessKey());
        assertThat(accounts(new byte[32]).credential(key.accessKeyId())).contains(key);

        AccessKey stored = settings.table(Tables.ACCESS_KEYS)
                .get(Tenant.INSTALLATION, key.accessKeyId())
                .orElseThrow();
        assertThat(new String(stored.sealedSecret(), StandardCharsets.ISO_8859_1))
                .doesNotContain(key.secretAccessKey());
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(accounts(otherKey).credential(key.accessKeyId())).isEmpty();
        assertThat(accounts(otherKey).isUsable(stored)).isFalse();
        assertThat(accounts(new byte[32]).isUsable(stored)).isTrue();
    }

    @Test
    void aDeletedKeyOpensNothing() {
        accounts.create(Optional.of("123456789012"), "");
        Credential key = accounts.createKey("123456789012");
        assertThat(accounts.credential(key.accessKeyId())).isPresent();
        assertThat(accounts.deleteKey(key.accessKeyId())).isTrue();
        assertThat(accounts.deleteKey(key.accessKeyId())).isFalse();
        assertThat(accounts.credential(key.accessKeyId())).isEmpty();
        assertThatThrownBy(() -> accounts.createKey("000000000001")).hasMessage("there is no account 000000000001");
    }

    private Accounts accounts(byte[] key) {
        return new Accounts(settings, new SecretBox(key), new AccountDefaults(true, 200, 1), clock);
    }
}
