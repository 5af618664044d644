package org.posthorn.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.posthorn.config.ConfigException.Problem;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.RecordSchema.Component;

/// Makes the configuration's records from texts by their schema. Goes on after a fault, to report all of them at once.
final class ConfigDecoder {
    private static final int MAX_SECRET_BYTES = 4096;
    private static final int MAX_ITEMS = 100;

    private final Map<String, Setting> settings;
    private final Map<String, ConfigKey> keys;
    private final List<Problem> problems;
    private final Map<String, Configuration.Effective> effective = new LinkedHashMap<>();
    private final Set<Path> secretFiles = new LinkedHashSet<>();
    private final Set<String> faulty = new HashSet<>();

    /// @param problems found before; more are added
    ConfigDecoder(Map<String, Setting> settings, List<ConfigKey> keys, List<Problem> problems) {
        this.settings = settings;
        this.keys = keys.stream().collect(Collectors.toMap(ConfigKey::name, Function.identity()));
        this.problems = problems;
    }

    PosthornConfig decode(boolean dev, boolean listenAnywhere) throws ConfigException {
        RecordSchema<PosthornConfig> schema = RecordSchema.of(PosthornConfig.class);
        List<@Nullable Object> values = new ArrayList<>();
        for (Component component : schema.components()) {
            values.add(ConfigKey.section(component.shape())
                    .<@Nullable Object>map(section -> decode(section, component.name() + "."))
                    .orElse(component.name().equals("dev") ? dev : listenAnywhere));
        }
        PosthornConfig config = schema.construct(values.toArray());
        if (!problems.isEmpty()) {
            throw new ConfigException(problems, new ConfigException.Rest(config, faulty));
        }
        return config;
    }

    /// The files that secrets came from.
    List<Path> secretFiles() {
        return List.copyOf(secretFiles);
    }

    /// What took effect, in the order of the keys.
    List<Configuration.Effective> effective() {
        return List.copyOf(effective.values());
    }

    private Record decode(RecordSchema<?> schema, String prefix) {
        List<Object> values = new ArrayList<>();
        for (Component component : schema.components()) {
            String name = prefix + ConfigKey.snakeCase(component.name());
            Optional<RecordSchema<?>> section = ConfigKey.section(component.shape());
            values.add(
                    section.isPresent()
                            ? decode(section.get(), name + ".")
                            : value(Objects.requireNonNull(keys.get(name))));
        }
        return schema.construct(values.toArray());
    }

    /// What was found, or the default when that is bad; the fault is among the problems then.
    private Object value(ConfigKey key) {
        Setting setting = settings.get(key.name());
        if (setting == null && key.isSecret()) {
            setting = secretOfFile(key.name() + "-file");
        }
        if (setting == null) {
            effective.put(key.name(), new Configuration.Effective(key.name(), "", "default"));
            return key.many() ? List.of() : Optional.empty();
        }
        if (key.isSecret() && setting.origin() instanceof Provenance.File file && settings.containsKey(key.name())) {
            secretFiles.add(file.file());
        }
        ValueKind kind = ValueKind.of(key);
        try {
            List<Object> parts = new ArrayList<>();
            for (String text : key.many() ? items(setting.text()) : List.of(setting.text())) {
                parts.add(kind.parse().apply(text, setting.base()));
            }
            effective.put(
                    key.name(),
                    new Configuration.Effective(
                            key.name(),
                            parts.stream().map(ValueKind::print).collect(Collectors.joining(",")),
                            setting.origin().toString()));
            Object whole = key.many() ? List.copyOf(parts) : parts.getFirst();
            return key.optional() && !key.many() ? Optional.of(whole) : whole;
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    setting.origin(),
                    key.name() + " is \"" + (key.isSecret() ? "" : setting.text()) + "\"; "
                            + (key.many() ? "each part must be " : "it must be ") + kind.expected()));
            return instead(key);
        }
    }

    private Object instead(ConfigKey key) {
        faulty.add(key.name());
        if (key.fallback().isEmpty()) {
            return key.many() ? List.of() : Optional.empty();
        }
        List<Object> parts = new ArrayList<>();
        for (String text : items(key.fallback().get().value())) {
            parts.add(ValueKind.of(key).parse().apply(text, Path.of("")));
        }
        return key.many() ? List.copyOf(parts) : parts.getFirst();
    }

    private static List<String> items(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        String[] items = text.split(",", -1);
        if (items.length > MAX_ITEMS) {
            throw new IllegalArgumentException("too many");
        }
        return Arrays.stream(items).map(String::strip).toList();
    }

    /// The secret inside the file that a `…-file` key names, without its line end.
    private @Nullable Setting secretOfFile(String name) {
        Setting setting = settings.get(name);
        if (setting == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(setting.base().resolve(setting.text()))) {
            secretFiles.add(setting.base().resolve(setting.text()));
            byte[] bytes = in.readNBytes(MAX_SECRET_BYTES + 1);
            if (bytes.length > MAX_SECRET_BYTES) {
                problems.add(new Problem(
                        setting.origin(), name + " is \"" + setting.text() + "\"; a secret has at most 4096 bytes"));
                return null;
            }
            return new Setting(
                    new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", ""),
                    setting.origin(),
                    Path.of(""));
        } catch (IOException | InvalidPathException e) {
            problems.add(new Problem(
                    setting.origin(), name + " is \"" + setting.text() + "\"; it must be a file that can be read"));
            return null;
        }
    }
}
