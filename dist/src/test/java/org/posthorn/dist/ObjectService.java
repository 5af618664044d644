package org.posthorn.dist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// A service that speaks S3: fauxqs, which `.ci/run` installs into `target/clients`.
final class ObjectService implements AutoCloseable {
    private static final Path NODE = Path.of("target", "clients").toAbsolutePath();

    private final Path directory;
    private final URI url;
    private Process process;

    private ObjectService(Path directory, Process process, URI url) {
        this.directory = directory;
        this.process = process;
        this.url = url;
    }

    static boolean isAvailable() {
        return Files.isDirectory(NODE.resolve("node_modules/fauxqs"));
    }

    /// @param directory for its log
    static ObjectService start(Path directory) throws IOException {
        Process process = serve(directory, 0);
        return new ObjectService(directory, process, address(process));
    }

    private static Process serve(Path directory, int port) throws IOException {
        return new ProcessBuilder(
                        "node",
                        "--input-type=module",
                        "-e",
                        "import {buildApp} from 'fauxqs';"
                                + "console.log(await buildApp({logger: false}).listen({port: " + port
                                + ", host: '127.0.0.1'}))")
                .directory(NODE.toFile())
                .redirectError(directory.resolve("service.log").toFile())
                .start();
    }

    private static URI address(Process process) throws IOException {
        return URI.create(process.inputReader().readLine());
    }

    URI url() {
        return url;
    }

    S3Client client() {
        return S3Client.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// At the same port, with nothing of what it had.
    void startAgain() throws IOException {
        process = serve(directory, url.getPort());
        address(process);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
