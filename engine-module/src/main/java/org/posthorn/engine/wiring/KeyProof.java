package org.posthorn.engine.wiring;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.dkim.DkimKeys;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.SecretBox;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;

/// Whether a key is the one that a store's secrets are sealed under. A marker in the store, sealed with the key, proves
/// it; a store of an older version has none, and there any secret that opens proves it.
public final class KeyProof {
    private static final String PURPOSE = "key-proof";
    public static final TableName<Marker> TABLE = new TableName<>(PURPOSE, Marker.class);
    private static final String ROW = "marker";
    private static final byte[] TEXT = "posthorn".getBytes(StandardCharsets.US_ASCII);

    /// @param sealed a known text
    public record Marker(byte[] sealed) {}

    private final SecretBox markers;
    private final SecretBox secrets;
    private final DkimKeys dkim;

    public KeyProof(byte[] installationKey) {
        this.markers = new SecretBox(EngineConfig.derive(installationKey, PURPOSE));
        this.secrets = new SecretBox(EngineConfig.derive(installationKey, "secrets"));
        this.dkim = new DkimKeys(new SecretBox(EngineConfig.derive(installationKey, "dkim")));
    }

    /// Whether the key is right: the marker opens; without one, a secret does, or there are none.
    ///
    /// @param secrets rows of the tables `access-key` and `dkim`; looked at only without a marker
    public boolean isRight(Optional<Marker> marker, Stream<? extends Record> secrets) {
        return marker.map(found -> markers.opens(found.sealed(), PURPOSE))
                .orElseGet(() -> secrets.map(this::opens)
                        .filter(Optional::isPresent)
                        .map(Optional::get)
                        .reduce(Boolean::logicalOr)
                        .orElse(true));
    }

    /// As [#isRight(Optional, Stream)], of what is stored now.
    public boolean isRight(Settings settings) {
        return isRight(
                marker(settings).get(Tenant.INSTALLATION, ROW),
                Stream.concat(rows(settings.table(Tables.ACCESS_KEYS)), rows(settings.table(Tables.DKIM))));
    }

    /// Seals the marker, if there is none of this key. On disk when this returns.
    public void mark(Settings settings) {
        Marker made = new Marker(markers.seal(TEXT, PURPOSE));
        Table<Marker> table = marker(settings);
        if (table.get(Tenant.INSTALLATION, ROW).filter(this::opens).isEmpty()) {
            table.put(Tenant.INSTALLATION, ROW, made);
        }
    }

    /// How many access keys, and how many identities that sign with DKIM, this key does not open.
    public Lost lost(Settings settings) {
        return lost(rows(settings.table(Tables.ACCESS_KEYS)), rows(settings.table(Tables.DKIM)));
    }

    /// As [#lost(Settings)], of these rows.
    public Lost lost(Stream<AccessKey> accessKeys, Stream<Dkim> signing) {
        return new Lost(
                accessKeys.filter(key -> !Accounts.opens(secrets, key)).count(),
                signing.filter(row -> !row.all().stream().allMatch(dkim::opens)).count());
    }

    public record Lost(long accessKeys, long signingDomains) {}

    private boolean opens(Marker marker) {
        return markers.opens(marker.sealed(), PURPOSE);
    }

    /// @return empty for what holds no secret
    private Optional<Boolean> opens(Record row) {
        return switch (row) {
            case AccessKey key -> Optional.of(Accounts.opens(secrets, key));
            case Dkim signing -> signing.all().stream().map(dkim::opens).reduce(Boolean::logicalOr);
            default -> Optional.empty();
        };
    }

    private static Table<Marker> marker(Settings settings) {
        return settings.table(TABLE);
    }

    private static <T extends Record> Stream<T> rows(Table<T> table) {
        Stream.Builder<T> rows = Stream.builder();
        table.forEach(row -> rows.add(row.value()));
        return rows.build();
    }
}
