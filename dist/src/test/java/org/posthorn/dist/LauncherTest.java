package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The two shell scripts, with scripts in the place of Java and Maven that tell how they were called.
class LauncherTest {
    private static final Path LAUNCHER = Path.of("src/main/dist/bin/posthorn");
    private static final Path SOURCE_TREE_SCRIPT = Path.of("../posthorn");
    private static final String TELL_ARGUMENTS = "#!/bin/sh\nfor word in \"$@\"; do echo \"<$word>\"; done\n";

    @TempDir
    Path temporary;

    private Path home;

    @BeforeEach
    void makeHomeInAPathWithSpaces() throws IOException {
        home = Files.createDirectories(temporary.toRealPath().resolve("a home of its own"));
    }

    @Test
    void theLauncherStartsTheRuntimeBesideItWhereverItIsCalledFrom() throws Exception {
        Path launcher = install(LAUNCHER, "bin/posthorn");
        script("runtime/bin/java", TELL_ARGUMENTS);
        Path elsewhere = Files.createDirectories(temporary.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("real"), launcher);
        Path link = Files.createSymbolicLink(elsewhere.resolve("posthorn"), Path.of("real"));

        Result result = run(elsewhere, Map.of(), link.toString(), "serve", "--set", "mail.domain=two words", "*");

        assertThat(result.code).as(result.output).isZero();
        assertThat(result.lines())
                .contains(
                        "<-Dposthorn.home=" + home + ">",
                        "<-Djava.library.path=" + home + "/lib>",
                        "<" + home + "/lib/*>")
                .endsWith("<org.posthorn.cli.Main>", "<serve>", "<--set>", "<mail.domain=two words>", "<*>");
    }

    @Test
    void theUsersJvmOptionsComeBehindOurs() throws Exception {
        Path launcher = install(LAUNCHER, "bin/posthorn");
        script("runtime/bin/java", TELL_ARGUMENTS);

        List<String> lines = run(home, Map.of("POSTHORN_JAVA_OPTS", "-Xmx1g -Da=b"), launcher.toString(), "config")
                .lines();

        assertThat(lines).containsSubsequence("<-Xmx256m>", "<-Xmx1g>", "<-Da=b>", "<org.posthorn.cli.Main>");
    }

    @Test
    void theSourceTreesScriptBuildsWhenSomethingIsMissingOrOlderThanTheSources() throws Exception {
        Path posthorn = install(SOURCE_TREE_SCRIPT, "posthorn");
        Path source = Files.createDirectories(home.resolve("dist/src/main")).resolve("A.java");
        Files.createDirectories(home.resolve("dist/src/build"));
        Files.writeString(source, "");
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("dist/pom.xml"), "");
        script("tools/mvn", """
                #!/bin/sh
                echo "noise"
                mkdir -p dist/target/posthorn/bin
                echo '#!/bin/sh' > dist/target/posthorn/bin/posthorn
                echo 'echo "ran $* on $POSTHORN_BASE"' >> dist/target/posthorn/bin/posthorn
                chmod +x dist/target/posthorn/bin/posthorn
                """);
        String building = "posthorn: building, which takes a minute or two (the first time also downloads libraries)";
        String ran = "ran serve --dev on " + home;

        assertThat(run(home, Map.of(), posthorn.toString(), "serve", "--dev").lines())
                .containsExactly(building, ran);
        assertThat(run(home, Map.of(), posthorn.toString(), "serve", "--dev").lines())
                .containsExactly(ran);

        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(home, Map.of(), posthorn.toString(), "serve", "--dev").lines())
                .containsExactly(building, ran);
    }

    @Test
    void aBuildThatFailsShowsItsErrorsAndNothingElse() throws Exception {
        Path posthorn = install(SOURCE_TREE_SCRIPT, "posthorn");
        script("tools/mvn", "#!/bin/sh\necho noise\necho '[ERROR] no luck'\nexit 1\n");

        Result result = run(home, Map.of(), posthorn.toString(), "serve");

        assertThat(result.code).isEqualTo(1);
        assertThat(result.lines())
                .containsExactly(
                        "posthorn: building, which takes a minute or two (the first time also downloads libraries)",
                        "[ERROR] no luck",
                        "posthorn: the build failed; its output is in " + home + "/dist/target/posthorn-build.log");
    }

    @Test
    void withoutAJdk25TheScriptSaysWhereToGetOne() throws Exception {
        Path posthorn = install(SOURCE_TREE_SCRIPT, "posthorn");
        script("tools/mvn", "#!/bin/sh\necho '[ERROR] Cannot find matching toolchain definitions'\nexit 1\n");

        assertThat(run(home, Map.of(), posthorn.toString(), "serve").lines())
                .contains(
                        "posthorn: building needs an installed JDK 25, and Maven found none",
                        "posthorn: get one from https://adoptium.net/temurin/releases/?version=25, or name the one you"
                                + " have by JAVA25_HOME");
    }

    private Path install(Path from, String to) throws IOException {
        return script(to, Files.readString(from));
    }

    private Path script(String path, String text) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /// Runs a command in an empty environment but for a path on which there is no Java.
    private Result run(Path directory, Map<String, String> variables, String... words) throws Exception {
        List<String> command = new ArrayList<>(Arrays.asList(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", home.resolve("tools") + ":/usr/bin:/bin");
        builder.environment().putAll(variables);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    private record Result(int code, String output) {
        List<String> lines() {
            return output.lines().toList();
        }
    }
}
