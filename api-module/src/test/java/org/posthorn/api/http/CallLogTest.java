package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.api.call.CallLog;
import org.slf4j.LoggerFactory;

/// What the log and the metrics say of calls, asked over HTTP.
class CallLogTest {
    private static final String QUOTA = "Action=GetSendQuota&Version=2010-12-01";

    private final Logger logger = (Logger) LoggerFactory.getLogger(CallLog.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        logger.setLevel(Level.INFO);
        written.start();
        logger.setAdditive(false);
        logger.addAppender(written);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(written);
        logger.setAdditive(true);
        logger.setLevel(null);
        server.close();
    }

    @Test
    void aRefusedCallOfAKnownKeyTellsWhoAskedWhatAndWhy() {
        RawHttp.Reply reply = server.call("Action=DeleteTemplate&Version=2010-12-01");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("event=call_refused account=123456789012 key_id="
                        + server.signer().keyId() + " action=DeleteTemplate code=ValidationError reason=\""
                        + reply.message() + "\" ms=")
                .endsWith(" request_id=" + reply.element("RequestId") + " remote=127.0.0.1");
    }

    @Test
    void aStrangersCallTellsTheKeyThatItClaimed() {
        RawHttp.post(
                server.address(),
                server.signer().withKey("AKIA" + "X".repeat(99)).sigV4(QUOTA),
                QUOTA);
        RawHttp.post(server.address(), server.signer().withSecret("wrong").sigV4(QUOTA), QUOTA);
        RawHttp.post(server.address(), Map.of(), QUOTA + "&AWSAccessKeyId=AKIAFORM&SignatureVersion=2&Signature=x");
        RawHttp.post(server.address(), Map.of(), QUOTA);

        List<String> lines = lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .startsWith("event=call_refused account= key_id=AKIA" + "X".repeat(36)
                        + "... action= code=InvalidClientTokenId");
        assertThat(lines.get(1))
                .startsWith(
                        "event=call_refused account= key_id=" + server.signer().keyId()
                                + " action= code=SignatureDoesNotMatch reason=\"The request signature we calculated")
                .doesNotContain("Canonical", "wrong", server.signer().secret());
        assertThat(lines.get(2)).startsWith("event=call_refused account= key_id=AKIAFORM action= code=");
        assertThat(lines.get(3))
                .startsWith("event=call_refused account= key_id= action= code=MissingAuthenticationToken");
    }

    @Test
    void aCallThatIsDoneHasNoLine() {
        assertThat(server.call(QUOTA).status()).isEqualTo(200);
        assertThat(lines()).isEmpty();
    }

    @Test
    void strangersHaveSoManyLinesAMinuteAndAreCountedBeyond() {
        for (int i = 0; i < CallLog.OF_ADDRESS + 30; i++) {
            RawHttp.post(server.address(), Map.of(), QUOTA);
        }
        assertThat(lines()).hasSize(CallLog.OF_ADDRESS);
        assertThat(server.call("Action=DeleteTemplate").status()).isEqualTo(400);
        assertThat(lines()).as("an account's own lines").hasSize(1);

        server.aMinuteLater();
        assertThat(lines()).containsExactly("event=calls_not_shown account= times=30");
        RawHttp.post(server.address(), Map.of(), QUOTA);
        assertThat(lines()).hasSize(1);
        assertThat(metrics())
                .contains("posthorn_api_requests_total{action=\"other\",code=\"MissingAuthenticationToken\"}" + " "
                        + (CallLog.OF_ADDRESS + 31) + ".0");
    }

    @Test
    void whatNeverBecameACallIsCountedAndHasNoLine() {
        assertThat(RawHttp.get(server.address(), Map.of(), "/nothing/here").status())
                .isEqualTo(404);
        assertThat(RawHttp.get(server.address(), Map.of("X-Long", "x".repeat(20_000)), "/")
                        .status())
                .isEqualTo(431);
        assertThat(metrics())
                .contains("posthorn_api_requests_total{action=\"other\",code=\"NotFound\"} 1.0")
                .contains("posthorn_api_requests_total{action=\"other\",code=\"RequestHeaderSectionTooLarge\"} 1.0")
                .doesNotContain("posthorn_api_request_seconds_count");
        assertThat(lines()).isEmpty();
    }

    @Test
    void metricsCountByActionAndCodeAndTimeEachAction() {
        server.call(QUOTA);
        server.call(QUOTA);
        server.call("Action=DeleteTemplate&Version=2010-12-01");
        server.call("Action=MakeCoffee&Version=2010-12-01");
        server.call("Action=" + "x".repeat(1_000) + "&Version=2010-12-01");

        assertThat(metrics())
                .contains(
                        "posthorn_api_requests_total{action=\"GetSendQuota\",code=\"OK\"} 2.0",
                        "posthorn_api_requests_total{action=\"DeleteTemplate\",code=\"ValidationError\"} 1.0",
                        "posthorn_api_requests_total{action=\"other\",code=\"InvalidAction\"} 2.0",
                        "posthorn_api_request_seconds_count{action=\"GetSendQuota\"} 2",
                        "posthorn_api_request_seconds_bucket{action=\"GetSendQuota\",le=\"30.0\"} 2",
                        "posthorn_api_request_seconds_count{action=\"other\"} 2")
                .doesNotContain("MakeCoffee", "xxxx");
    }

    private String metrics() {
        return server.registry().scrape();
    }

    /// What was written since the last call.
    private List<String> lines() {
        List<String> lines =
                written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        written.list.clear();
        return lines;
    }
}
