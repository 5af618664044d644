package org.posthorn.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.posthorn.config.ConfigException.Problem;

/// Reads the configuration: defaults, above them the file, above that the environment (`POSTHORN_API_LISTEN`), above
/// that `--set api.listen=…`.
///
/// A secret may also come from a file of its own: `relay.password-file`. Within one layer it is one or the other; a
/// higher layer's either replaces a lower layer's either.
public final class ConfigFile {
    private static final String FILE_SUFFIX = "-file";

    /// What the launcher reads, what people set for themselves, and what Kubernetes sets in every container beside a
    /// service named "posthorn".
    private static final Pattern FOREIGN_VARIABLE = Pattern.compile("POSTHORN_(?:JAVA_OPTS|BASE|HOME"
            + "|(?:.+_)?SERVICE_(?:HOST|PORT)(?:_.+)?|(?:.+_)?PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_.+)?)?)");

    private final ConfigSources sources;
    private final List<ConfigKey> keys = ConfigKey.all();
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private ConfigFile(ConfigSources sources) {
        this.sources = sources;
        for (ConfigKey key : keys) {
            names.add(key.name());
            if (key.isSecret()) {
                names.add(key.name() + FILE_SUFFIX);
            }
        }
    }

    /// @throws ConfigException naming everything that is wrong
    public static Configuration read(ConfigSources sources) throws ConfigException {
        return new ConfigFile(sources).read();
    }

    private Configuration read() throws ConfigException {
        if (sources.file().isPresent()) {
            overlay(TomlKeys.read(sources.file().get(), sources.home()));
        }
        overlay(environment());
        overlay(flags());
        defaults().forEach(settings::putIfAbsent);
        ConfigDecoder decoder = new ConfigDecoder(settings, keys, problems);
        PosthornConfig config = decoder.decode(sources.dev(), sources.listenAnywhere());
        return new Configuration(config, decoder.effective(), warnings, decoder.secretFiles());
    }

    private void overlay(Map<String, Setting> layer) {
        layer.forEach((name, setting) -> {
            if (!names.contains(name)) {
                problems.add(new Problem(setting.origin(), "unknown key " + name + hint(name)));
                return;
            }
            String twin = twin(name);
            if (layer.containsKey(twin) && twin.endsWith(FILE_SUFFIX)) {
                problems.add(new Problem(setting.origin(), "give either " + name + " or " + twin + ", not both"));
            }
            settings.remove(twin);
            settings.put(name, setting);
        });
    }

    private static String twin(String name) {
        return name.endsWith(FILE_SUFFIX)
                ? name.substring(0, name.length() - FILE_SUFFIX.length())
                : name + FILE_SUFFIX;
    }

    private Map<String, Setting> environment() {
        Map<String, String> known = names.stream().collect(Collectors.toMap(ConfigKey::variable, name -> name));
        Map<String, Setting> layer = new LinkedHashMap<>();
        new TreeMap<>(sources.environment()).forEach((variable, text) -> {
            Provenance origin = new Provenance.Environment(variable);
            String name = known.get(variable);
            if (name != null) {
                layer.put(name, new Setting(text, origin, sources.workingDirectory()));
            } else if (variable.startsWith("POSTHORN_")
                    && !FOREIGN_VARIABLE.matcher(variable).matches()) {
                // Not ours alone: Kubernetes and whoever starts us set some, too.
                warnings.add(variable + ": no key has this variable, so it is not looked at"
                        + NearestWord.to(variable, known.keySet())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; see `posthorn config` for the keys"));
            }
        });
        return layer;
    }

    private Map<String, Setting> flags() {
        Map<String, Setting> layer = new HashMap<>();
        for (String flag : sources.flags()) {
            int equals = flag.indexOf('=');
            if (equals < 1) {
                problems.add(new Problem(
                        new Provenance.Flag("--set " + flag),
                        "write --set KEY=VALUE, such as --set relay.mode=capture"));
            } else {
                String name = flag.substring(0, equals).strip();
                layer.put(
                        name,
                        new Setting(
                                flag.substring(equals + 1).strip(),
                                new Provenance.Flag("--set " + name),
                                sources.workingDirectory()));
            }
        }
        return layer;
    }

    private Map<String, Setting> defaults() {
        boolean sandbox = Optional.ofNullable(settings.get("account.sandbox"))
                .map(setting -> !setting.text().equals("false"))
                .orElse(true);
        Map<String, Setting> layer = new HashMap<>();
        for (ConfigKey key : keys) {
            boolean devDiffers = sources.dev()
                    && key.fallback().filter(given -> !given.dev().isEmpty()).isPresent();
            Provenance origin = devDiffers ? new Provenance.Flag("--dev") : new Provenance.BuiltIn();
            Path base = devDiffers ? sources.workingDirectory() : sources.home();
            key.fallback(sources.dev(), sandbox)
                    .ifPresent(text -> layer.put(key.name(), new Setting(text, origin, base)));
        }
        return layer;
    }

    private String hint(String name) {
        return NearestWord.to(name, names)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; see `posthorn config` for the keys");
    }
}
