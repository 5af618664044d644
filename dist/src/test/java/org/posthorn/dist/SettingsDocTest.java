package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever the API can change has its command: the operations of `docs/api.md` that do more than to tell and to send
/// stand in the table of `docs/operations.md`, whose commands [DocumentationTest] reads.
class SettingsDocTest {
    private static final String HEADING = "\n### What accounts set\n";

    @Test
    void everyOperationThatChangesASettingHasACommand() throws IOException {
        List<String> operations = rows(SourceTree.read(Path.of("docs/api.md")), "<!-- operations:")
                .filter(row -> row.get(1).equals("done"))
                .map(row -> row.getFirst().replace("`", ""))
                .filter(name -> !name.startsWith("Get")
                        && !name.startsWith("List")
                        && !name.startsWith("Describe")
                        && !name.startsWith("Send"))
                .toList();
        assertThat(operations).hasSizeGreaterThan(25).contains("CreateTemplate", "UpdateAccountSendingEnabled");

        List<String> withCommand = rows(SourceTree.read(Path.of("docs/operations.md")), HEADING)
                .filter(row -> row.getLast().contains("`posthorn "))
                .flatMap(row -> List.of(row.getFirst().split(", ")).stream())
                .map(name -> name.replace("`", ""))
                // What API v2 has besides is there as far as it has a command.
                .filter(name -> !name.endsWith(" (v2)"))
                .toList();
        assertThat(withCommand).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(operations);
    }

    /// The cells of the first table behind a text, without its head.
    private static Stream<List<String>> rows(String page, String behind) {
        return page.substring(page.indexOf(behind) + behind.length())
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(SettingsDocTest::cells);
    }

    private static List<String> cells(String row) {
        return Collections.list(new StringTokenizer(row, "|")).stream()
                .map(cell -> cell.toString().strip())
                .toList();
    }
}
