package org.posthorn.engine.contact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.settings.Contact;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.tag.Tags;
import org.posthorn.engine.testing.MemorySettings;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

class ContactListsTest {
    /// Settings that tell how much each batch writes.
    private static final class Watched implements Settings {
        private final MemorySettings settings = new MemorySettings();
        private final List<Integer> batches = new ArrayList<>();

        @Override
        public <T extends Record> Table<T> table(TableName<T> name) {
            return settings.table(name);
        }

        @Override
        public void write(List<Change<?>> changes) {
            batches.add(changes.size());
            settings.write(changes);
        }
    }

    @Test
    void aListIsDeletedFirstAndItsMembersManyAtATime() {
        Watched settings = new Watched();
        TestClock clock = new TestClock();
        ContactLists lists = new ContactLists(settings, new Tags(settings), clock);
        lists.put(TestMail.TENANT, "news", List.of());
        lists.put(TestMail.TENANT, "new", List.of());
        Table<Contact> contacts = settings.table(Tables.CONTACTS);
        for (int i = 0; i < 1_001; i++) {
            String address = i + "@example.net";
            contacts.put(TestMail.TENANT, "news/" + address, Contact.made(address, clock.instant()));
        }
        contacts.put(TestMail.TENANT, "new/a@example.net", Contact.made("a@example.net", clock.instant()));

        assertThat(lists.delete(TestMail.TENANT, "news")).isTrue();
        assertThat(settings.batches).containsExactly(2, 1_000, 1);
        assertThat(contacts.scan(Optional.empty(), 10))
                .extracting(Table.Row::name)
                .containsExactly("new/a@example.net");
        assertThat(lists.delete(TestMail.TENANT, "news")).isFalse();
        assertThat(lists.find(TestMail.TENANT, "new")).isPresent();
    }
}
