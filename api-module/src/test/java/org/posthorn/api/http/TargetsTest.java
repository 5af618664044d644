package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Request targets other than the one that SDKs of the API v1 send.
class TargetsTest {
    private static final String FORM = "Action=GetSendQuota&Version=2010-12-01";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// RFC 9112 §3.2.2: the host of an absolute target counts, whatever the Host field says.
    @ParameterizedTest
    @CsvSource({
        "http://ses.test:81/, other.test, ses.test:81, 200",
        "http://ses.test/, ses.test, ses.test, 200",
        "http://ses.test:80/, ses.test, ses.test, 200",
        "http://ses.test/, other.test, other.test, 403",
        "/, ses.test:80, ses.test:80, 200",
    })
    void theHostOfAnAbsoluteTargetStandsForTheHostField(String target, String host, String signed, int status) {
        Map<String, String> headers = new HashMap<>(server.signer().sigV4(FORM, Map.of("host", signed)));
        headers.remove("host");
        StringBuilder head = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
                .append(FORM.length())
                .append("\r\n\r\n");
        RawHttp.Reply reply = RawHttp.send(server.address(), head.toString(), FORM.getBytes(StandardCharsets.US_ASCII));
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    }

    @Test
    void otherPathsAreStillToldInXml() {
        RawHttp.Reply reply = RawHttp.get(server.address(), Map.of(), "/v3/email/account");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("NotFound");
    }
}
