package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.TestEngine;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;
import org.posthorn.engine.SesError;
import org.posthorn.engine.settings.Suppressed;

/// The protocol of API v2 as its clients see it, whatever the operation: paths, signatures, types, errors.
class RestProtocolTest {
    private static final String LIST = "/v2/email/suppression/addresses";

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

    private void suppress(String address) {
        server.engine().suppression().add(TestEngine.TENANT, address, Suppressed.Reason.BOUNCE, Optional.empty());
    }

    private static void assertError(RawHttp.Reply reply, int status, String type, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-amzn-errortype", type)
                .containsKey("x-amzn-requestid");
        assertThat(reply.body()).isEqualTo("{\"message\":" + (message == null ? "null" : '"' + message + '"') + "}");
    }

    /// SDKs write `%40` and `%2B`, curl users a bare `@`; a plus in a path is no blank. The signature is over the path
    /// encoded once more.
    @ParameterizedTest
    @CsvSource({
        "a+b@example.com, a%2Bb%40example.com",
        "a+b@example.com, a+b@example.com",
        "a/b@example.com, a%2Fb%40example.com",
        "a%b@example.com, a%25b%40example.com",
        "a*b@example.com, a%2Ab%40example.com",
    })
    void aLabelIsOnePartOfThePathDecodedOnce(String address, String label) {
        suppress(address);
        RawHttp.Reply reply = call("GET", LIST + "/" + label, "", "");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body())
                .startsWith("{\"SuppressedDestination\":{\"EmailAddress\":\"" + address
                        + "\",\"Reason\":\"BOUNCE\",\"LastUpdateTime\":");
    }

    @Test
    void aSlashAtTheEndIsNoPart() {
        suppress("a@example.com");
        assertThat(call("GET", LIST + "/a%40example.com/", "", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/email/nothing",
                "PATCH /v2/email/suppression/addresses/a%40example.com",
                "GET /v2/email/suppression/addresses/a/b",
                "GET /v2/",
                "GET /v2/email/"
            })
    void whatIsNoOperationIsToldSo(String request) {
        int blank = request.indexOf(' ');
        assertError(
                call(request.substring(0, blank), request.substring(blank + 1), "", ""),
                404,
                "UnknownOperationException",
                null);
    }

    @Test
    void whatIsNoUtf8IsRefusedInJson() {
        assertError(call("GET", LIST + "/%FF", "", ""), 400, "BadRequest", "Bad Request");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertError(
                call("GET", LIST + "/a%40example.com", "", ""),
                404,
                "NotFoundException",
                "Email address a@example.com does not exist on your suppression list.");
    }

    @Test
    void refusedSignaturesAreToldInJson() {
        assertError(
                RawHttp.rest(server.address(), "GET", LIST + "/a", Map.of(), ""),
                403,
                "MissingAuthenticationTokenException",
                "Missing Authentication Token");
        RawHttp.Reply wrong = RawHttp.rest(
                server.address(), "GET", LIST + "/a", server.signer().rest("GET", LIST + "/b", "", ""), "");
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.headers()).containsEntry("x-amzn-errortype", "InvalidSignatureException");
        assertThat(wrong.body())
                .startsWith("{\"message\":\"The request signature we calculated does not match the signature you"
                        + " provided.");
        assertError(
                RawHttp.rest(
                        server.address(),
                        "GET",
                        LIST + "/a",
                        server.signer().withKey("AKIANOBODY").rest("GET", LIST + "/a", "", ""),
                        ""),
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
    }

    @Test
    void everyReasonHasATypeOfItsOwnStatus() {
        for (SesError reason : SesError.values()) {
            assertThat(ErrorType.of(reason).httpStatus()).as(reason.name()).isBetween(400, 503);
        }
    }
}
