package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What documents name is there. Decisions (`docs/adr`) are not looked at: they name what was there when they were
/// made.
class DocNamesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
    /// Two humps at least: a class of ours, a word of SES's, or an option of somebody else's program.
    private static final Pattern NAME = Pattern.compile("\\b[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+\\b");

    private static final Pattern SOURCE = Pattern.compile("[\\w/-]+\\.java\\b");

    /// Options of Maven, journald and the JDK, classes of clients.
    private static final Set<String> OF_OTHERS = Set.of(
            "DskipTests",
            "FailedRecordsS3Url",
            "LogRateLimitIntervalSec",
            "SendEmailCommand",
            "SesHttpAsyncAwsTransport",
            "StartFlightRecording",
            "SystemMaxUse");

    @Test
    void everyNameInADocumentStandsInTheSources() throws IOException {
        Set<String> known = new HashSet<>(OF_OTHERS);
        for (Path source : files(sourceRoots())) {
            names(Files.readString(source), known);
        }

        List<String> unknown = new ArrayList<>();
        for (Path document : documents()) {
            Set<String> named = new HashSet<>();
            spans(document).forEach(span -> names(span, named));
            named.removeAll(known);
            named.forEach(name -> unknown.add(document.getFileName() + ": " + name));
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everySourceFileThatADocumentNamesIsThere() throws IOException {
        List<Path> sources = files(sourceRoots());
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            for (String span : spans(document)) {
                Matcher file = SOURCE.matcher(span);
                while (file.find()) {
                    Path named = Path.of(file.group());
                    if (sources.stream().noneMatch(source -> source.endsWith(named))) {
                        missing.add(document.getFileName() + ": " + named);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static void names(String text, Set<String> names) {
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group());
        }
    }

    private static List<String> spans(Path document) throws IOException {
        return SPAN.matcher(Files.readString(document))
                .results()
                .map(span -> span.group(1))
                .toList();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        assertThat(documents).hasSizeGreaterThan(10);
        return documents;
    }

    private static List<Path> sourceRoots() throws IOException {
        try (Stream<Path> entries = Files.list(ROOT)) {
            return Stream.concat(
                            entries.map(module -> module.resolve("src")).filter(Files::isDirectory),
                            Stream.of(ROOT.resolve("deploy")))
                    .toList();
        }
    }

    private static List<Path> files(List<Path> roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> found = Files.walk(root)) {
                found.filter(Files::isRegularFile).filter(DocNamesTest::isText).forEach(files::add);
            }
        }
        return files;
    }

    private static boolean isText(Path file) {
        return Stream.of(".java", ".toml", ".service", ".py", ".js", ".mjs", ".yaml", ".yml")
                .anyMatch(file.toString()::endsWith);
    }
}
