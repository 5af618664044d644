package org.posthorn.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.backup.StillStore;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Tables;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Finding;
import org.posthorn.server.RunFiles;
import org.posthorn.store.StoredEntry;

/// What `posthorn doctor` says of the default configuration sets of identities: mail is refused where one was deleted.
public final class DefaultSetChecks {
    private static final int MOST_ROWS = 10_000;
    private static final String CHECK = "default set";

    private DefaultSetChecks() {}

    private record Key(Tenant tenant, String name) {}

    public static List<Finding> findings(RunFiles files) {
        if (!Files.exists(files.dataDirectory().resolve("store"))) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        try (StillStore store = StillStore.open(files)) {
            List<StoredEntry.Setting> identities = store.reader().table(Tables.IDENTITIES.name(), MOST_ROWS).stream()
                    .filter(row -> set(row).isPresent())
                    .toList();
            Set<Key> sets = new HashSet<>();
            if (!identities.isEmpty()) {
                store.reader()
                        .table(Tables.CONFIGURATION_SETS.name(), MOST_ROWS)
                        .forEach(row -> sets.add(new Key(row.tenant(), row.name())));
            }
            for (StoredEntry.Setting row : identities) {
                String set = set(row).orElseThrow();
                if (!sets.contains(new Key(row.tenant(), set))) {
                    findings.add(Finding.bad(
                            CHECK,
                            "mail from " + row.name() + " (account "
                                    + row.tenant().accountId() + ", "
                                    + row.tenant().region()
                                    + ") that names no configuration set is refused: its default "
                                    + set + " does not exist",
                            "make the set again, or posthorn identity configuration-set " + row.name() + " --remove"));
                }
            }
            if (findings.isEmpty() && !identities.isEmpty()) {
                findings.add(Finding.ok(CHECK, "the default configuration sets of identities are there"));
            }
        } catch (IOException e) {
            findings.add(unreadable(CommandFailedException.of(e)));
        } catch (CommandFailedException e) {
            findings.add(unreadable(e));
        }
        return findings;
    }

    private static Optional<String> set(StoredEntry.Setting row) {
        return row.value() instanceof Identity identity ? identity.configurationSet() : Optional.empty();
    }

    private static Finding unreadable(CommandFailedException e) {
        return Finding.bad(CHECK, String.valueOf(e.getMessage()), "run this as the user that runs the server");
    }
}
