package org.posthorn.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.KeyUse;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.testing.MemoryEngine;

class KeyUsesTest {
    private static final String ACCOUNT = "123456789012";

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(true, 200, 1));
    private final Accounts accounts = engine.get(Accounts.class);
    private final KeyUses uses = engine.get(KeyUses.class);
    private final Table<KeyUse> table = engine.get(Settings.class).table(Tables.KEY_USES);
    private final String key;

    KeyUsesTest() {
        accounts.create(Optional.of(ACCOUNT), "");
        key = accounts.createKey(ACCOUNT).accessKeyId();
    }

    @Test
    void aUseIsKnownAtOnceAndWrittenLater() {
        assertThat(uses.last(key)).isEmpty();
        Instant used = engine.clock().instant();
        uses.note(key);
        assertThat(uses.last(key)).contains(Instant.ofEpochSecond(used.getEpochSecond()));
        assertThat(stored()).isEmpty();
        // What was not written is what a crash loses.
        assertThat(engine.again().get(KeyUses.class).last(key)).isEmpty();

        uses.write();
        assertThat(engine.again().get(KeyUses.class).last(key)).isEqualTo(uses.last(key));

        engine.clock().advance(Duration.ofHours(1));
        uses.note(key);
        assertThat(uses.last(key))
                .contains(Instant.ofEpochSecond(used.plus(Duration.ofHours(1)).getEpochSecond()));
        assertThat(stored().map(KeyUse::at)).contains(Instant.ofEpochSecond(used.getEpochSecond()));
    }

    @Test
    void whatWasWrittenIsNotWrittenAgain() {
        uses.note(key);
        uses.write();
        table.delete(Tenant.INSTALLATION, key);
        uses.write();
        assertThat(stored()).isEmpty();
    }

    @Test
    void aKeyThatIsDeletedLeavesNoUseBehind() {
        uses.note(key);
        uses.write();
        uses.note(key);
        assertThat(accounts.deleteKey(key)).isTrue();
        assertThat(stored()).isEmpty();
        uses.write();
        assertThat(stored()).isEmpty();

        String other = accounts.createKey(ACCOUNT).accessKeyId();
        uses.note(other);
        uses.write();
        accounts.delete(ACCOUNT);
        assertThat(table.get(Tenant.INSTALLATION, other)).isEmpty();
    }

    private Optional<KeyUse> stored() {
        return table.get(Tenant.INSTALLATION, key);
    }
}
