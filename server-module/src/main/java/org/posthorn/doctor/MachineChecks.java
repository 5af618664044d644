package org.posthorn.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.config.PosthornConfig;
import org.posthorn.server.FileTree;
import org.posthorn.server.Finding;
import org.posthorn.server.MemoryShares;

/// What `posthorn doctor` says of the machine: the limit on open files, memory, and the clock.
public final class MachineChecks {
    /// RocksDB takes up to 512, each connection one.
    private static final long ENOUGH_FILES = 4_096;
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d+|unlimited) ");
    /// This program did not exist before.
    private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private MachineChecks() {}

    public static List<Finding> findings(PosthornConfig config) {
        List<Finding> findings = new ArrayList<>();
        openFiles().ifPresent(findings::add);
        findings.add(MemoryShares.ofServer(System.getenv(), config.store()).finding());
        findings.add(clock(config.data().dir(), Instant.now()));
        return findings;
    }

    /// Linux only, `proc(5)`.
    private static Optional<Finding> openFiles() {
        try {
            Matcher matcher = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            if (!matcher.find()) {
                return Optional.empty();
            }
            String limit = matcher.group(1);
            return Optional.of(
                    limit.equals("unlimited") || Long.parseLong(limit) >= ENOUGH_FILES
                            ? Finding.ok("open files", "at most " + limit)
                            : Finding.warn(
                                    "open files",
                                    "at most " + limit + " here; connections are refused when they run out",
                                    "start the server with more: LimitNOFILE=65536 in its unit, or ulimit -n 65536"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static Finding clock(Path data, Instant now) {
        String mend = "set the clock, and keep it right with chrony or systemd-timesyncd; signatures are refused when"
                + " it is more than five minutes off";
        if (now.isBefore(EARLIEST)) {
            return Finding.bad("clock", "the clock says " + now, mend);
        }
        Instant newest = newest(data.resolve("store"));
        if (newest.isAfter(now.plus(TOLERANCE))) {
            return Finding.warn(
                    "clock", "the clock says " + now + ", and the store was written at " + newest + ", later", mend);
        }
        return Finding.ok("clock", now.toString());
    }

    private static Instant newest(Path directory) {
        Instant newest = Instant.EPOCH;
        try {
            for (Path file : Files.isDirectory(directory) ? FileTree.entries(directory) : List.<Path>of()) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                newest = written.isAfter(newest) ? written : newest;
            }
        } catch (IOException e) {
            // A running server deletes files; the others tell enough.
            return newest;
        }
        return newest;
    }
}
