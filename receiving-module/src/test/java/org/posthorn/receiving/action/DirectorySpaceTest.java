package org.posthorn.receiving.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.receipt.BucketName;

class DirectorySpaceTest {
    private static final byte[] CONTENT = {0, 13, 10, -1, 65};

    @TempDir
    private Path directory;

    private Path bucket;
    private DirectorySpace space;

    @BeforeEach
    void make() throws IOException {
        bucket = Files.createDirectory(directory.resolve("mail"));
        space = new DirectorySpace(directory, false);
    }

    @Test
    void anObjectIsAFileOfItsKeyAndNothingElseIsLeft() throws Exception {
        space.put("us-east-1", "mail", "in/2026/ö 1", CONTENT);
        space.put("us-east-1", "mail", "in/2026/ö 1", CONTENT);
        assertThat(bucket.resolve("in/2026/ö 1")).hasBinaryContent(CONTENT);
        assertThat(files()).containsExactly("in/2026/ö 1");
    }

    @Test
    void whatACrashLeftIsWrittenOver() throws Exception {
        Files.writeString(bucket.resolve(".key.part"), "longer than what comes now");
        space.put("us-east-1", "mail", "key", CONTENT);
        assertThat(bucket.resolve("key")).hasBinaryContent(CONTENT);
        assertThat(files()).containsExactly("key");
    }

    @Test
    void aBucketThatIsNotThereIsRefusedOrMade() throws Exception {
        assertThatThrownBy(() -> space.put("us-east-1", "other", "key", CONTENT))
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.REFUSED))
                .hasMessageStartingWith("there is no directory");
        new DirectorySpace(directory.resolve("new"), true).put("us-east-1", "other", "key", CONTENT);
        assertThat(directory.resolve("new/other/key")).hasBinaryContent(CONTENT);
    }

    @Test
    void theOperatorMayLinkABucketAndNobodyMayLinkBelowIt(@TempDir Path outside) throws Exception {
        Path disk = Files.createDirectory(outside.resolve("disk"));
        Files.createSymbolicLink(directory.resolve("linked"), disk);
        space.put("us-east-1", "linked", "a/key", CONTENT);
        assertThat(disk.resolve("a/key")).hasBinaryContent(CONTENT);

        Path elsewhere = Files.createDirectory(outside.resolve("elsewhere"));
        Files.createSymbolicLink(bucket.resolve("b"), elsewhere);
        assertThatThrownBy(() -> space.put("us-east-1", "mail", "b/key", CONTENT))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("is no directory");
        assertThat(elsewhere).isEmptyDirectory();

        Path victim = Files.writeString(outside.resolve("victim"), "mine");
        Files.createSymbolicLink(bucket.resolve("file"), victim);
        Files.createSymbolicLink(bucket.resolve(".other.part"), victim);
        space.put("us-east-1", "mail", "file", CONTENT);
        assertThatThrownBy(() -> space.put("us-east-1", "mail", "other", CONTENT))
                .isInstanceOf(TargetException.class);
        assertThat(victim).hasContent("mine");
        assertThat(bucket.resolve("file")).isRegularFile().hasBinaryContent(CONTENT);
    }

    @Test
    void aFileInTheWayAndADirectoryInTheWayAreTroubleOfTheBucketOnly() throws Exception {
        Files.writeString(bucket.resolve("a"), "");
        Files.createDirectories(bucket.resolve("key/below"));
        assertThatThrownBy(() -> space.put("us-east-1", "mail", "a/key", CONTENT))
                .isInstanceOf(TargetException.class);
        assertThatThrownBy(() -> space.put("us-east-1", "mail", "key", CONTENT))
                .isInstanceOfSatisfying(
                        TargetException.class,
                        e -> assertThat(e.deferred("bucket mail").unreachable()).isFalse());
    }

    @Test
    void aBucketThatMayNotBeWrittenToIsRefused() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "skipped: root may write everywhere");
        Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThatThrownBy(() -> space.put("us-east-1", "mail", "key", CONTENT))
                .hasMessageStartingWith("no permission");
    }

    @Test
    void keysThatFilesCanNotHaveAreKnownBefore() {
        assertThat(Stream.of("a/b", "x".repeat(240), "a/ö"))
                .allMatch(key -> space.fault(key).isEmpty());
        assertThat(Stream.of("/a", "a//b", "a/", "", "x".repeat(241), "ö".repeat(121)))
                .allMatch(key -> space.fault(key).isPresent());
    }

    @Test
    void keysAndBucketsThatLeadElsewhereAreKnown() {
        assertThat(List.of(
                        "..", "../a", "a/../b", "a/..", "./a", "a\0b", "a\nb", "\u007f", "x".repeat(1_025), "\ud800"))
                .allMatch(key -> ObjectKey.fault(key).isPresent());
        assertThat(List.of("a..b", "...", "/", "", "mail/in-", "ö/%2e%2e", "x".repeat(1_024)))
                .allMatch(key -> ObjectKey.fault(key).isEmpty());
        assertThat(List.of(
                        "",
                        "ab",
                        "..",
                        "a..b",
                        "a/b",
                        "Upper",
                        "-ab",
                        "ab-",
                        ".ab",
                        "ab.",
                        "a_b",
                        "a\0b",
                        "äöü",
                        "x".repeat(64)))
                .noneMatch(BucketName::isValid);
        assertThat(List.of("abc", "a.b-c", "0.1", "x".repeat(63))).allMatch(BucketName::isValid);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(bucket)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void contentOfNothingIsAnObjectToo() throws Exception {
        space.put("us-east-1", "mail", "empty", "".getBytes(StandardCharsets.UTF_8));
        assertThat(bucket.resolve("empty")).isEmptyFile();
    }
}
