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

/// What SDKs of today don't send of the identity operations of API v2: the old route, and what breaks constraints.
class V2IdentityRestTest {
    private static final String IDENTITIES = "/v2/email/identities";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.engine().identities().vouch(TestEngine.TENANT, "a.example");
        server.engine().identities().vouch(TestEngine.TENANT, "b.example");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply call(String method, String path, String query, String body) {
        Map<String, String> signed = server.signer().rest(method, path, query, body);
        return RawHttp.rest(server.address(), method, path + (query.isEmpty() ? "" : "?" + query), signed, body);
    }

    private void assertError(RawHttp.Reply reply, int status, String type, String message) {
        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", type);
    }

    @Test
    void olderSdksListByGet() {
        RawHttp.Reply first = call("GET", IDENTITIES, "PageSize=1", "");
        assertThat(first.body())
                .startsWith("{\"EmailIdentities\":[{\"IdentityType\":\"DOMAIN\",\"IdentityName\":\"a.example\","
                        + "\"SendingEnabled\":true,\"VerificationStatus\":\"SUCCESS\"}],\"NextToken\":\"");
        String token = first.body().replaceAll(".*\"NextToken\":\"([^\"]*)\".*", "$1");
        assertThat(call("GET", IDENTITIES, "NextToken=" + token + "&PageSize=1", "")
                        .body())
                .contains("\"b.example\"")
                .doesNotContain("a.example");
        assertThat(call("POST", "/v2/email/list-identities", "", "{\"NextToken\":\"" + token + "\"}")
                        .body())
                .contains("\"b.example\"")
                .doesNotContain("a.example");
        assertError(
                call("GET", IDENTITIES, "PageSize=x", ""),
                400,
                "SerializationException",
                "'x' can not be converted to Integer");
    }

    @ParameterizedTest
    @CsvSource({"0", "1001"})
    void aPageHasOneToAThousand(int size) {
        assertError(
                call("GET", IDENTITIES, "PageSize=" + size, ""),
                400,
                "BadRequestException",
                "Value " + size + " for parameter PageSize is invalid. PageSize must be between 1 and 1000.");
    }

    @Test
    void brokenConstraintsAreToldInTheOrderOfAws() {
        assertError(
                call("PUT", IDENTITIES + "/a.example/mail-from", "", "{\"BehaviorOnMxFailure\":\"X\"}"),
                400,
                "BadRequestException",
                "1 validation error detected: Value at 'behaviorOnMxFailure' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [REJECT_MESSAGE, USE_DEFAULT_VALUE]");
        assertError(
                call("POST", IDENTITIES + "/a.example/policies/p", "", "{}"),
                400,
                "BadRequestException",
                "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must not be null");
        assertError(
                call("PUT", IDENTITIES + "/a.example/policies/" + "p".repeat(65), "", "{\"Policy\":\"\"}"),
                400,
                "BadRequestException",
                "2 validation errors detected: Value at 'policyName' failed to satisfy constraint: Member must have"
                        + " length less than or equal to 64; Value at 'policy' failed to satisfy constraint: Member must"
                        + " have length greater than or equal to 1");
        assertError(
                call("PUT", IDENTITIES + "/a.example/dkim/signing", "", "{}"),
                400,
                "BadRequestException",
                "1 validation error detected: Value at 'signingAttributesOrigin' failed to satisfy constraint: Member"
                        + " must not be null");
        assertError(
                call(
                        "POST",
                        "/v2/email/list-identities",
                        "",
                        "{\"Filter\":{\"COLOUR\":\"red\",\"IDENTITY_TYPE\":\"DOMAIN\"}}"),
                400,
                "BadRequestException",
                "1 validation error detected: Value at 'filter' failed to satisfy constraint: Map keys must satisfy"
                        + " constraint: [Member must satisfy enum value set: [IDENTITY_NAME_CONTAINS, IDENTITY_TYPE,"
                        + " VERIFICATION_STATUS]]");
    }

    /// Types come before existence.
    @Test
    void aListOfTagsThatIsNoneIsToldOfAnIdentityThatIsThere() {
        assertError(
                call("POST", IDENTITIES, "", "{\"EmailIdentity\":\"a.example\",\"Tags\":\"x\"}"),
                400,
                "SerializationException",
                "Expected list or null");
        assertError(
                call("POST", IDENTITIES, "", "{\"EmailIdentity\":\"a.example\"}"),
                400,
                "AlreadyExistsException",
                "Email identity a.example already exist.");
        assertError(
                call("POST", IDENTITIES, "", "{\"EmailIdentity\":\"\"}"),
                400,
                "BadRequestException",
                "Email address not specified.");
    }

    /// As it was seen of an address that nobody verified.
    @Test
    void anAddressIsToldAsSesTellsIt() {
        assertThat(call("POST", IDENTITIES, "", "{\"EmailIdentity\":\"ann@new.example\"}")
                        .body())
                .isEqualTo("{\"IdentityType\":\"EMAIL_ADDRESS\",\"VerifiedForSendingStatus\":false}");
        assertThat(call("GET", IDENTITIES + "/ann%40new.example", "", "").body())
                .isEqualTo("{\"IdentityType\":\"EMAIL_ADDRESS\",\"FeedbackForwardingStatus\":true,"
                        + "\"VerifiedForSendingStatus\":false,\"DkimAttributes\":{\"SigningEnabled\":false,"
                        + "\"Status\":\"NOT_STARTED\",\"SigningAttributesOrigin\":\"AWS_SES\","
                        + "\"NextSigningKeyLength\":\"RSA_1024_BIT\"},\"MailFromAttributes\":{\"BehaviorOnMxFailure\":"
                        + "\"USE_DEFAULT_VALUE\"},\"Policies\":{},\"Tags\":[],\"VerificationStatus\":\"PENDING\","
                        + "\"VerificationInfo\":{}}");
    }

    @ParameterizedTest
    @CsvSource({"0, greater than or equal to 1", "101, less than or equal to 100"})
    void aPageOfCertificatesTellsTheSizeThatIsWrong(int size, String bound) {
        String list = "/v2/email/identity/certificates/list";
        assertError(
                call("POST", list, "", "{\"EmailIdentity\":\"a.example\",\"PageSize\":" + size + "}"),
                400,
                "BadRequestException",
                "1 validation error detected: Value '" + size
                        + "' at 'pageSize' failed to satisfy constraint: Member must have value " + bound);
        assertError(
                call("POST", list, "", "{\"EmailIdentity\":\"a.example\",\"NextToken\":\"\"}"),
                400,
                "BadRequestException",
                "1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: Member must have"
                        + " length greater than or equal to 1");
        assertError(
                call("POST", list, "", "{\"EmailIdentity\":\"a.example\",\"NextToken\":\"x\"}"),
                400,
                "BadRequestException",
                "Invalid Next Token");
    }
}
