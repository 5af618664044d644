package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import picocli.CommandLine;

/// The pages that people read: what they point to is there, and what they tell people to type is understood.
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern FILE_NAME =
            Pattern.compile("`((?:\\.\\./)?[\\w.-]+(?:/[\\w.-]+)+\\.(?:md|java|toml|service|sh|py|xml))`");
    /// Files of an installation or of a running server, not of the source tree.
    private static final Pattern ELSEWHERE = Pattern.compile("(?:/|DATA/|run/|target/|dist/target/).*");

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```sh\\R(.*?)^ *```");
    private static final Pattern INLINE = Pattern.compile("`(?:\\./|bin/)?posthorn ([^`\\n]+)`");
    // Behind -o and -g stands the user.
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|(?<!-[og])\\s)(?:\\./|bin/|/opt/posthorn/bin/)?posthorn\\s+(.*)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    /// For all examples: it takes longer to make than to read them all.
    private static final CommandLine COMMAND_LINE = commandLine();

    /// What users, scripts and tests may rely on; a key may be added, never taken away.
    private static final List<String> KEYS = List.of(
            "data.dir",
            "store.engine",
            "api.listen",
            "api.tls.certificate",
            "api.tls.key",
            "submission.listen",
            "submission.tls_listen",
            "inbound.listen",
            "relay.mode",
            "relay.hosts",
            "relay.username",
            "relay.password",
            "relay.tls",
            "relay.connections",
            "retry.schedule",
            "retry.expire",
            "mail.domain",
            "account.sandbox",
            "account.max_24_hour_send",
            "account.max_send_rate",
            "admin.listen");

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsToAFile() throws IOException {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    for (MatchResult link :
                            LINK.matcher(SourceTree.read(page)).results().toList()) {
                        if (!link.group(1).contains("://")) {
                            Path target = SourceTree.ROOT.resolve(page).resolveSibling(link.group(1));
                            assertThat(target).as("linked by %s", page).exists();
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyFileThatIsNamedIsThere() throws IOException {
        // A page may leave out what is above: `engine/send/Sender.java`. The tarball has the tree of src/main/dist.
        Set<String> files = SourceTree.files().stream()
                .map(path -> "/" + path.toString().replace("src/main/dist/", ""))
                .collect(Collectors.toSet());
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    for (MatchResult match :
                            FILE_NAME.matcher(SourceTree.read(page)).results().toList()) {
                        String name = match.group(1);
                        if (!ELSEWHERE.matcher(name).matches()) {
                            assertThat(files).as("%s names %s", page, name).anyMatch(file -> file.endsWith("/" + name));
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsUnderstood() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            String text = SourceTree.read(page);
            for (String words : examples(text)) {
                tests.add(DynamicTest.dynamicTest(page + ": posthorn " + words, () -> parse(words)));
            }
            for (String words : names(text)) {
                tests.add(DynamicTest.dynamicTest(page + ": `posthorn " + words + "`", () -> {
                    try {
                        parse(words);
                    } catch (CommandLine.MissingParameterException e) {
                        // Running text may name a command without its options.
                        assertThat(e.getMissing()).isNotEmpty();
                    }
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests.stream();
    }

    @Test
    void everyKeyThatUsersRelyOnIsInTheManual() throws IOException {
        String manual = SourceTree.read(Path.of("docs/configuration.md"));
        for (String key : KEYS) {
            assertThat(manual).contains("\n| `" + key + "` |");
        }
    }

    @Test
    void theUnreleasedChangesAreTold() throws IOException {
        String changes = SourceTree.read(Path.of("CHANGELOG.md"));
        assertThat(changes).contains("\n## [Unreleased]\n\n### Added\n\n- ");
    }

    @Test
    void theScriptsForClientsAreExecutable() {
        assertThat(Files.isExecutable(SourceTree.ROOT.resolve("docs/clients/try-aws-cli.sh")))
                .isTrue();
        assertThat(Files.isExecutable(SourceTree.ROOT.resolve("docs/clients/try-boto3.py")))
                .isTrue();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = SourceTree.files().stream()
                .filter(path -> path.toString().endsWith(".md"))
                .filter(path -> path.getNameCount() == 1 || path.startsWith("docs"))
                .toList();
        assertThat(pages).contains(Path.of("README.md"), Path.of("docs/api.md"));
        return pages;
    }

    /// The words behind `posthorn` in the shell examples.
    private static List<String> examples(String page) {
        return FENCE.matcher(page)
                .results()
                .flatMap(fence -> fence.group(1).lines())
                .map(line -> COMMAND.matcher(line.replaceFirst("(?:^|\\s)#.*", "")))
                .filter(Matcher::find)
                .map(command -> command.group(1).strip())
                .toList();
    }

    /// The words behind `posthorn` in the running text.
    private static List<String> names(String page) {
        return INLINE.matcher(page).results().map(code -> code.group(1)).toList();
    }

    private static CommandLine commandLine() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Path here = Path.of("");
        return Main.commandLine(new Shell(Map.of(), here, here, here, nowhere, nowhere));
    }

    private static void parse(String text) {
        List<String> words = WORD.matcher(text)
                .results()
                .map(word -> Stream.of(1, 2, 3)
                        .map(word::group)
                        .filter(g -> g != null)
                        .findFirst()
                        .orElseThrow())
                .toList();
        CommandLine.ParseResult parsed =
                COMMAND_LINE.parseArgs(words.toArray(String[]::new)); // throws at what it does not know
        assertThat(parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested() || parsed.hasSubcommand())
                .isTrue();
    }
}
