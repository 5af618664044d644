package org.posthorn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.posthorn.backup.StillStore;
import org.posthorn.config.ConfigException;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.RunFiles;
import org.posthorn.store.SalvageReport;
import org.posthorn.store.StoreReport;
import org.posthorn.store.StoredEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// `posthorn export`.
@Command(
        name = "export",
        description = "Writes settings, queue, history, events, notices and captured mail as JSON, one object a line."
                + " Secrets stay sealed. Goes past what can't be read, and then ends with 1; of a store that no server"
                + " starts on, it writes what repair would save, and needs room for a copy of the store. A server may"
                + " run.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class ExportCommand implements Callable<Integer> {
    private final Shell shell;

    /// Loaded by an export only: each run of the command line makes an instance of each command.
    private static final class Lines {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .addModule(new SimpleModule().addSerializer(MessageId.class, ToStringSerializer.instance))
                .build();
    }

    @Parameters(paramLabel = "FILE", description = "A new file, made with mode 0600; - for standard output.")
    private String file = "-";

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    ExportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws ConfigException {
        RunFiles files = new RunFiles(options.read(shell).config().data().dir());
        try (StillStore store = StillStore.openPastDamage(files)) {
            return file.equals("-")
                    ? write(store, shell.out())
                    : writeFile(store, shell.workingDirectory().resolve(file));
        } catch (IOException e) {
            throw CommandFailedException.of(e);
        }
    }

    private int writeFile(StillStore store, Path target) throws IOException {
        try (PrintWriter out = new PrintWriter(Channels.newWriter(
                Files.newByteChannel(
                        target,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                StandardCharsets.UTF_8))) {
            return write(store, out);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException(target + " exists; name a new file");
        }
    }

    private int write(StillStore store, PrintWriter out) {
        StoreReport report = store.reader().export(entry -> {
            // A writer of this kind keeps its failures: without a look at them, a full disk would go unseen.
            out.append(Lines.MAPPER.writeValueAsString(line(entry))).append('\n');
            if (out.checkError()) {
                throw new CommandFailedException("can't write to " + file + "; is the disk full?");
            }
        });
        report.problems()
                .forEach(problem -> shell.complain("skipped column=" + problem.column() + " key=" + problem.key()
                        + " cause=\"" + problem.what() + "\""));
        if (!report.isSound()) {
            shell.complain(report.problemCount() + " records were skipped");
        }
        boolean isWhole = store.salvage().map(this::tell).orElse(true);
        return report.isSound() && isWhole ? 0 : 1;
    }

    /// @return whether nothing is lost
    private boolean tell(SalvageReport salvage) {
        salvage.losses()
                .forEach(loss -> shell.complain("lost kind=" + loss.kind() + " time=\"" + loss.time() + "\" message="
                        + loss.message() + " cause=\"" + loss.what() + "\""));
        salvage.notes().forEach(note -> shell.complain("note: " + note));
        shell.complain("no server starts on this store; written is what posthorn repair would save of it: "
                + (salvage.isWhole() ? "nothing is lost" : salvage.lossCount() + " losses"));
        return salvage.isWhole();
    }

    private static Map<String, Object> line(StoredEntry entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        switch (entry) {
            case StoredEntry.Setting setting -> {
                setting(line, setting.table(), setting.tenant(), setting.name());
                line.put("value", setting.value());
            }
            case StoredEntry.OpaqueSetting setting -> {
                setting(line, setting.table(), setting.tenant(), setting.name());
                line.put("bytes", setting.bytes());
            }
            case StoredEntry.Queued queued -> message(line, "queue", queued.message());
            case StoredEntry.Ended ended -> message(line, "history", ended.message());
            case StoredEntry.Happened happened -> {
                line.put("kind", "event");
                line.put("position", happened.position());
                line.put("type", happened.event().getClass().getSimpleName());
                line.put("messageId", happened.event().messageId().toString());
                line.put("value", happened.event());
            }
            case StoredEntry.Noticed noticed -> {
                line.put("kind", noticed.isDead() ? "dead-letter" : "notice");
                line.put("name", noticed.name());
                line.put("value", noticed.notice());
            }
            case StoredEntry.Captured captured -> {
                line.put("kind", "captured");
                line.put("messageId", captured.captured().mail().id().toString());
                line.put("value", captured.captured().mail());
                line.put("content", captured.captured().content().bytes());
            }
        }
        return line;
    }

    private static void setting(Map<String, Object> line, String table, Tenant tenant, String name) {
        line.put("kind", "setting");
        line.put("table", table);
        line.put("accountId", tenant.accountId());
        line.put("region", tenant.region());
        line.put("name", name);
    }

    private static void message(
            Map<String, Object> line, String kind, org.posthorn.engine.delivery.QueuedMessage message) {
        line.put("kind", kind);
        line.put("messageId", message.mail().id().toString());
        line.put("value", message);
    }
}
