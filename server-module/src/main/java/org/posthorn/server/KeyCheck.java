package org.posthorn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.store.StoreReader;
import org.posthorn.store.StoredEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// At a start: the installation's key must be the one that the store's secrets are sealed under. With another, every
/// signed call and every DKIM signature would fail, and what is stored meanwhile would be lost when the right key comes
/// back; so a missing or wrong key starts nothing, unless the operator asks for a new one.
public final class KeyCheck {
    private static final int MOST_ROWS = 10_000;
    private static final Logger log = LoggerFactory.getLogger(KeyCheck.class);

    private final Path data;
    private final boolean newKey;

    /// @param newKey whether the operator gives up what a missing or wrong key opens
    KeyCheck(Path data, boolean newKey) {
        this.data = data;
        this.newKey = newKey;
    }

    /// Whether a server has kept something here already.
    public static boolean hasStore(Path data) throws IOException {
        Path store = data.resolve("store");
        return Files.isDirectory(store) && !FileTree.entries(store).isEmpty();
    }

    /// The key for a store that is new.
    byte[] ofNewStore() throws IOException {
        if (Files.exists(KeyFile.of(data))) {
            log.warn(
                    "event=store_missing directory={} advice=\"there is a key and no store, so this is a new installation"
                            + " with the old key; if there was a store, stop and restore a backup\"",
                    data.resolve("store"));
        }
        return KeyFile.readOrCreate(data);
    }

    /// The key for a store that was there. To be called with the store open, so that no other server runs on it.
    ///
    /// @throws CommandFailedException when it is missing or another one, and no new one is wanted; or the other way
    /// round
    byte[] ofStore(Settings settings) throws IOException {
        Optional<byte[]> key = newKey ? readable() : KeyFile.read(data);
        // Without a key: nothing is lost when nothing was sealed, as after a first start that was cut off.
        boolean right = new KeyProof(key.orElseGet(() -> new byte[32])).isRight(settings);
        if (right && newKey && key.isPresent()) {
            throw new CommandFailedException(
                    KeyFile.of(data) + " is the right key: nothing is lost; start without --new-key");
        }
        if (!right && !newKey) {
            throw new CommandFailedException(complaint(key.isPresent()));
        }
        byte[] proven = right && key.isPresent() ? key.get() : KeyFile.create(data);
        if (!right) {
            KeyProof.Lost lost = new KeyProof(proven).lost(settings);
            log.warn(
                    "event=new_key lost_access_keys={} lost_dkim_domains={} advice=\"make new access keys with posthorn key"
                            + " create; call VerifyDomainDkim for each domain that signs and publish its new records,"
                            + " until then its mail waits; links in mail that is out and bounces of it are not known any"
                            + " more\"",
                    lost.accessKeys(),
                    lost.signingDomains());
        }
        return proven;
    }

    /// What is wrong with the key of the store of a stopped server; empty when it is right.
    public static Optional<String> complaint(Path data, StoreReader store) throws IOException {
        Optional<byte[]> key = KeyFile.read(data);
        boolean right = new KeyProof(key.orElseGet(() -> new byte[32]))
                .isRight(
                        rows(store, KeyProof.TABLE)
                                .map(KeyProof.Marker.class::cast)
                                .findFirst(),
                        Stream.of(Tables.ACCESS_KEYS, Tables.DKIM).flatMap(table -> rows(store, table)));
        return right ? Optional.empty() : Optional.of(new KeyCheck(data, false).complaint(key.isPresent()));
    }

    /// What is sealed under another key than that of a stopped server, as after `--new-key`; nothing without a key.
    public static KeyProof.Lost lost(Path data, StoreReader store) throws IOException {
        Optional<byte[]> key;
        try {
            key = KeyFile.read(data);
        } catch (CommandFailedException e) {
            // Which is a finding of its own.
            key = Optional.empty();
        }
        return key.map(found -> new KeyProof(found)
                        .lost(
                                rows(store, Tables.ACCESS_KEYS).map(AccessKey.class::cast),
                                rows(store, Tables.DKIM).map(Dkim.class::cast)))
                .orElseGet(() -> new KeyProof.Lost(0, 0));
    }

    private static Stream<? extends Record> rows(StoreReader store, TableName<?> table) {
        return store.table(table.name(), MOST_ROWS).stream().map(StoredEntry.Setting::value);
    }

    private String complaint(boolean present) {
        return KeyFile.of(data)
                + (present ? " is another key than" : " is missing: it is")
                + " the one that the secrets in " + data.resolve("store") + " are sealed under"
                + "\nput the right file back from a backup of this data directory (keys/secret.key in it), mode 0600"
                + "\nif it is lost, posthorn serve --new-key once makes a new one: all access keys, SMTP passwords and DKIM"
                + " keys are lost then, and links in mail that is out; mail, identities and templates stay";
    }

    /// The key when it can be used; a damaged one is none.
    private Optional<byte[]> readable() throws IOException {
        try {
            return KeyFile.read(data);
        } catch (CommandFailedException e) {
            log.warn("event=key_unusable reason=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }
}
