package org.posthorn.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.posthorn.backup.StillStore;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.MailFrom;
import org.posthorn.server.RunFiles;
import org.posthorn.store.StoredEntry;

/// The domains that a store, in use or not, knows, as `posthorn doctor` needs them.
///
/// @param domains those that several accounts have once for each
/// @param mailFrom the MAIL FROM domains
record StoredDomains(List<Owned> domains, Set<String> mailFrom) {
    private static final int MOST_ROWS = 10_000;

    private record Key(Tenant tenant, String name) {}

    /// @param signedByParent whether the keys of a domain above it sign for it when it has none that are published
    record Owned(Identity domain, Optional<Dkim> dkim, boolean signedByParent) {}

    /// @throws IOException when the store can't be read
    static StoredDomains read(RunFiles files) throws IOException {
        List<Owned> domains = new ArrayList<>();
        Set<String> mailFrom = new TreeSet<>();
        if (!Files.exists(files.dataDirectory().resolve("store"))) {
            return new StoredDomains(domains, mailFrom);
        }
        try (StillStore store = StillStore.open(files)) {
            Map<Key, Dkim> keys = new HashMap<>();
            for (StoredEntry.Setting row : store.reader().table("dkim", MOST_ROWS)) {
                keys.put(new Key(row.tenant(), row.name()), (Dkim) row.value());
            }
            for (StoredEntry.Setting row : store.reader().table("identity", MOST_ROWS)) {
                Identity identity = (Identity) row.value();
                if (identity.type() == IdentityType.Domain) {
                    Key key = new Key(row.tenant(), identity.name());
                    domains.add(new Owned(identity, Optional.ofNullable(keys.get(key)), isSignedByParent(key, keys)));
                }
            }
            store.reader()
                    .table("mail-from", MOST_ROWS)
                    .forEach(row -> mailFrom.add(((MailFrom) row.value()).domain()));
        }
        return new StoredDomains(domains, mailFrom);
    }

    private static boolean isSignedByParent(Key key, Map<Key, Dkim> keys) {
        for (int dot = key.name().indexOf('.'); dot >= 0; dot = key.name().indexOf('.', dot + 1)) {
            Dkim dkim = keys.get(new Key(key.tenant(), key.name().substring(dot + 1)));
            if (dkim != null && dkim.verification().isVerified()) {
                return dkim.enabled();
            }
        }
        return false;
    }

    /// The first verified ones, by name.
    List<String> verified() {
        return domains.stream()
                .map(Owned::domain)
                .filter(Identity::isVerified)
                .map(Identity::name)
                .distinct()
                .toList();
    }
}
