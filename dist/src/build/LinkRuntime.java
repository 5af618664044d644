import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Links the Java runtime of the distribution with the jlink of the JDK that runs this, unless it is there already:
/// `java LinkRuntime.java DIRECTORY`.
final class LinkRuntime {
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging", // Guice and Jakarta Mail log there
            "java.management", // metrics of the JVM
            "java.naming", // name servers of the system
            "java.net.http",
            "java.security.jgss", // Kafka's SASL refers to it
            "java.security.sasl", // Jakarta Mail refers to it
            "java.xml", // logback.xml
            "jdk.attach",
            "jdk.charsets", // mail in ISO-2022-JP, Big5 and the like
            "jdk.jcmd", // jcmd and jstack, for whoever operates a server
            "jdk.jfr",
            "jdk.management",
            "jdk.unsupported"); // Unsafe, for Caffeine and RocksDB

    public static void main(String[] arguments) throws IOException {
        Path output = Path.of(arguments[0]);
        List<String> options = List.of(
                "--add-modules",
                String.join(",", MODULES),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress=zip-6",
                "--vm=server",
                "--generate-cds-archive");
        String recipe = Runtime.version() + " " + options;
        Path stamp = output.resolveSibling(output.getFileName() + ".recipe");
        if (Files.isRegularFile(stamp) && Files.readString(stamp).equals(recipe) && Files.isDirectory(output)) {
            return;
        }
        deleteTree(output);
        Files.deleteIfExists(stamp);
        String[] command = Stream.concat(options.stream(), Stream.of("--output", output.toString()))
                .toArray(String[]::new);
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("the JDK at " + System.getProperty("java.home")
                        + " has no jlink; install a complete JDK 25"));
        if (jlink.run(System.out, System.err, command) != 0) {
            System.exit(1);
        }
        Files.writeString(stamp, recipe);
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
