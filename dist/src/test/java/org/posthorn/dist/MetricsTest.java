package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.server.SmtpCredentials;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;

/// `GET /metrics` of a server that clients used well and badly.
class MetricsTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern NAMED = Pattern.compile("`([a-z0-9_]+)(?:\\{[a-z,]+\\})?`");

    @TempDir
    private Path directory;

    @Test
    void whatComesInAndWhatIsRefusedIsCounted() throws Exception {
        try (TestServer posthorn =
                TestServer.start(directory, false, "relay.hosts=127.0.0.1:1", "account.sandbox=false")) {
            Credential key = posthorn.tenant(TENANT, "example.com");
            String submission = posthorn.server.endpoints().submission();
            String password = SmtpCredentials.password(key.secretAccessKey(), "us-east-1");
            try (SesClient ses = posthorn.client(key.accessKeyId(), key.secretAccessKey());
                    SesClient wrong = posthorn.client(key.accessKeyId(), "wrong");
                    SesClient unknown = posthorn.client("AKIAUNKNOWN", "wrong")) {
                send(ses, "shop@example.com");
                assertThatThrownBy(() -> send(ses, "not@verified.test")).isInstanceOf(SesException.class);
                assertThatThrownBy(wrong::getSendQuota).isInstanceOf(SesException.class);
                assertThatThrownBy(unknown::getSendQuota).isInstanceOf(SesException.class);
            }
            String text = "From: shop@example.com\r\n\r\nt\r\n";
            assertThat(SmtpText.submit(submission, key.accessKeyId(), password, "shop@example.com", "b@x.test", text))
                    .startsWith("250 Ok ");
            assertThat(SmtpText.submit(
                            submission,
                            key.accessKeyId(),
                            password,
                            "x@y.test",
                            "b@x.test",
                            "From: x@y.test\r\n\r\nt\r\n"))
                    .startsWith("554 ");
            assertThat(SmtpText.login(submission, key.accessKeyId(), "wrong")).startsWith("535 ");

            assertThat(posthorn.metrics())
                    .contains(
                            "posthorn_api_requests_total{action=\"SendEmail\",code=\"OK\"} 1.0",
                            "posthorn_api_requests_total{action=\"SendEmail\",code=\"MessageRejected\"} 1.0",
                            "posthorn_api_requests_total{action=\"other\",code=\"SignatureDoesNotMatch\"} 1.0",
                            "posthorn_api_requests_total{action=\"other\",code=\"InvalidClientTokenId\"} 1.0",
                            "posthorn_api_request_seconds_bucket{action=\"SendEmail\",le=\"+Inf\"} 2",
                            "posthorn_accepted_total{by=\"api\"} 1.0",
                            "posthorn_accepted_total{by=\"smtp\"} 1.0",
                            "posthorn_accepted_recipients_total 2.0",
                            "posthorn_login_refused_total 1.0",
                            "posthorn_build_info{java=\"");
            await().atMost(TestServer.PATIENCE).until(() -> {
                String metrics = posthorn.metrics();
                return metrics.contains("posthorn_submission_refused_total{code=\"MessageRejected\"} 1.0")
                        && value(metrics, "posthorn_queue_oldest_seconds") > 0.5;
            });
            assertThat(value(posthorn.metrics(), "process_resident_memory_bytes"))
                    .isBetween(1e7, 1e11);
            assertThat(value(posthorn.metrics(), "process_uptime_seconds")).isPositive();

            assertThat(families(posthorn.metrics()))
                    .as("each metric has its line in docs/operations.md")
                    .isSubsetOf(documented());
        }
    }

    private static double value(String metrics, String name) {
        Matcher matcher = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : -1;
    }

    private static Set<String> families(String metrics) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = FAMILY.matcher(metrics);
        while (matcher.find()) {
            String name = matcher.group(1);
            // Of each histogram Micrometer also tells the largest value of late.
            boolean max = matcher.group(2).equals("gauge") && name.endsWith("_max") && !name.startsWith("jvm_memory");
            names.add(max ? name.substring(0, name.length() - "_max".length()) : name);
        }
        return names;
    }

    private static Set<String> documented() throws Exception {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAMED.matcher(SourceTree.read(Path.of("docs/operations.md")));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static void send(SesClient ses, String source) {
        ses.sendEmail(r -> r.source(source)
                .destination(d -> d.toAddresses("a@x.test"))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
    }
}
