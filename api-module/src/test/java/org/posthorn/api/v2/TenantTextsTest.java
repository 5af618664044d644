package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;

/// What the operations on tenants say of requests that SDKs do not send, and what SDKs hide of answers.
class TenantTextsTest {
    private static final String DOMAIN = "arn:aws:ses:us-east-1:123456789012:identity/example.com";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply post(String path, String body) {
        String whole = "/v2/email/" + path;
        return RawHttp.rest(server.address(), "POST", whole, server.signer().rest("POST", whole, "", body), body);
    }

    private static void assertRefused(RawHttp.Reply reply, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", "BadRequestException");
        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    }

    @Test
    void onlyCreateLeavesAnAbsentNameToTheFramework() {
        assertRefused(
                post("tenants", "{}"),
                "1 validation error detected: Value at 'tenantName' failed to satisfy constraint: Member must not be"
                        + " null");
        assertRefused(
                post("tenants", "{\"TenantName\":\"\"}"),
                "1 validation error detected: Value at 'tenantName' failed to satisfy constraint: Member must have length"
                        + " greater than or equal to 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenants/get",
                "tenants/delete",
                "tenants/resources",
                "tenants/resources/delete",
                "tenants/resources/list",
                "tenant/suppression"
            })
    void anAbsentNameIsAnEmptyOne(String path) {
        String resource = "\"ResourceArn\":\"" + DOMAIN + "\"";
        assertRefused(post(path, "{" + resource + "}"), "TenantName cannot be empty");
        assertRefused(post(path, "{\"TenantName\":\"\"," + resource + "}"), "TenantName cannot be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants/list", "tenants/resources/list", "resources/tenants/list", "reputation/entities"})
    void pagesAreToldWithTheirValues(String path) {
        String names = "\"TenantName\":\"shop\",\"ResourceArn\":\"" + DOMAIN + "\",";
        assertRefused(
                post(path, "{" + names + "\"PageSize\":0,\"NextToken\":\"\"}"),
                "2 validation errors detected: Value '0' at 'pageSize' failed to satisfy constraint: Member must have"
                        + " value greater than or equal to 1; Value '' at 'nextToken' failed to satisfy constraint:"
                        + " Member must have length greater than or equal to 1");
        assertRefused(
                post(path, "{" + names + "\"PageSize\":101}"),
                "1 validation error detected: Value '101' at 'pageSize' failed to satisfy constraint: Member must have"
                        + " value less than or equal to 100");
    }

    /// A mail's shape is looked at before the tenant is looked for, and the template's texts too.
    @Test
    void theGateOfTenantsSpeaksInCapitals() {
        String mail = "{\"FromEmailAddress\":\"shop@example.com\",\"Destination\":{\"ToAddresses\":[\"a@x.test\"]},"
                + "\"TenantName\":\"shop\",\"Content\":{";
        String simple = "\"Simple\":{\"Subject\":{\"Data\":\"Hi\"},\"Body\":{\"Text\":{\"Data\":\"there\"}}}}}";
        RawHttp.Reply unknown = post("outbound-emails", mail + simple);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"message\":\"Tenant shop for AwsAccountId 123456789012 not found.\"}");
        assertRefused(
                post("outbound-emails", mail + "\"Template\":{\"TemplateContent\":{\"Text\":\"x\"}}}}"),
                "The subject must be specified.");

        assertThat(post("tenants", "{\"TenantName\":\"shop\"}").status()).isEqualTo(200);
        RawHttp.Reply refused = post("outbound-emails", mail + simple);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).containsEntry("x-amzn-errortype", "AccessDeniedException");
        assertThat(refused.body())
                .isEqualTo("{\"Message\":\"Tenant not associated with resources [" + DOMAIN + "].\"}");
    }
}
