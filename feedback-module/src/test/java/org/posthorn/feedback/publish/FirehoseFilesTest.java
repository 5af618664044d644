package org.posthorn.feedback.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.testing.TestClock;

class FirehoseFilesTest {
    private static final Tenant TENANT = new Tenant("123456789012", "eu-west-1");
    private static final String BASE = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/";
    private static final String ARN = BASE + "mail.events-1";

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void aFileIsRenamedWhenItIsAnHourOldAndWhenTheServerStops() throws IOException {
        try (FirehoseFiles files = new FirehoseFiles(directory, clock)) {
            files.append(TENANT, ARN, "{\"a\":1}\n");
            files.sync();
            assertThat(names()).containsExactly("20261124T120000.000Z.ndjson.part");
            clock.advance(Duration.ofMinutes(61));
            files.append(TENANT, ARN, "{\"a\":2}\n");
            files.sync();
            assertThat(names()).containsExactly("20261124T120000.000Z.ndjson");
            files.append(TENANT, ARN, "{\"a\":3}\n");
        }
        assertThat(names()).containsExactly("20261124T120000.000Z.ndjson", "20261124T130100.000Z.ndjson");
        assertThat(Files.readString(stream().resolve("20261124T120000.000Z.ndjson")))
                .isEqualTo("{\"a\":1}\n{\"a\":2}\n");
    }

    @Test
    void whatACrashLeftBehindEndsAtItsLastWholeLine() throws IOException {
        Files.createDirectories(stream());
        Files.writeString(stream().resolve("1.ndjson.part"), "{\"a\":1}\n{\"a\":2}\n{\"a\"");
        Files.writeString(stream().resolve("2.ndjson.part"), "{\"half");
        try (FirehoseFiles files = new FirehoseFiles(directory, clock)) {
            files.recover();
        }
        assertThat(names()).containsExactly("1.ndjson", "2.ndjson");
        assertThat(Files.readString(stream().resolve("1.ndjson"))).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
        assertThat(Files.readString(stream().resolve("2.ndjson"))).isEmpty();
    }

    @Test
    void manyStreamsShareAFewOpenFiles() throws IOException {
        try (FirehoseFiles files = new FirehoseFiles(directory, clock)) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 150; i++) {
                    files.append(TENANT, ARN + i, "{\"n\":" + i + "}\n");
                }
                files.sync();
            }
        }
        for (int i = 0; i < 150; i++) {
            Path stream = stream().resolveSibling("mail.events-1" + i);
            StringBuilder all = new StringBuilder();
            try (Stream<Path> parts = Files.list(stream)) {
                for (Path part : parts.toList()) {
                    assertThat(part.toString()).endsWith(".ndjson");
                    all.append(Files.readString(part));
                }
            }
            assertThat(all.toString()).isEqualTo(("{\"n\":" + i + "}\n").repeat(2));
        }
    }

    @Test
    void noNameOfAStreamLeavesItsDirectory() throws IOException {
        List<String> names =
                List.of("..", ".", "...", ".hidden", "any.part", "20261124T120000.000Z.ndjson", "A", "a", "a.b-c_D");
        try (FirehoseFiles files = new FirehoseFiles(directory, clock)) {
            names.forEach(name -> files.append(TENANT, BASE + name, "{\"n\":\"" + name + "\"}\n"));
            assertThat(files.sync()).isEmpty();
        }
        assertThat(children(directory)).containsExactly("123456789012");
        assertThat(children(directory.resolve("123456789012"))).containsExactly("eu-west-1");
        Path region = directory.resolve("123456789012/eu-west-1");
        assertThat(children(region))
                .containsExactlyInAnyOrder(
                        "%2E.",
                        "%2E",
                        "%2E..",
                        "%2Ehidden",
                        "any%2Epart",
                        "20261124T120000.000Z%2Endjson",
                        "A",
                        "a",
                        "a.b-c_D");
        assertThat(Files.readString(region.resolve("%2E./20261124T120000.000Z.ndjson")))
                .isEqualTo("{\"n\":\"..\"}\n");
        new FirehoseFiles(directory, clock).recover();
    }

    @Test
    void whatIsNoPartOfAStreamIsLeftAloneAndStopsNoStart() throws IOException {
        Files.createDirectories(stream().resolve("dir.ndjson.part"));
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "half a line");
        Files.createSymbolicLink(stream().resolve("link.ndjson.part"), elsewhere);
        Files.writeString(stream().resolve("1.ndjson.part"), "{}\n{");
        Files.writeString(stream().resolve("1.ndjson"), "taken");
        Files.writeString(stream().resolve("2.ndjson.part"), "{}\n{");
        FirehoseFiles files = new FirehoseFiles(directory, clock);

        files.recover();

        assertThat(names()).contains("dir.ndjson.part", "link.ndjson.part", "2.ndjson", "1.ndjson");
        assertThat(files.unended()).as("the name 1.ndjson is taken").isEqualTo(1);
        assertThat(Files.readString(stream().resolve("1.ndjson"))).isEqualTo("taken");
        assertThat(Files.readString(elsewhere)).isEqualTo("half a line");
    }

    @Test
    void aStreamThatCannotBeWrittenFailsAlone() throws IOException {
        Files.createDirectories(stream().getParent());
        Files.writeString(stream(), "a file where the directory should be");
        try (FirehoseFiles files = new FirehoseFiles(directory, clock)) {
            assertThatThrownBy(() -> files.append(TENANT, ARN, "{}\n")).isInstanceOf(UncheckedIOException.class);
            files.append(TENANT, BASE + "good", "{}\n");
            assertThat(files.sync()).isEmpty();
        }
        assertThat(children(stream().resolveSibling("good"))).hasSize(1);
    }

    private static List<String> children(Path parent) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path stream() {
        return directory.resolve("123456789012/eu-west-1/mail.events-1");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(stream())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
