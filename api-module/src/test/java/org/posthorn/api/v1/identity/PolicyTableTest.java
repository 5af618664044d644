package org.posthorn.api.v1.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.policy.PolicyReader;

/// Who may send under which policies: `policies/cases.txt`, each line through the action that it names.
///
/// The rules are those of the IAM User Guide; that a Deny holds for the identity's own account too is inferred.
class PolicyTableTest {
    private static final String ARN = TestEngine.TENANT.identityArn("example.com");

    /// @param words who does what
    record Case(
            String policy,
            List<String> statements,
            List<String> keyStatements,
            boolean allowed,
            Map<String, String> words) {
        @Override
        public String toString() {
            return policy + ": " + words;
        }

        String word(String name, String otherwise) {
            return words.getOrDefault(name, otherwise);
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        String name = "";
        List<String> statements = new ArrayList<>();
        List<String> keyStatements = new ArrayList<>();
        boolean key = false;
        for (String line : lines("cases.txt")) {
            if (line.startsWith("policy ")) {
                name = line.substring(7);
                statements = new ArrayList<>();
                keyStatements = new ArrayList<>();
                key = false;
            } else if (line.equals("key")) {
                key = true;
            } else if (line.startsWith("{")) {
                (key ? keyStatements : statements).add(line);
            } else {
                Map<String, String> words = new HashMap<>();
                Arrays.stream(line.substring(3).split(" ")).forEach(word -> {
                    int equals = word.indexOf('=');
                    words.put(word.substring(0, equals), word.substring(equals + 1));
                });
                cases.add(new Case(
                        name, List.copyOf(statements), List.copyOf(keyStatements), line.startsWith("ok "), words));
            }
        }
        assertThat(cases).hasSizeGreaterThan(120);
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachCallerMayDoWhatThePoliciesSay(Case it) {
        TestEngine engine = new TestEngine();
        List.of("222222222222", "333333333333").forEach(id -> engine.accounts().create(Optional.of(id), "other"));
        if (!it.statements().isEmpty()) {
            engine.perform(
                    form("PutIdentityPolicy", "Identity", "example.com", "PolicyName", "p", "Policy", policy(it)),
                    TestEngine.CALLER);
        }
        engine.clock().advance(Duration.ofDays(Integer.parseInt(it.word("days", "0"))));
        Caller caller = caller(it);
        String send = send(it);

        if (it.allowed()) {
            engine.perform(send, caller);
            assertThat(engine.store().queue().depth().queued()).isEqualTo(1);
        } else {
            assertThatThrownBy(() -> engine.perform(send, caller))
                    .isInstanceOfSatisfying(
                            SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.ACCESS_DENIED))
                    .hasMessage("User `" + caller.userArn() + "' is not authorized to perform `ses:"
                            + it.word("action", "SendEmail") + "' on resource `" + ARN + "'");
        }
    }

    static Stream<String> invalid() throws IOException {
        return lines("invalid.txt").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void whatIsNoPolicyIsRefusedWithTheReason(String line) {
        String json = line.substring(0, line.indexOf('\t'));
        String reason = line.substring(line.indexOf('\t') + 1);
        TestEngine engine = new TestEngine();
        assertThatThrownBy(() -> engine.perform(
                        form("PutIdentityPolicy", "Identity", "example.com", "PolicyName", "p", "Policy", json),
                        TestEngine.CALLER))
                .isInstanceOfSatisfying(
                        SesException.class, e -> assertThat(e.error()).isEqualTo(SesError.INVALID_POLICY))
                .hasMessageStartingWith("Invalid policy: " + reason);
    }

    @Test
    void thePolicyOfAKeyNamesNoPrincipals() {
        assertThatThrownBy(() -> PolicyJson.read(
                        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}}",
                        PolicyReader.ofKey()))
                .hasMessage("Invalid policy: The policy of a key has no Principal.");
    }

    private static String policy(Case it) {
        List<String> statements = it.statements().stream()
                .map(statement -> (statement.contains("\"Principal\"")
                                ? statement
                                : statement.replaceFirst("\\{", "{\"Principal\":\"*\","))
                        .replaceFirst("\\{", "{\"Resource\":\"" + ARN + "\","))
                .toList();
        return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
    }

    private static Caller caller(Case it) {
        String account = it.word("who", "");
        Optional<Policy> key = it.keyStatements().isEmpty()
                ? Optional.empty()
                : Optional.of(PolicyJson.read(
                        "{\"Statement\":[" + String.join(",", it.keyStatements()) + "]}", PolicyReader.ofKey()));
        return new Caller(
                new Tenant(account, "us-east-1"),
                "AKIA",
                "arn:aws:iam::" + account + ":user/" + it.word("user", "app"),
                Optional.ofNullable(it.words().get("ip")),
                Optional.ofNullable(it.words().get("agent")),
                Boolean.parseBoolean(it.word("tls", "false")),
                key);
    }

    private static String send(Case it) {
        String from = it.word("from", "shop@example.com");
        String source =
                it.words().containsKey("name") ? it.word("name", "").replace('_', ' ') + " <" + from + ">" : from;
        List<String> to = Arrays.asList(it.word("to", "b@x.test").split(","));
        List<String> parameters = new ArrayList<>(List.of("Source", source, "SourceArn", ARN));
        if (it.words().containsKey("return")) {
            parameters.addAll(List.of("ReturnPath", it.word("return", ""), "ReturnPathArn", ARN));
        }
        if (it.word("action", "SendEmail").equals("SendEmail")) {
            for (int i = 0; i < to.size(); i++) {
                parameters.addAll(List.of("Destination.ToAddresses.member." + (i + 1), to.get(i)));
            }
            parameters.addAll(List.of("Message.Subject.Data", "s", "Message.Body.Text.Data", "t"));
        } else {
            String raw = "From: " + source + "\r\nTo: " + String.join(", ", to) + "\r\n\r\nhello";
            parameters.addAll(List.of(
                    "RawMessage.Data", Base64.getEncoder().encodeToString(raw.getBytes(StandardCharsets.UTF_8))));
        }
        return form(it.word("action", "SendEmail"), parameters.toArray(String[]::new));
    }

    private static String form(String action, String... namesAndValues) {
        StringBuilder form = new StringBuilder("Action=" + action);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append('&')
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = PolicyTableTest.class.getResourceAsStream("/policies/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
