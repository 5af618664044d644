package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.slf4j.LoggerFactory;

/// Spoilt input at every face: each is answered, soon, and never by a fault of ours. `-Dfuzz.rounds=N` for more than
/// the build has time for, `-Dfuzz.seed=N` for others.
@Timeout(value = 6, unit = TimeUnit.HOURS)
class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 250);
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_125);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String CREDENTIAL =
            "AWS4-HMAC-SHA256 Credential=123456789012/20261125/us-east-1/ses/aws4_request, SignedHeaders=host, Signature=00";
    private static final String MIME = """
            From: "A, B" <a@example.com>
            To: b@x.example,
             =?utf-8?q?=C3=A9?= <c@x.example>
            Subject: =?utf-8?b?w6k=?=
            X-SES-MESSAGE-TAGS: a=b, c=d
            Content-Type: multipart/mixed; boundary="b"; charset=utf-8

            --b
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <a href=3D"http://x.example/" ses:tags=3D"a:b">x</a>
            --b
            Content-Type: application/octet-stream; name*0="a"; name*1="b.txt"
            Content-Transfer-Encoding: base64

            AAAA
            --b--
            """.replace("\n", "\r\n");
    private static final String DSN = """
            From: MAILER-DAEMON@x.example
            Return-Path: <>
            Subject: Undelivered Mail Returned to Sender
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: text/plain

            Delivery to the following recipients failed permanently:

                 to@x.example
            550 5.1.1 no such user
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.x.example

            Final-Recipient: rfc822; to@x.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 no such user
            --b
            Content-Type: message/rfc822

            Message-ID: <0100019ab3c4d5e6-159ad6eb-077c-46e6-ad09-ae7c05925ed4-000000@mail.test>
            Subject: x

            --b--
            """.replace("\n", "\r\n");
    private static final String ARF = DSN.replace("delivery-status", "feedback-report")
            .replace("Reporting-MTA: dns; mx.x.example", "Feedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1")
            .replace("Action: failed", "Original-Rcpt-To: <to@x.example>");
    private static final String TEMPLATE = "{{#if a}}{{b.c}}{{else}}{{#each l}}{{this}}{{@index}}{{/each}}{{/if}}"
            + "{{#* inline \"p\"}}{{x}}{{/inline}}{{> p}}{{lookup o 'k'}}{{!-- c --}}{{{d}}}";
    private static final String DATA =
            "{\"a\":\"A\",\"b\":{\"c\":1},\"l\":[1,[2],{\"a\":3}],\"o\":{\"k\":null},\"d\":1e9}";

    @TempDir
    private static Path directory;

    private static TestServer production;
    private static TestServer dev;
    private static Credential key;
    private static final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private static final AppenderBase<ILoggingEvent> watch = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                faults.add(event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getClassName()));
            }
        }
    };

    private final Noise noise = new Noise(SEED);
    private final Map<String, Integer> answers = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        production = TestServer.start(
                directory.resolve("production"), false, "relay.mode=capture", "dns.servers=127.0.0.1:9");
        dev = TestServer.start(directory.resolve("dev"), true, "dns.servers=127.0.0.1:9");
        key = production.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        watch.start();
        root().addAppender(watch);
    }

    @AfterAll
    static void stop() {
        root().detachAppender(watch);
        production.close();
        dev.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void anyBytesAtTheApiPort() throws Exception {
        List<String> good = List.of(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nAction=GetSendQuota&x",
                "GET /?Action=GetSendQuota&AWSAccessKeyId=x&Signature=y&SignatureVersion=2&Timestamp=2026-11-25T00:00:00Z HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nAuthorization: " + CREDENTIAL
                        + "\r\n\r\n5\r\nAction\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nX-Amzn-Authorization: AWS3 AWSAccessKeyId=a,Algorithm=HmacSHA256,SignedHeaders=date,Signature=x\r\nContent-Length: 0\r\n\r\n",
                "GET /verify?token=a.b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /L0/aHR0cDovL3guZXhhbXBsZS8/YTpi/0100019ab3c4d5e6-159ad6eb-077c-46e6-ad09-ae7c05925ed4-000000/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /unsubscribe/eHh4.eHh4 HTTP/1.1\r\nHost: x\r\nContent-Length: 26\r\n\r\nList-Unsubscribe=One-Click",
                "GET /topics/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:123456789012:t&Token=x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /_aws/ses?id=x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (int i = 0; i < ROUNDS; i++) {
            told(http(noise.one(List.of(production, dev)), noise.bytes(noise.spoilt(noise.one(good)))), i);
        }
        assertSound();
    }

    @Test
    void anyParametersOfActions() throws Exception {
        List<String> good = List.of(
                "Action=SendEmail&Source=a@example.com&Destination.ToAddresses.member.1=b@x.example&Message.Subject.Data=s"
                        + "&Message.Body.Text.Data=t&Message.Body.Html.Data=%3Ca%20href%3D%22http%3A//x.example/%22%3Ex&Tags.member.1.Name=a&Tags.member.1.Value=b",
                "Action=VerifyEmailIdentity&EmailAddress=a@example.com",
                "Action=VerifyDomainIdentity&Domain=example.com",
                "Action=PutIdentityPolicy&Identity=example.com&PolicyName=p&Policy=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22"
                        + "%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22123456789012%22%7D%2C%22Action%22%3A%22ses%3ASendEmail%22%2C%22Resource%22%3A%22*%22%7D%5D%7D",
                "Action=CreateConfigurationSetEventDestination&ConfigurationSetName=s&EventDestination.Name=d&EventDestination.Enabled=true"
                        + "&EventDestination.MatchingEventTypes.member.1=send&EventDestination.KinesisFirehoseDestination.DeliveryStreamARN="
                        + "arn:aws:firehose:us-east-1:123456789012:deliverystream/..&EventDestination.KinesisFirehoseDestination.IAMRoleARN=r",
                "Action=SendBulkTemplatedEmail&Source=a@example.com&Template=t&DefaultTemplateData={}&Destinations.member.1.Destination.ToAddresses.member.1=b@x.example",
                "Action=SetIdentityMailFromDomain&Identity=example.com&MailFromDomain=m.example.com",
                "Action=GetIdentityVerificationAttributes&Identities.member.1=example.com",
                "Action=CreateConfigurationSet&ConfigurationSet.Name=s",
                "Action=ListIdentities&MaxItems=10&NextToken=x");
        for (int i = 0; i < ROUNDS; i++) {
            told(http(dev, form(noise.spoilt(noise.one(good)))), i);
        }
        assertSound();
    }

    @Test
    void anyPathsQueriesAndBodiesOfVersion2() throws Exception {
        List<String> good = List.of(
                "POST /v2/email/outbound-emails {\"FromEmailAddress\":\"a@example.com\",\"Destination\":{\"ToAddresses\":[\"b@x.example\"]},"
                        + "\"EmailTags\":[{\"Name\":\"a\",\"Value\":\"b\"}],\"Content\":{\"Simple\":{\"Subject\":{\"Data\":\"s\"},\"Body\":{\"Html\":{\"Data\":\"<a"
                        + " href=\\\"http://x.example/\\\">\\u00e9\"}},\"Headers\":[{\"Name\":\"X-A\",\"Value\":\"1\"}],\"Attachments\":[{\"FileName\":\"a.pdf\",\"RawContent\":\"AAE=\"}]}}}",
                "POST /v2/email/outbound-emails {\"Content\":{\"Raw\":{\"Data\":\""
                        + Base64.getEncoder().encodeToString(bytes(MIME)) + "\"}}}",
                "POST /v2/email/outbound-emails {\"FromEmailAddress\":\"a@example.com\",\"Destination\":{\"ToAddresses\":[\"b@x.example\"]},\"Content\":"
                        + "{\"Template\":{\"TemplateContent\":{\"Subject\":\"{{a}}\",\"Text\":\"{{b}}\"},\"TemplateData\":\"{\\\"a\\\":1,\\\"b\\\":[]}\"}}}",
                "POST /v2/email/outbound-bulk-emails {\"FromEmailAddress\":\"a@example.com\",\"DefaultContent\":{\"Template\":{\"TemplateName\":\"t\","
                        + "\"TemplateData\":\"{}\"}},\"BulkEmailEntries\":[{\"Destination\":{\"ToAddresses\":[\"b@x.example\"]}}]}",
                "POST /v2/email/templates {\"TemplateName\":\"t\",\"TemplateContent\":{\"Subject\":\"s\",\"Html\":\"{{a}}\"},\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}",
                "POST /v2/email/templates/t/render {\"TemplateData\":\"{\\\"a\\\":true}\"}",
                "GET /v2/email/templates?PageSize=10&NextToken=MjphOg ",
                "PUT /v2/email/suppression/addresses {\"EmailAddress\":\"a%2Bb@example.com\",\"Reason\":\"BOUNCE\"}",
                "GET /v2/email/suppression/addresses/a%2Bb%40example.com ",
                "GET /v2/email/suppression/addresses?Reason=BOUNCE&Reason=COMPLAINT&StartDate=2024-01-02T03:04:05Z ",
                "DELETE /v2/email/tags?ResourceArn=arn%3Aaws%3Ases%3Aus-east-1%3A123456789012%3Aidentity%2Fexample.com&TagKeys=a&TagKeys=b ",
                "PUT /v2/email/deliverability-dashboard {\"DashboardEnabled\":true}");
        for (int i = 0; i < ROUNDS; i++) {
            told(http(dev, rest(noise.spoilt(noise.one(good)))), i);
        }
        assertSound();
    }

    /// @param call method, path and body with a blank between
    private static byte[] rest(String call) {
        String[] parts = call.split(" ", 3);
        byte[] body = bytes(parts.length > 2 ? parts[2] : "");
        byte[] head = bytes(
                parts[0] + " " + (parts.length > 1 ? parts[1] : "") + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                        + CREDENTIAL + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    @Test
    void anyRawMessageAndAnyTemplate() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] mime = noise.bytes(noise.spoilt(MIME));
            told(
                    http(
                            dev,
                            form("Action=SendRawEmail&RawMessage.Data="
                                    + encoded(Base64.getEncoder().encodeToString(mime)))),
                    i);
            told(
                    http(
                            dev,
                            form("Action=CreateTemplate&Template.SubjectPart=s&Template.TemplateName=t" + i
                                    + "&Template.HtmlPart=" + encoded(noise.spoilt(TEMPLATE)))),
                    i);
            told(
                    http(
                            dev,
                            form("Action=TestRenderTemplate&TemplateName=t" + i + "&TemplateData="
                                    + encoded(noise.spoilt(DATA)))),
                    i);
        }
        assertSound();
    }

    @Test
    void anyCommandsAndMessagesOverSmtp() throws Exception {
        String login = "EHLO x\r\nAUTH PLAIN " + SmtpText.plain(key.accessKeyId(), "wrong") + "\r\n";
        String devLogin = "EHLO x\r\nAUTH PLAIN " + SmtpText.plain("123456789012", "any") + "\r\n";
        String transaction = "MAIL FROM:<a@example.com> SIZE=1000 BODY=8BITMIME\r\nRCPT TO:<b@x.example>\r\nDATA\r\n";
        String report = "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<bounces@mail.test>\r\nRCPT TO:<fbl@mail.test>\r\nDATA\r\n";
        for (int i = 0; i < ROUNDS; i++) {
            String productive = production.server.endpoints().inbound();
            told(smtp(productive, noise.spoilt(report) + noise.spoilt(DSN) + "\r\n.\r\nQUIT\r\n"), i);
            told(smtp(productive, report + noise.spoilt(noise.one(List.of(DSN, ARF))) + "\r\n.\r\nQUIT\r\n"), i);
            // Each from an address of its own: whose log-ins fail again and again is answered late.
            told(
                    exchange(
                            production.server.endpoints().submission(),
                            InetAddress.getByName("127.7." + (i >> 8 & 255) + "." + (i & 255)),
                            bytes(noise.spoilt(login + transaction) + "\r\n.\r\nQUIT\r\n")),
                    i);
            told(
                    smtp(
                            dev.server.endpoints().submission(),
                            devLogin + transaction + noise.spoilt(MIME) + "\r\n.\r\nQUIT\r\n"),
                    i);
        }
        assertSound();
    }

    private static byte[] form(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: "
                                + CREDENTIAL + "\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Status and text; what is cut off before an answer is an answer, too.
    private static String http(TestServer server, byte[] request) throws IOException {
        return exchange(server.server.endpoints().api(), InetAddress.getLoopbackAddress(), request);
    }

    private static String smtp(String address, String session) throws IOException {
        return exchange(address, InetAddress.getLoopbackAddress(), bytes(session));
    }

    private static byte[] bytes(String session) {
        return session.getBytes(StandardCharsets.UTF_8);
    }

    private static String exchange(String address, InetAddress from, byte[] request) throws IOException {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = new Socket(address.substring(0, colon), port, from, 0)) {
            socket.setSoTimeout(300);
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            byte[] block = new byte[8192];
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                for (int read = in.read(block); read >= 0; read = in.read(block)) {
                    answer.append(new String(block, 0, read, StandardCharsets.ISO_8859_1));
                }
            } catch (SocketTimeoutException e) {
                answer.append("(waits for more)");
            } catch (IOException e) {
                answer.append("(closed)");
            }
            return answer.toString();
        }
    }

    private void told(String answer, int round) {
        // SMTP greets everybody alike.
        String first = answer.lines()
                .filter(line -> !line.startsWith("220 "))
                .reduce((one, next) -> answer.startsWith("220 ") ? next : one)
                .orElse("(nothing)");
        answers.merge(first.substring(0, Math.min(12, first.length())), 1, Integer::sum);
        assertThat(answer)
                .as("round %s of seed %s", round, SEED)
                .doesNotContain(
                        "HTTP/1.1 500",
                        "InternalFailure",
                        "InternalServiceError",
                        "\tat ",
                        "java.lang",
                        "org.posthorn");
    }

    private void assertSound() throws Exception {
        assertThat(faults)
                .as("what the server logged as an error, seed " + SEED)
                .isEmpty();
        long start = System.nanoTime();
        assertThat(production.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(dev.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(answers).as("more than one kind of answer").hasSizeGreaterThan(1);
        System.out.println("fuzz: seed " + SEED + ", answers " + answers);
    }
}
