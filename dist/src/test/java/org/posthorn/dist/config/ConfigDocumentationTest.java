package org.posthorn.dist.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.config.ConfigFile;
import org.posthorn.config.ConfigKey;
import org.posthorn.config.ConfigSources;
import org.posthorn.config.PosthornConfig;

/// `conf/posthorn.toml` and the table of `docs/configuration.md` say what the configuration's records say.
/// `mvn … -Dgolden.rewrite=true` writes the table anew.
class ConfigDocumentationTest {
    private static final Path SHIPPED = Path.of("src/main/dist/conf/posthorn.toml");
    private static final Path MANUAL = Path.of("../docs/configuration.md");
    private static final String TABLE_START = "<!-- keys: written from posthorn.toml by ConfigDocumentationTest -->\n";
    private static final String TABLE_END = "<!-- end of keys -->\n";
    private static final Pattern ENTRY = Pattern.compile("#([a-z0-9_]+) = \"?([^\"]*)\"?");

    @TempDir
    Path work;

    @Test
    void theShippedFileNamesEveryKeyInOrderWithItsDefault() throws Exception {
        Map<String, Entry> documented = entries();

        assertThat(documented.keySet())
                .containsExactlyElementsOf(
                        ConfigKey.all().stream().map(ConfigKey::name).toList());
        for (ConfigKey key : ConfigKey.all()) {
            Entry entry = documented.get(key.name());
            assertThat(entry.meaning).as(key.name()).isNotBlank();
            key.fallback(false, true)
                    .ifPresent(value -> assertThat(entry.value).as(key.name()).isEqualTo(value));
        }
    }

    @Test
    void theShippedFileWithEveryLineInForceIsValid() throws Exception {
        Path file = work.resolve("posthorn.toml");
        Files.writeString(file, Files.readString(SHIPPED).replaceAll("(?m)^#(?=[a-z0-9_]+ = )", ""));

        PosthornConfig config = ConfigFile.read(
                        new ConfigSources(java.util.Optional.of(file), Map.of(), List.of(), false, work, work))
                .config();

        assertThat(config.obstacles()).isEmpty();
    }

    @Test
    void theTableOfTheManualIsThatOfTheFile() throws Exception {
        StringBuilder table = new StringBuilder("| key | default | meaning |\n| --- | --- | --- |\n");
        Map<String, Entry> documented = entries();
        for (ConfigKey key : ConfigKey.all()) {
            String value = key.fallback(false, true)
                    .map(text -> "`" + text + "`")
                    .orElse("none, such as `" + documented.get(key.name()).value + "`");
            table.append("| `%s` | %s | %s |\n"
                    .formatted(
                            key.name(),
                            key.isSecret() ? "none" : value,
                            documented.get(key.name()).meaning.replace("|", "\\|")));
        }
        String manual = Files.readString(MANUAL);
        int start = manual.indexOf(TABLE_START) + TABLE_START.length();
        int end = manual.indexOf(TABLE_END);
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(MANUAL, manual.substring(0, start) + table + manual.substring(end));
        } else {
            assertThat(manual.substring(start, end)).isEqualTo(table.toString());
        }
    }

    private static Map<String, Entry> entries() throws Exception {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> comment = new ArrayList<>();
        String table = "";
        for (String line : Files.readAllLines(SHIPPED)) {
            Matcher entry = ENTRY.matcher(line);
            if (line.startsWith("[")) {
                table = line.substring(1, line.length() - 1) + ".";
                comment.clear();
            } else if (line.startsWith("# ")) {
                comment.add(line.substring(2));
            } else if (entry.matches()) {
                entries.put(table + entry.group(1), new Entry(entry.group(2), String.join(" ", comment)));
                comment.clear();
            }
        }
        return entries;
    }

    private record Entry(String value, String meaning) {}
}
