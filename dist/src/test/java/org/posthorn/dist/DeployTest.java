package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples in `deploy/`: they parse, and what they name (keys, flags, ports, paths) is what the product has.
class DeployTest {
    private static final Path CONTAINERFILE = Path.of("deploy/Containerfile");
    private static final Set<Integer> PORTS = Set.of(8465, 2587, 2525);

    @TempDir
    private Path directory;

    @Test
    void theImageHasTheListenersOfItsPortsAndAConfigurationToStartWith() throws Exception {
        Map<String, String> variables = image();
        assertThat(instructions("EXPOSE")).containsExactly("8465 2587 2525");
        assertThat(ports(config(variables, "relay.mode=capture"))).isEqualTo(PORTS);
        assertThat(instructions("USER")).containsExactly("8465:8465");
        assertThat(instructions("VOLUME")).containsExactly(variables.get("POSTHORN_DATA_DIR"));
        assertThat(instructions("ENTRYPOINT")).containsExactly("[\"posthorn\"]");
        understood(json(instructions("CMD").getFirst()));
    }

    @Test
    void theHealthCheckOfTheImageTellsAReadyServerFromNone() throws Exception {
        String check = instructions("HEALTHCHECK").getFirst();
        List<String> command = json(check.substring(check.indexOf("CMD ") + 4));
        String address;
        try (TestServer posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:9")) {
            address = posthorn.server.endpoints().api();
            assertThat(exitCode(command, address)).isZero();
        }
        assertThat(exitCode(command, address)).isNotZero();
    }

    private static int exitCode(List<String> command, String address) throws Exception {
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("POSTHORN_API_LISTEN", address);
        Process running = process.start();
        running.getInputStream().readAllBytes();
        return running.waitFor();
    }

    @Test
    void composeStartsTheImageWithKeysThatThereAre() throws Exception {
        Map<?, ?> service = map(map(load("deploy/compose.yaml").getFirst(), "services"), "posthorn");
        Map<String, String> variables = image();
        map(service, "environment").forEach((name, value) -> variables.put(name.toString(), value.toString()));
        JsonNode config = config(variables);
        assertThat(service.get("ports")).isEqualTo(List.of("127.0.0.1:8465:8465", "127.0.0.1:2587:2587", "25:2525"));
        assertThat(ports(config)).isEqualTo(PORTS);
        assertThat(service.get("volumes")).isEqualTo(List.of("data:" + variables.get("POSTHORN_DATA_DIR")));
        assertThat(map(load("deploy/compose.yaml").getFirst(), "volumes").containsKey("data"))
                .isTrue();
        assertThat(map(service, "build").get("dockerfile"))
                .isEqualTo(CONTAINERFILE.getFileName().toString());
    }

    @Test
    void composeForTestsStartsDevModeOnTheAddressesOfTheImage() throws Exception {
        Map<?, ?> service = map(map(load("deploy/compose-dev.yaml").getFirst(), "services"), "ses");
        List<String> words =
                ((List<?>) service.get("command")).stream().map(String::valueOf).toList();
        understood(words);
        assertThat(words).containsExactly("serve", "--dev", "--listen-anywhere");
    }

