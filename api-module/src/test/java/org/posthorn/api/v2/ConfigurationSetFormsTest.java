package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;
import org.posthorn.engine.configurationset.ConfigurationSets;

/// What of configuration sets only a raw request or an older SDK shows: routes, forms, and what SDKs don't send.
class ConfigurationSetFormsTest {
    private static final String SETS = "/v2/email/configuration-sets";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply call(String method, String path, String query, String body) {
        Map<String, String> signed = server.signer().rest(method, path, query, body);
        return RawHttp.rest(server.address(), method, path + (query.isEmpty() ? "" : "?" + query), signed, body);
    }

    private void create(String name) {
        server.engine().get(ConfigurationSets.class).create(TestEngine.TENANT, name);
    }

    @Test
    void olderSdksListByGetWithMembersInTheQuery() {
        create("a-set");
        create("b-set");
        String first = call("GET", SETS, "PageSize=1", "").body();
        assertThat(first).startsWith("{\"ConfigurationSets\":[\"a-set\"],\"NextToken\":\"");
        String token = first.substring(first.indexOf("Token\":\"") + 8, first.lastIndexOf('"'));
        assertThat(call("GET", SETS, "NextToken=" + token + "&PageSize=1", "").body())
                .isEqualTo("{\"ConfigurationSets\":[\"b-set\"]}");
        assertThat(call("POST", "/v2/email/list-configuration-sets", "", "{\"NextToken\":\"" + token + "\"}")
                        .body())
                .as("the token is the same by either route")
                .isEqualTo("{\"ConfigurationSets\":[\"b-set\"]}");
        assertThat(call("POST", "/v2/email/list-configuration-sets", "PageSize=1", "")
                        .body())
                .as("a newer one has them in the body")
                .isEqualTo("{\"ConfigurationSets\":[\"a-set\",\"b-set\"]}");
        assertThat(call("GET", SETS, "PageSize=many", "").body())
                .isEqualTo("{\"message\":\"'many' can not be converted to Integer\"}");
    }

    @Test
    void aSetThatApiV1MadeIsToldInThisForm() {
        create("plain");
        assertThat(call("GET", SETS + "/plain", "", "").body())
                .isEqualTo("{\"ConfigurationSetName\":\"plain\","
                        + "\"ReputationOptions\":{\"ReputationMetricsEnabled\":false},"
                        + "\"SendingOptions\":{\"SendingEnabled\":true},\"Tags\":[]}");
        assertThat(call("GET", SETS + "/plain/event-destinations", "", "").body())
                .isEqualTo("{\"EventDestinations\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /configuration-sets | {} | configurationSetName",
                "POST | /update-configuration-sets | {} | configurationSetName",
                "POST | /configuration-sets/s/event-destinations | {\"EventDestinationName\":\"d\"} | eventDestination",
                "PUT | /configuration-sets/s/event-destinations/d | {} | eventDestination",
                "POST | /configuration-sets | {\"ConfigurationSetName\":\"n\",\"TrackingOptions\":{}}"
                        + " | trackingOptions.customRedirectDomain",
            })
    void whatIsRequiredIsSaid(String method, String path, String body, String missing) {
        create("s");
        RawHttp.Reply reply = call(method, "/v2/email" + path, "", body);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", "BadRequestException");
        assertThat(reply.body())
                .isEqualTo("{\"message\":\"1 validation error detected: Value at '" + missing
                        + "' failed to satisfy constraint: Member must not be null\"}");
    }

    @Test
    void anEmptyBodyTakesOptionsBackAndSwitchesOff() {
        create("s");
        for (String option : new String[] {
            "sending",
            "reputation-options",
            "suppression-options",
            "tracking-options",
            "delivery-options",
            "archiving-options",
            "vdm-options"
        }) {
            RawHttp.Reply reply = call("PUT", SETS + "/s/" + option, "", "");
            assertThat(reply.status()).as(option + ": " + reply.body()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("{}");
        }
        assertThat(call("GET", SETS + "/s", "", "").body())
                .isEqualTo("{\"ConfigurationSetName\":\"s\","
                        + "\"ReputationOptions\":{\"ReputationMetricsEnabled\":false},"
                        + "\"SendingOptions\":{\"SendingEnabled\":false},\"Tags\":[],"
                        + "\"SuppressionOptions\":{\"SuppressedReasons\":[]}}");
    }

    @Test
    void listsAreNoSinglesAndShortArnsAreRefusedByTheFramework() {
        create("s");
        assertThat(call("PUT", SETS + "/s/suppression-options", "", "{\"SuppressedReasons\":\"BOUNCE\"}")
                        .body())
                .isEqualTo("{\"message\":\"Expected list or null\"}");
        assertThat(call("PUT", SETS + "/s/archiving-options", "", "{\"ArchiveArn\":\"arn\"}")
                        .body())
                .isEqualTo("{\"message\":\"1 validation error detected: Value at 'archiveArn' failed to satisfy"
                        + " constraint: Member must have length greater than or equal to 20\"}");
    }
}
