package org.posthorn.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.store.SalvageReport;
import tools.jackson.databind.json.JsonMapper;

/// `DATA/repaired-TIME.json`: what a repair could not save, for as long as the operator leaves the file there, so that
/// it is not forgotten. A repair that lost nothing leaves none.
public final class Repairs {
    private static final String BEGINNING = "repaired-";

    private Repairs() {}

    /// On disk when this returns.
    public static void note(Path data, String stamp, SalvageReport report) throws IOException {
        if (!report.isWhole()) {
            byte[] text = JsonMapper.shared().writeValueAsString(report).getBytes(StandardCharsets.UTF_8);
            FileTree.write(data.resolve(BEGINNING + stamp + ".json"), text);
            FileTree.sync(data);
        }
    }

    /// The files, the oldest first.
    static List<Path> in(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith(BEGINNING))
                    .sorted()
                    .toList();
        }
    }

    public static Optional<Finding> finding(Path data) throws IOException {
        List<Path> files = in(data);
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warn(
                        "repair",
                        "the store was repaired, and not all of it was saved: "
                                + files.getLast()
                                + (files.size() > 1 ? ", and " + (files.size() - 1) + " before" : ""),
                        "compare what it names with a backup; delete the file when that is done"));
    }
}
