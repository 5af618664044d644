package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;

/// What the account's operations say of requests that SDKs do not send.
class AccountTextsTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Reply call(String method, String path, String body) {
        String whole = "/v2/email/" + path;
        return RawHttp.rest(server.address(), method, whole, server.signer().rest(method, whole, "", body), body);
    }

    private void assertRefused(RawHttp.Reply reply, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", "BadRequestException");
        assertThat(reply.body()).isEqualTo("{\"message\":\"" + message + "\"}");
    }

    @Test
    void anAbsentSwitchOfTheDeliverabilityManagerIsToldAsNull() {
        assertRefused(
                call("PUT", "account/vdm", "{\"VdmAttributes\":{}}"),
                "1 validation error detected: Value null at 'vdmAttributes.vdmEnabled' failed to satisfy constraint:"
                        + " Member must not be null");
        assertRefused(
                call("PUT", "account/vdm", "{}"),
                "1 validation error detected: Value null at 'vdmAttributes' failed to satisfy constraint: Member must"
                        + " not be null");
    }

    @Test
    void allThatIsWrongWithDetailsIsToldAtOnce() {
        assertRefused(
                call("POST", "account/details", "{\"WebsiteURL\":\"\",\"AdditionalContactEmailAddresses\":[]}"),
                "3 validation errors detected: Value at 'mailType' failed to satisfy constraint: Member must not be"
                        + " null; Value at 'websiteURL' failed to satisfy constraint: Member must have length greater"
                        + " than or equal to 1; Value at 'additionalContactEmailAddresses' failed to satisfy"
                        + " constraint: Member must have length greater than or equal to 1");
    }

    @Test
    void aBodyWithoutASwitchSwitchesOff() {
        assertThat(call("PUT", "account/sending", "{}").status()).isEqualTo(200);
        assertThat(call("PUT", "account/suppression", "").status()).isEqualTo(200);
        assertThat(call("GET", "account", "").body())
                .contains("\"SendingEnabled\":false")
                .contains("\"SuppressionAttributes\":{\"SuppressedReasons\":[]}");
        assertThat(call("PUT", "account/sending", "{\"SendingEnabled\":\"yes\"}")
                        .status())
                .isEqualTo(200);
        assertThat(call("GET", "account", "").body()).contains("\"SendingEnabled\":true");
    }
}
