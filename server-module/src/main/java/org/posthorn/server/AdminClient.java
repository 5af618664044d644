package org.posthorn.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.posthorn.api.codec.JsonDialect;
import org.posthorn.api.codec.JsonWriter;
import org.posthorn.api.operator.CommandForm;
import org.posthorn.config.HostPort;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the admin endpoint of the server that runs on a data directory.
///
/// A question is `POST /admin/account/create` with a JSON object and the token of `run/admin.token`; the answer is 200
/// with JSON, or 4xx with `{"error": "…"}`.
public final class AdminClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    private final RunFiles files;
    private final JsonMapper json = JsonMapper.shared();

    public AdminClient(RunFiles files) {
        this.files = files;
    }

    /// Whether something listens where the last server on the data directory did; a server that was killed is not
    /// running.
    public boolean isRunning() {
        Optional<Endpoints> endpoints = files.endpoints();
        if (endpoints.isEmpty()) {
            return false;
        }
        HostPort admin = HostPort.parse(endpoints.get().admin());
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(admin.host(), admin.port()), Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// @param request of a [command][org.posthorn.api.operator.Command], which says where it goes
    /// @throws CommandFailedException when no server answers, or it refuses
    public JsonNode ask(Record request) {
        Endpoints endpoints = files.endpoints().orElseThrow(this::noServer);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://" + endpoints.admin() + "/admin/" + CommandForm.pathOf(request)))
                            .timeout(ANSWER_TIMEOUT)
                            .header("Authorization", "Bearer " + files.token())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(
                                    JsonWriter.write(request, JsonDialect.OPERATOR)))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            return answer(response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted while waiting for the server");
        } catch (java.net.ConnectException e) {
            throw noServer();
        } catch (IOException e) {
            throw new CommandFailedException("the server at " + endpoints.admin() + " did not answer: " + e);
        }
    }

    private JsonNode answer(HttpResponse<InputStream> response) throws IOException {
        JsonNode answer;
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) {
                throw new IOException("an answer of more than 64 MiB");
            }
            answer = json.readTree(bytes);
        } catch (JacksonException e) {
            throw new IOException("status " + response.statusCode() + " and no JSON", e);
        }
        if (response.statusCode() != 200) {
            throw new CommandFailedException(
                    answer.path("error").asString("the server answered with status " + response.statusCode()));
        }
        return answer;
    }

    private CommandFailedException noServer() {
        return new CommandFailedException("no server is running on " + files.dataDirectory()
                + "\nstart one with `posthorn serve`, or give the --config, --set data.dir=… or --dev that it was started"
                + " with");
    }
}
