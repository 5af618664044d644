package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.ReceiptFilter;
import software.amazon.awssdk.services.ses.model.ReceiptRule;
import software.amazon.awssdk.services.ses.model.TlsPolicy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the API can change of receiving, the operator can change by command; each sees what the other did.
class ReceiptCommandsTest {
    @RegisterExtension
    static final Installation installation = Installation.capturing();

    @Given
    private static Path directory;

    @Given
    private static SesClient ses;

    private static Path rule;

    @BeforeAll
    static void aFile() throws IOException {
        rule = directory.resolve("rule.json");
        Files.writeString(rule, """
                {"Name": "store", "Enabled": true, "TlsPolicy": "Require", "Recipients": ["inbox@example.com"],
                 "Actions": [
                  {"AddHeaderAction": {"HeaderName": "X-Way", "HeaderValue": "in \\"bound\\""}},
                  {"BounceAction": {"SmtpReplyCode": "550", "StatusCode": "5.1.1", "Message": "no",
                   "Sender": "mailer@example.com"}},
                  {"StopAction": {"Scope": "RuleSet"}}]}
                """);
    }

    private static CommandLineRun run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--account", "123456789012"));
        return CommandLineRun.on(directory, all.toArray(String[]::new));
    }

    private static JsonNode json(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        CommandLineRun run = run(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    private static void refused(String text, String... words) {
        CommandLineRun run = run(words);
        assertThat(run.err()).isEqualTo("posthorn: " + text + "\n");
        assertThat(run.code()).isEqualTo(1);
    }

    private static List<String> order(String set) {
        return ses.describeReceiptRuleSet(r -> r.ruleSetName(set)).rules().stream()
                .map(ReceiptRule::name)
                .toList();
    }

    @Test
    void aSetIsMadeActivatedShownAndDeleted() {
        assertThat(json("receipt", "set", "create", "inbound").toString()).contains("\"active\":false");
        json("receipt", "rule", "put", "inbound", rule.toString());
        json("receipt", "set", "create", "copy", "--from", "inbound");
        refused("Rule set already exists: copy", "receipt", "set", "create", "copy");
        assertThat(run("receipt", "rules").out()).contains("active").doesNotContain("store");
        json("receipt", "set", "activate", "inbound");
        assertThat(ses.describeActiveReceiptRuleSet().metadata().name()).isEqualTo("inbound");
        JsonNode active = json("receipt", "rules");
        assertThat(active.path("set").asString()).isEqualTo("inbound");
        assertThat(active.path("active").asBoolean()).isTrue();
        assertThat(active.path("rules").path(0).path("actions").values())
                .extracting(JsonNode::asString)
                .containsExactly("AddHeader X-Way: in \"bound\"", "Bounce 550 5.1.1 from mailer@example.com", "Stop");
        assertThat(json("receipt", "rules", "copy").path("active").asBoolean()).isFalse();
        assertThat(json("receipt", "set", "list").values())
                .filteredOn(set -> set.path("active").asBoolean())
                .extracting(set -> set.path("name").asString())
                .containsExactly("inbound");
        assertThat(run("receipt", "rules").out()).contains("inbox@example.com", "Stop");

        refused("Cannot delete active rule set: inbound", "receipt", "set", "delete", "inbound");
        json("receipt", "set", "deactivate");
        json("receipt", "set", "delete", "inbound");
        refused("Rule set does not exist: inbound", "receipt", "set", "delete", "inbound");
        refused("Rule set does not exist: inbound", "receipt", "set", "activate", "inbound");
        assertThat(ses.describeActiveReceiptRuleSet().metadata()).isNull();
    }

    @Test
    void aRuleIsPutReplacedMovedShownAndDeleted() throws Exception {
        json("receipt", "set", "create", "changed");
        for (String name : List.of("one", "two")) {
            ses.createReceiptRule(r -> r.ruleSetName("changed").rule(one -> one.name(name)));
        }
        json("receipt", "rule", "put", "changed", rule.toString(), "--after", "two");
        assertThat(order("changed")).containsExactly("two", "store", "one");
        ReceiptRule made = ses.describeReceiptRule(r -> r.ruleSetName("changed").ruleName("store"))
                .rule();
        assertThat(made.tlsPolicy()).isEqualTo(TlsPolicy.REQUIRE);
        assertThat(made.actions()).hasSize(3);

        String shown =
                json("receipt", "rule", "show", "changed", "store").path("rule").asString();
        Path edited = directory.resolve("edited.json");
        Files.writeString(edited, shown.replace("\"Enabled\":true", "\"Enabled\":false"));
        json("receipt", "rule", "put", "changed", edited.toString());
        assertThat(order("changed")).as("it stays in its place").containsExactly("two", "store", "one");
        assertThat(ses.describeReceiptRule(r -> r.ruleSetName("changed").ruleName("store"))
                        .rule())
                .isEqualTo(made.toBuilder().enabled(false).build());
        json("receipt", "rule", "put", "changed", edited.toString(), "--after", "one");
        assertThat(order("changed")).containsExactly("two", "one", "store");

        json("receipt", "rule", "move", "changed", "store");
        assertThat(order("changed")).containsExactly("store", "two", "one");
        json("receipt", "rule", "order", "changed", "one", "two", "store");
        assertThat(order("changed")).containsExactly("one", "two", "store");
        refused("Positions for rules not found: one, store", "receipt", "rule", "order", "changed", "two");
        json("receipt", "rule", "delete", "changed", "two");
        refused("Rule does not exist: two", "receipt", "rule", "delete", "changed", "two");
        refused("Rule does not exist: two", "receipt", "rule", "show", "changed", "two");
        assertThat(order("changed")).containsExactly("one", "store");
    }

    @Test
    void aRuleThatIsMisspeltIsRefused() throws Exception {
        json("receipt", "set", "create", "misspelt");
        Path file = directory.resolve("misspelt.json");
        Files.writeString(file, "{\"Name\": \"a\", \"Recipents\": []}");
        assertThat(run("receipt", "rule", "put", "misspelt", file.toString()).err())
                .contains("Recipents", "there is no such member");
        Files.writeString(file, "{\"Name\": \"a\", \"TlsPolicy\": \"Always\"}");
        assertThat(run("receipt", "rule", "put", "misspelt", file.toString()).err())
                .contains("\"tlsPolicy\" is one of [Optional, Require]");
        Files.writeString(file, "{\"Name\": \"a\", \"Recipients\": [\"not valid\"]}");
        refused("Invalid recipient: not valid", "receipt", "rule", "put", "misspelt", file.toString());
        assertThat(order("misspelt")).isEmpty();
    }

    @Test
    void filtersAreAddedListedAndDeleted() {
        json("receipt", "filter", "add", "blocked", "192.0.2.0/24", "--policy", "block");
        refused("Filter already exists: blocked", "receipt", "filter", "add", "blocked", "::/0", "--policy", "Allow");
        refused("Invalid CIDR block: 192.0.2", "receipt", "filter", "add", "other", "192.0.2", "--policy", "Block");
        assertThat(ses.listReceiptFilters().filters())
                .extracting(ReceiptFilter::name)
                .containsExactly("blocked");
        assertThat(json("receipt", "filter", "list").toString())
                .isEqualTo("[{\"name\":\"blocked\",\"policy\":\"Block\",\"cidr\":\"192.0.2.0/24\"}]");
        json("receipt", "filter", "delete", "blocked");
        refused("there is no filter blocked", "receipt", "filter", "delete", "blocked");
        assertThat(ses.listReceiptFilters().filters()).isEmpty();
    }
}
