package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OverloadTest {
    private static final String ANNOUNCED = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type:"
            + " application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n";

    @Test
    void moreRequestsThanPlacesAreAnswered503AtOnce() throws IOException {
        ApiLimits onePlace = new ApiLimits(1 << 20, 1 << 24, 1, 1);
        try (TestServer server = new TestServer(onePlace, Map.of());
                Socket unfinished = new Socket("127.0.0.1", server.address().getPort())) {
            unfinished.getOutputStream().write((ANNOUNCED + "Action").getBytes(StandardCharsets.US_ASCII));
            RawHttp.Reply reply = Awaitility.await()
                    .until(() -> server.call("Action=GetSendQuota"), answer -> answer.status() != 200);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("ServiceUnavailable");
            assertThat(reply.message()).isEqualTo("Service is unavailable");
            assertThat(reply.element("Type")).isEqualTo("Receiver");
        }
    }

    @Test
    void aPlaceIsFreeAgainWhenItsClientHasGone() throws IOException {
        ApiLimits onePlace = new ApiLimits(1 << 20, 1 << 24, 1, 1);
        try (TestServer server = new TestServer(onePlace, Map.of())) {
            try (Socket unfinished = new Socket("127.0.0.1", server.address().getPort())) {
                unfinished.getOutputStream().write((ANNOUNCED + "Action").getBytes(StandardCharsets.US_ASCII));
                Awaitility.await()
                        .until(() -> server.call("Action=GetSendQuota").status() == 503);
            }
            Awaitility.await().until(() -> server.call("Action=GetSendQuota").status() == 200);
        }
    }

    @Test
    void bodiesShareOneBudgetOfMemory() throws IOException {
        ApiLimits smallBudget = new ApiLimits(1 << 20, 64 << 10, 10, 1);
        try (TestServer server = new TestServer(smallBudget, Map.of())) {
            RawHttp.Reply large = server.call("Action=GetSendQuota&Padding=" + "x".repeat(100_000));
            assertThat(large.status()).isEqualTo(503);
            assertThat(server.call("Action=GetSendQuota").status()).isEqualTo(200);
            assertThat(server.call("Action=GetSendQuota&Padding=" + "x".repeat(30_000))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedAlsoWhenItsLengthIsNotAnnounced() throws IOException {
        ApiLimits small = new ApiLimits(1000, 1 << 20, 10, 1);
        try (TestServer server = new TestServer(small, Map.of())) {
            String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n";
            RawHttp.Reply reply = RawHttp.send(
                    server.address(), head, ("x".repeat(2000) + "\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.message()).isEqualTo("A request body may have at most 1000 bytes.");
        }
    }
}
