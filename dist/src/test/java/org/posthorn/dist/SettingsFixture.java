package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;

/// What an account sets through the API, the operator sets by command; the API then tells it as if it were the
/// account's own doing.
abstract class SettingsFixture {
    static final String ACCOUNT = Installation.TENANT.accountId();

    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    static Path directory;

    @Given
    static TestServer posthorn;

    @Given
    static SesClient ses;

    static Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    static void refused(String text, String... words) {
        refused(text, List.of("--account", ACCOUNT), words);
    }

    /// @param text that the complaint begins with
    static void refused(String text, List<String> options, String... words) {
        CommandLineRun run = run(with(words, options));
        assertThat(run.err()).startsWith("posthorn: " + text);
        assertThat(run.code()).isEqualTo(1);
    }

    /// Of the account.
    static JsonNode of(String... words) {
        return json(with(words, List.of("--account", ACCOUNT)));
    }

    static String[] with(String[] words, List<String> options) {
        return Stream.concat(Arrays.stream(words), options.stream()).toArray(String[]::new);
    }

    static CommandLineRun run(String... words) {
        return CommandLineRun.on(directory, words);
    }

    static JsonNode json(String... words) {
        return CommandLineRun.json(directory, words);
    }
}
