package org.posthorn.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// Reads a TOML file as flat keys (`[relay]` and `mode = "mx"` is `relay.mode`), each with the line it stands on.
final class TomlKeys {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*([^\\[\\]#]+?)\\s*]\\s*(?:#.*)?");
    private static final Pattern ENTRY = Pattern.compile("\\s*([A-Za-z0-9_.\"'\\s-]+?)\\s*=.*");
    private static final Pattern PARSER_NOISE = Pattern.compile("(?s)\\s*\\n? at \\[.*");

    private final Path file;
    private final Path base;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private TomlKeys(Path file, Path base) {
        this.file = file;
        this.base = base;
    }

    /// @param base what relative paths in the file count from
    static Map<String, Setting> read(Path file, Path base) throws ConfigException {
        TomlKeys keys = new TomlKeys(file, base);
        String text = keys.text();
        keys.findLines(text);
        try {
            keys.flatten("", TomlMapper.shared().readTree(text));
        } catch (StreamReadException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            // Of a key the parser says so behind its value, which may be in the next line.
            throw keys.twice(text, line)
                    .or(() -> keys.twice(text, line - 1))
                    .orElseGet(() -> keys.unusable(
                            line,
                            "this is not TOML: "
                                    + PARSER_NOISE
                                            .matcher(e.getOriginalMessage())
                                            .replaceAll("")));
        }
        return keys.settings;
    }

    private String text() throws ConfigException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unusable(0, "a configuration file has at most 1 MiB");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unusable(0, "there is no such file");
        } catch (AccessDeniedException e) {
            throw unusable(
                    0,
                    "can't be read by " + System.getProperty("user.name", "this user")
                            + ": permission denied; run this as the user that runs the server");
        } catch (IOException e) {
            throw unusable(0, "can't be read: " + e.getMessage());
        }
    }

    /// The parser keeps no positions of what it read, so the lines are found by their look: table headers and what
    /// stands before an equals sign. A key inside a multi-line string may be found too; nobody asks for it.
    private void findLines(String text) {
        String table = "";
        List<String> rows = text.lines().toList();
        for (int i = 0; i < rows.size(); i++) {
            Matcher header = TABLE.matcher(rows.get(i));
            Matcher entry = ENTRY.matcher(rows.get(i));
            if (header.matches()) {
                table = bare(header.group(1));
                lines.putIfAbsent(table, i + 1);
                table += ".";
            } else if (entry.matches()) {
                lines.putIfAbsent(table + bare(entry.group(1)), i + 1);
            }
        }
    }

    /// What stands in this line, when it stood in the file before.
    private Optional<ConfigException> twice(String text, int line) {
        if (line < 1 || line > text.lines().count()) {
            return Optional.empty();
        }
        String table = "";
        String last = "";
        boolean isTable = false;
        for (String row : text.lines().limit(line).toList()) {
            Matcher header = TABLE.matcher(row);
            Matcher entry = ENTRY.matcher(row);
            last = "";
            if (header.matches()) {
                table = bare(header.group(1));
                last = table;
                isTable = true;
            } else if (entry.matches()) {
                last = (table.isEmpty() ? "" : table + ".") + bare(entry.group(1));
                isTable = false;
            }
        }
        int first = lines.getOrDefault(last, line);
        return first >= line
                ? Optional.empty()
                : Optional.of(unusable(
                        line,
                        isTable
                                ? "the table [" + last + "] begins in line " + first
                                        + " already; a table stands once, so move the keys there"
                                : last + " is given in line " + first + " already; a key stands once"));
    }

    private static String bare(String key) {
        return key.replaceAll("[\"'\\s]", "");
    }

    private void flatten(String key, JsonNode node) throws ConfigException {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                flatten(key.isEmpty() ? property.getKey() : key + "." + property.getKey(), property.getValue());
            }
        } else if (node.isArray()) {
            List<String> items = new ArrayList<>();
            for (JsonNode item : node) {
                if (item.isContainer()) {
                    throw unusable(lines.getOrDefault(key, 0), key + " may hold texts, not tables");
                }
                items.add(item.asString());
            }
            put(key, String.join(",", items));
        } else {
            put(key, node.asString());
        }
    }

    private void put(String key, String text) {
        settings.put(key, new Setting(text, new Provenance.File(file, lines.getOrDefault(key, 0)), base));
    }

    private ConfigException unusable(int line, String problem) {
        return new ConfigException(List.of(new ConfigException.Problem(new Provenance.File(file, line), problem)));
    }
}
