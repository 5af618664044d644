package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.Tables;
import software.amazon.awssdk.services.ses.SesClient;

/// Mail that is kept for the operator, over a restart: it is told of, and does not make the queue look stuck.
class ReceiptKeptTest {
    private static final Tenant TENANT = Installation.TENANT;
    private static final Pattern OLDEST = Pattern.compile("(?m)^posthorn_queue_oldest_seconds (\\S+)$");

    @TempDir
    private Path directory;

    @Test
    void whatIsKeptIsCountedAndHasNoAge() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofDays(3));
        MessageId kept;
        MessageId nobodys;
        try (TestServer posthorn = start()) {
            ReceiptForward nowhere = new ReceiptForward("nowhere", List.of(), "127.0.0.1", 1, "off", Instant.now());
            posthorn.server.settings().table(Tables.RECEIPT_FORWARDS).put(TENANT, nowhere.name(), nowhere);
            kept = ReceiptFixture.receive(posthorn, TENANT, longAgo, "far@strange.test", false, "a@example.com");
            nobodys = ReceiptFixture.receive(posthorn, TENANT, longAgo, "", true, "a@example.com");
            attempted(posthorn, kept);
            attempted(posthorn, nobodys);
        }
        try (TestServer posthorn = start()) {
            Credential key = posthorn.server.accounts().createKey(TENANT.accountId());
            try (SesClient ses = posthorn.client(key)) {
                ses.sendEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("late@strange.test"))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
            }
            await().atMost(TestServer.PATIENCE)
                    .until(
                            () -> posthorn.metrics(),
                            metrics -> metrics.contains("posthorn_received_kept 2.0\n") && oldest(metrics) > 0);

            assertThat(oldest(posthorn.metrics()))
                    .as("of the one that goes out")
                    .isLessThan(3_600);
            for (MessageId id : List.of(kept, nobodys)) {
                assertThat(posthorn.server.queue().find(id).orElseThrow().recipients())
                        .allMatch(RecipientState::isPending);
            }
            assertThat(posthorn.server.queue().depth().queued())
                    .as("and no bounce")
                    .isEqualTo(3);
        }
    }

    private TestServer start() throws Exception {
        TestServer posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:1", "account.sandbox=false");
        if (posthorn.server.accounts().find(TENANT.accountId()).isEmpty()) {
            posthorn.tenant(TENANT, "example.com");
        }
        return posthorn;
    }

    private static void attempted(TestServer posthorn, MessageId id) {
        await().atMost(TestServer.PATIENCE)
                .until(() -> posthorn.server.queue().find(id).orElseThrow().recipients().stream()
                        .allMatch(state -> state.attempts() > 0));
    }

    private static double oldest(String metrics) {
        Matcher matcher = OLDEST.matcher(metrics);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : -1;
    }
}
