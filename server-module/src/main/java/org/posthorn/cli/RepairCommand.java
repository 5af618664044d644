package org.posthorn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.posthorn.config.ConfigException;
import org.posthorn.server.AdminClient;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.FileTree;
import org.posthorn.server.Repairs;
import org.posthorn.server.RunFiles;
import org.posthorn.store.RocksStore;
import org.posthorn.store.Salvage;
import org.posthorn.store.SalvageReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `posthorn repair`.
@Command(
        name = "repair",
        description = {
            "Saves what can be read of a damaged store into a new one beside it, DATA/store.repaired, and says what is"
                    + " lost. No server may run. The damaged store is not changed; a backup may have more.",
            "Ends with 1 when something is lost or nothing could be done."
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class RepairCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Shell shell;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--in-place",
            description = "Puts the new store in the place of the damaged one, which is kept as"
                    + " DATA/store.damaged-TIME.")
    private boolean inPlace;

    @Option(names = "--json", description = "Prints JSON instead of tables.")
    private boolean json;

    RepairCommand(Shell shell) {
        this.shell = shell;
    }

    /// @param store where the new one is
    /// @param damaged where the damaged one is
    record Repaired(String store, String damaged, SalvageReport report) {}

    @Override
    public Integer call() throws ConfigException {
        RunFiles files = new RunFiles(options.read(shell).config().data().dir());
        if (new AdminClient(files).isRunning()) {
            throw new CommandFailedException("a server is running on " + files.dataDirectory() + "; stop it first");
        }
        Path store = files.dataDirectory().resolve("store");
        Path fresh = files.dataDirectory().resolve("store.repaired");
        try {
            refuse(store, fresh);
            SalvageReport report = Salvage.run(store, fresh, InstantSource.system());
            Path kept = inPlace ? swap(store, fresh, report) : store;
            tell(new Repaired((inPlace ? store : fresh).toString(), kept.toString(), report), store, fresh);
            return report.isWhole() ? 0 : 1;
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
    }

    private static void refuse(Path store, Path fresh) throws IOException {
        if (!Files.isDirectory(store) || FileTree.entries(store).isEmpty()) {
            throw new CommandFailedException("there is nothing left of a store in " + store + "; restore a backup");
        }
        if (Files.exists(fresh)) {
            throw new CommandFailedException(fresh
                    + " exists, from a repair before; put it in place, or delete it with " + RocksStore.markOf(fresh));
        }
    }

    /// @return where the damaged one is now
    private static Path swap(Path store, Path fresh, SalvageReport report) throws IOException {
        String stamp = STAMP.format(Instant.now());
        Path kept = store.resolveSibling("store.damaged-" + stamp);
        // There is a mark at every moment: a start between two of these steps is refused, and begins no empty store.
        if (Files.exists(RocksStore.markOf(store))) {
            FileTree.copyFile(RocksStore.markOf(store), RocksStore.markOf(kept));
        }
        Files.move(RocksStore.markOf(fresh), RocksStore.markOf(store), StandardCopyOption.ATOMIC_MOVE);
        Files.move(store, kept, StandardCopyOption.ATOMIC_MOVE);
        Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
        Path parent = store.getParent();
        if (parent != null) {
            FileTree.sync(parent);
            Repairs.note(parent, stamp, report);
        }
        return kept;
    }

    private void tell(Repaired repaired, Path store, Path fresh) {
        SalvageReport report = repaired.report();
        JsonMapper mapper = JsonMapper.shared();
        if (json) {
            shell.out().println(mapper.writeValueAsString(repaired));
        } else {
            shell.out().print(AnswerTable.of(mapper.valueToTree(report.saved())));
            if (!report.isWhole()) {
                shell.out().print("\n" + AnswerTable.of(mapper.valueToTree(report.losses())));
            }
            report.notes().forEach(note -> shell.out().println("note: " + note));
        }
        shell.complain(
                report.isWhole()
                        ? "nothing is lost"
                        : report.lossCount() + " losses; a message that is named is set aside in the new store, and its"
                                + " sender does not hear of it\ncompare with your last backup before you go on");
        shell.complain(
                inPlace
                        ? "the new store is in place, the damaged one is kept in " + repaired.damaged()
                                + "\nmake a backup once the server runs; then delete it"
                        : "the new store is in " + fresh + "; to go on with it, as the user that runs the server:\n"
                                + "  mv " + store + " " + store + ".damaged && mv " + RocksStore.markOf(fresh) + " "
                                + RocksStore.markOf(store) + " && mv " + fresh + " " + store);
    }
}
