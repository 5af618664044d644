package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A table of requests that must be refused, each with the exact answer. A subclass has the rows.
abstract class RefusalTable {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isRefusedInTheWordsOfSes(Refusal row) {
        RawHttp.Reply reply = row.request().apply(server);
        assertThat(reply.code() + ": " + reply.message()).isEqualTo(row.code() + ": " + row.message());
        assertThat(reply.status()).isEqualTo(row.status());
        assertThat(reply.element("Type")).isEqualTo(row.status() < 500 ? "Sender" : "Receiver");
        assertThat(reply.headers()).containsEntry("content-type", "text/xml");
        assertThat(reply.headers().get("x-amzn-requestid"))
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                .isEqualTo(reply.element("RequestId"));
        String namespace = row.code().equals("InvalidAction")
                ? "http://webservices.amazon.com/AWSFault/2005-15-09"
                : "http://ses.amazonaws.com/doc/2010-12-01/";
        assertThat(reply.body()).startsWith("<ErrorResponse xmlns=\"" + namespace + "\">\n  <Error>\n    <Type>");
    }
}