    @Test
    void kubernetesRunsOnePodThatIsAskedWhereTheServerAnswers() throws Exception {
        List<Map<?, ?>> documents = load("deploy/kubernetes/posthorn.yaml");
        assertThat(documents.stream().map(document -> String.valueOf(document.get("kind"))))
                .containsExactly("Service", "StatefulSet");
        Map<?, ?> set = map(documents.get(1), "spec");
        assertThat(set.get("replicas")).isEqualTo(1);
        Map<?, ?> pod = map(map(set, "template"), "spec");
        assertThat(pod.get("enableServiceLinks")).isEqualTo(false);
        Map<?, ?> container = first(pod, "containers");

        Map<String, String> variables = image();
        for (Object one : list(container, "env")) {
            variables.put(
                    String.valueOf(((Map<?, ?>) one).get("name")), String.valueOf(((Map<?, ?>) one).get("value")));
        }
        assertThat(ports(config(variables))).isEqualTo(PORTS);
        understood(list(container, "args").stream().map(String::valueOf).toList());

        Map<String, Object> named = new HashMap<>();
        list(container, "ports")
                .forEach(port -> named.put(
                        String.valueOf(((Map<?, ?>) port).get("name")), ((Map<?, ?>) port).get("containerPort")));
        assertThat(Set.copyOf(named.values())).isEqualTo(PORTS);
        assertThat(list(map(documents.get(0), "spec"), "ports"))
                .allSatisfy(port ->
                        assertThat(named).containsKey(String.valueOf(((Map<?, ?>) port).get("targetPort"))));
        try (TestServer posthorn = TestServer.start(directory.resolve("k8s"), false, "relay.hosts=127.0.0.1:9")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                Map<?, ?> get = map(map(container, probe), "httpGet");
                assertThat(get.get("port")).isEqualTo("api");
                assertThat(posthorn.get(String.valueOf(get.get("path"))).statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(variables.get("POSTHORN_DATA_DIR"))
                .startsWith(first(container, "volumeMounts").get("mountPath") + "/");
        assertThat(map(map(map(container, "lifecycle"), "preStop"), "exec").get("command"))
                .isEqualTo(List.of("sleep", "5"));
        assertThat((Integer) pod.get("terminationGracePeriodSeconds")).isGreaterThanOrEqualTo(65);
    }

    /// The environment that the image brings, as far as it is ours.
    private static Map<String, String> image() throws Exception {
        Map<String, String> variables = new HashMap<>();
        for (String line : instructions("ENV")) {
            for (String word : line.split(" ")) {
                String[] parts = word.split("=", 2);
                if (parts[0].startsWith("POSTHORN_")) {
                    variables.put(parts[0], parts[1]);
                }
            }
        }
        assertThat(variables).hasSize(4);
        return variables;
    }

    private static List<String> instructions(String word) throws Exception {
        return SourceTree.read(CONTAINERFILE)
                .replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1).strip())
                .toList();
    }

    /// What `posthorn config` makes of an environment: it starts a server, and each variable counts.
    private JsonNode config(Map<String, String> variables, String... settings) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        Map<String, String> given = new HashMap<>(variables);
        given.replaceAll((name, value) -> name.endsWith("_FILE") ? secret.toString() : value);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of("config", "--json"));
        List.of(settings).forEach(setting -> words.addAll(List.of("--set", setting)));
        Shell shell = new Shell(
                given, directory, directory, directory, new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(Main.run(shell, words.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        assertThat(err.toString()).isEmpty();
        JsonNode config = JsonMapper.shared().readTree(out.toString());
        assertThat(given.keySet())
                .allSatisfy(name -> assertThat(config.toString()).contains(name));
        return config;
    }

    private static Set<Integer> ports(JsonNode config) {
        return Set.copyOf(StreamSupport.stream(config.spliterator(), false)
                .filter(row -> List.of("api.listen", "submission.listen", "inbound.listen")
                        .contains(row.path("key").asString()))
                .map(row -> row.path("value").asString())
                .filter(value -> value.startsWith("0.0.0.0:"))
                .map(value -> Integer.valueOf(value.substring("0.0.0.0:".length())))
                .toList());
    }

    private static void understood(List<String> words) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Path here = Path.of("");
        Main.commandLine(new Shell(Map.of(), here, here, here, nowhere, nowhere))
                .parseArgs(words.toArray(String[]::new)); // throws at what it does not know
    }

    private static List<String> json(String array) {
        return JsonMapper.shared()
                .readTree(array.getBytes(StandardCharsets.UTF_8))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static List<Map<?, ?>> load(String file) throws Exception {
        List<Map<?, ?>> documents = new ArrayList<>();
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        new Yaml(new SafeConstructor(strict))
                .loadAll(SourceTree.read(Path.of(file)))
                .forEach(document -> documents.add((Map<?, ?>) document));
        return documents;
    }

    private static Map<?, ?> map(Map<?, ?> of, String key) {
        assertThat(of.get(key)).as(key).isInstanceOf(Map.class);
        return (Map<?, ?>) of.get(key);
    }

    private static List<?> list(Map<?, ?> of, String key) {
        assertThat(of.get(key)).as(key).isInstanceOf(List.class);
        return (List<?>) of.get(key);
    }

    private static Map<?, ?> first(Map<?, ?> of, String key) {
        return (Map<?, ?>) list(of, key).getFirst();
    }
}
