package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.EventDestination;
import software.amazon.awssdk.services.ses.model.EventType;
import software.amazon.awssdk.services.ses.model.SesException;

/// What strangers and tenants send costs nobody else anything: while it is dealt with, the server is alive for all
/// others.
class AttackTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int AT_ONCE = 6;
    private static final String STREAM = "arn:aws:firehose:us-east-1:111111111111:deliverystream/";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay().with("dns.servers=127.0.0.1:9");

    @Given
    private static TestServer posthorn;

    private static SesClient attacker;
    private static SesClient other;

    @BeforeAll
    static void start() throws Exception {
        attacker = client("111111111111", "attacker.example");
        other = client("222222222222", "other.example");
        send(other, "other.example", "Hello");
    }

    private static SesClient client(String account, String domain) {
        return posthorn.client(new Tenant(account, "us-east-1"), domain);
    }

    @Test
    void reportsThatNeverEndAreReadInGoodTime() throws Exception {
        String opening = "Subject: failure\r\n\r\nDelivery to the following recipients failed permanently:\r\n\r\n";
        String exchange = "Subject: Undeliverable\r\n\r\nThe following recipient(s) could not be reached:\r\n\r\n";
        List<Callable<?>> mails = new ArrayList<>();
        for (String body : List.of(
                opening + " " + "@".repeat(60_000) + " ",
                opening + " ".repeat(60_000) + "@",
                exchange + " '" + "@".repeat(60_000) + "' on ",
                exchange + "      " + "a@".repeat(30_000),
                "Return-Path:" + " ".repeat(60_000) + "\r\n\r\n" + "5.1.1 ".repeat(10_000),
                "Content-Type: multipart/report; boundary=b\r\n\r\n" + "--b\r\n".repeat(10_000))) {
            mails.add(() -> SmtpText.send(
                    posthorn.server.endpoints().inbound(),
                    "",
                    "fbl@mail.test",
                    body.replace("\r\n.", "\r\n..") + "\r\n"));
        }
        assertOthersAreServedWhile(mails);
    }

    @Test
    void tagsOfLinksAreReadInGoodTime() throws Exception {
        attacker.createConfigurationSet(r -> r.configurationSet(set -> set.name("clicks")));
        attacker.createConfigurationSetEventDestination(r -> r.configurationSetName("clicks")
                .eventDestination(EventDestination.builder()
                        .name("d")
                        .enabled(true)
                        .matchingEventTypes(EventType.CLICK, EventType.OPEN)
                        .kinesisFirehoseDestination(f ->
                                f.deliveryStreamARN(STREAM + "clicks").iamRoleARN("arn:aws:iam::111111111111:role/r"))
                        .build()));
        String tags = String.join(":", Collections.nCopies(20, "a".repeat(200))) + "!";
        String html = "<a href=\"http://x.example/\" ses:tags=\"" + tags + "\">x</a>";
        assertOthersAreServedWhile(times(() -> attacker.sendEmail(r -> r.source("a@attacker.example")
                .configurationSetName("clicks")
                .destination(d -> d.toAddresses("to@x.example"))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.html(h -> h.data(html)))))));
    }

    @Test
    void aSubjectOfBlanksIsReadInGoodTime() throws Exception {
        String subject = "a" + " ".repeat(1_000_000) + "b\n";
        assertOthersAreServedWhile(times(() -> send(attacker, "attacker.example", subject)));
    }

    @Test
    void templatesThatTakeForEverAreRefused() throws Exception {
        List<Callable<?>> templates = new ArrayList<>();
        for (String html : List.of(
                "{{a" + ".a".repeat(100_000) + "}}",
                "{".repeat(400_000),
                "{{a}}".repeat(100_000),
                "{{a" + " b=1".repeat(50_000) + "}}",
                ("{{a" + ".a".repeat(49) + "}}").repeat(4_000),
                "{{#each a}}".repeat(100) + "{{/each}}".repeat(100))) {
            templates.add(() -> attacker.createTemplate(r -> r.template(
                    t -> t.templateName("t" + html.hashCode()).subjectPart("s").htmlPart(html))));
        }
        assertOthersAreServedWhile(templates);
    }

    private static List<Callable<?>> times(Callable<?> attack) {
        return Collections.nCopies(AT_ONCE, attack);
    }

    /// Does all at once; meanwhile somebody else asks for what everybody asks for, again and again.
    private static void assertOthersAreServedWhile(List<? extends Callable<?>> attacks) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> running = new ArrayList<>();
            for (Callable<?> attack : attacks) {
                running.add(threads.submit(() -> {
                    try {
                        return attack.call();
                    } catch (SesException refused) {
                        return refused;
                    }
                }));
            }
            int rounds = 0;
            while (rounds++ < 3 || running.stream().anyMatch(attack -> !attack.isDone())) {
                assertSoon("/health/live", () -> posthorn.get("/health/live").statusCode() == 200);
                assertSoon("a greeting", AttackTest::greets);
                assertSoon(
                        "SendEmail of another account",
                        () -> send(other, "other.example", "Hello").length() > 10);
                assertThat(rounds).as("rounds before the attack was dealt with").isLessThan(200);
            }
            for (Future<?> attack : running) {
                attack.get();
            }
        }
    }

    private static void assertSoon(String what, Callable<Boolean> asked) throws Exception {
        long start = System.nanoTime();
        assertThat(asked.call()).as(what).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(LIMIT);
    }

    private static boolean greets() throws Exception {
        String[] address = posthorn.server.endpoints().inbound().split(":");
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.setSoTimeout(20_000);
            return new String(socket.getInputStream().readNBytes(4), java.nio.charset.StandardCharsets.US_ASCII)
                    .equals("220 ");
        }
    }

    private static String send(SesClient client, String domain, String subject) {
        return client.sendEmail(r -> r.source("a@" + domain)
                        .destination(d -> d.toAddresses("to@x.example"))
                        .message(m -> m.subject(s -> s.data(subject)).body(b -> b.text(t -> t.data("t")))))
                .messageId();
    }
}
