package org.posthorn.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.SesException;
import org.posthorn.engine.contact.ContactLists;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.tag.Tags;

/// What is accepted as an address can be verified, suppressed, listed and taken off again, in every store.
public interface AddressContract extends Ports.Opener {
    Tenant ACCOUNT = new Tenant("111111111111", "us-east-1");

    @Test
    default void whatIsAcceptedAsAnAddressIsKeptAndFoundAgain() {
        TestClock clock = new TestClock();
        Settings settings = open(clock).settings();
        SuppressionList list = new SuppressionList(settings, clock);
        ContactLists contacts = new ContactLists(settings, new Tags(settings), clock);
        contacts.put(ACCOUNT, "list", List.of());
        Set<String> seen = new HashSet<>();
        Random random = new Random(11);
        for (int i = 0; i < 100_000 && seen.size() < 300; i++) {
            Optional<String> accepted = accepted(text(random));
            // One to compare: the domain in any case, the local part in its own.
            if (accepted.isEmpty() || !seen.add(accepted.get().toLowerCase(Locale.ROOT))) {
                continue;
            }
            String address = accepted.get();
            assertThat(address.chars().allMatch(c -> c >= ' ' && c < 0x7f))
                    .as(address)
                    .isTrue();
            assertThat(Address.isWellFormed(address)).as(address).isTrue();
            Identities.checkAddress(address);

            Suppressed entry = list.add(ACCOUNT, address, Suppressed.Reason.BOUNCE, Optional.empty());
            assertThat(list.of(ACCOUNT, address)).as(address).contains(entry);
            assertThat(list.list(ACCOUNT, "", 10)).as(address).containsExactly(entry);
            assertThat(accepted(entry.address()))
                    .as("what is listed can be imported")
                    .contains(entry.address());
            assertThat(list.remove(ACCOUNT, entry.address())).as(address).isTrue();

            contacts.change(ACCOUNT, "list", address, contact -> contact.withUnsubscribeAll(true), change -> {});
            assertThat(contacts.member(ACCOUNT, "list", address).unsubscribeAll())
                    .as(address)
                    .isTrue();
            assertThat(contacts.forget(ACCOUNT, "list", address)).as(address).isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(100).anyMatch(address -> address.contains(" "));
    }

    private static Optional<String> accepted(String text) {
        try {
            return Optional.of(Address.parse(text).bare());
        } catch (SesException e) {
            assertThat(Address.isWellFormed(text)).as(text).isFalse();
            return Optional.empty();
        }
    }

    /// Of the pieces that addresses are made of, and those that have gone wrong.
    private static String text(Random random) {
        String[] pieces = {
            "a", "B", ".", "\"", " ", "<", ">", "\\", ",", ";", ":", "(", ")", "[", "]", "@", "@", "@x.test", "\t",
            "\u0000", "\r\n ", "\u007f", "\u00e9", "+", "%", "'", "/", "\"a b\"", "_", "-", "=?", "x.test", "{", "}"
        };
        StringBuilder text = new StringBuilder();
        boolean quoted = random.nextBoolean();
        text.append(quoted ? "\"" : "");
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.append(quoted ? "\"" : "")
                .append(random.nextInt(4) == 0 ? "" : "@X.test")
                .toString();
    }
}
