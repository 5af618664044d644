package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// The sample of the SES API Reference (SendEmail, Examples): its request with only date, signature and the host's
/// address anew, and a response of its sample's form.
class SampleRequestTest {
    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String HOST = "email.us-east-1.amazonaws.com";
    private static final Tenant TENANT = new Tenant("999999999999", "us-east-1");

    // As printed, line breaks included; those are not part of the body.
    private static final String BODY = """
            AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE
            &Action=SendEmail
            &Destination.ToAddresses.member.1=allan%40example.com
            &Message.Body.Text.Data=body
            &Message.Subject.Data=Example
            &Source=user%40example.com
            &SourceArn=arn%3Aaws%3Ases%3Aus-east-1%3A999999999999%3Aidentity/example.com
            &Timestamp=2011-08-18T22%3A25%3A27.000Z
            """;

    private static final String RESPONSE = """
            <SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
              <SendEmailResult>
                <MessageId>00000131d51d2292-159ad6eb-077c-46e6-ad09-ae7c05925ed4-000000</MessageId>
              </SendEmailResult>
              <ResponseMetadata>
                <RequestId>d5964849-c866-11e0-9beb-01a62d68c57f</RequestId>
              </ResponseMetadata>
            </SendEmailResponse>""";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @BeforeAll
    static void start() throws Exception {
        posthorn.tenant(TENANT, "example.com");
        posthorn.server.accounts().importKey(new Credential(KEY_ID, TENANT.accountId(), SECRET));
    }

    @Test
    void theSampleRequestGetsAResponseOfTheSamplesFormAndIsDelivered() throws Exception {
        Instant now = Instant.now();
        String reply = post(now, body(now));

        assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").containsIgnoringCase("\r\nContent-Type: text/xml");
        String xml = reply.substring(reply.indexOf("\r\n\r\n") + 4);
        assertThat(form(xml)).isEqualTo(form(RESPONSE));
        String id = element(xml, "MessageId");
        assertThat(MessageId.parse(id)).isPresent();
        assertThat(id).hasSameSizeAs(element(RESPONSE, "MessageId"));
        assertThat(reply).containsIgnoringCase("\r\nx-amzn-RequestId: " + element(xml, "RequestId") + "\r\n");
        ReceivedMessage message = TestServer.arrived(relay, "allan@example.com");
        assertThat(message.text())
                .contains("From: user@example.com\r\n", "To: allan@example.com\r\n", "Subject: Example\r\n")
                .endsWith("\r\n\r\nbody\r\n");
    }

    @Test
    void theSampleAsItWasSignedIn2011IsTooOld() throws Exception {
        Instant then = Instant.parse("2011-08-18T22:25:27Z");
        assertThat(post(then, body(then)))
                .startsWith("HTTP/1.1 400 ")
                .contains("<Type>Sender</Type>", "<Code>RequestExpired</Code>");
    }

    @Test
    void theSampleWithAnotherBodyThanWasSignedIsRefused() throws Exception {
        Instant now = Instant.now();
        String reply = exchange(request(now, body(now), body(now).replace("allan", "eve")));
        assertThat(reply).startsWith("HTTP/1.1 403 ").contains("<Code>SignatureDoesNotMatch</Code>");
    }

    private static String body(Instant time) {
        return BODY.replaceAll("\\s", "")
                .replace(
                        "2011-08-18T22%3A25%3A27.000Z",
                        time.truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .replace("Z", ".000Z")
                                .replace(":", "%3A"));
    }

    private static String post(Instant time, String body) throws Exception {
        return exchange(request(time, body, body));
    }

    /// The sample's head: its header fields in its order, the long one folded as it is printed.
    private static String request(Instant time, String signedBody, String body) throws Exception {
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .format(time.atOffset(ZoneOffset.UTC));
        return "POST / HTTP/1.1\r\nDate: " + date + "\r\nHost: " + HOST
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Amzn-Authorization: AWS3 AWSAccessKeyId="
                + KEY_ID + ",\r\n Signature=" + signature(date, signedBody)
                + ",\r\n Algorithm=HmacSHA256, SignedHeaders=Date;Host\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    /// AWS3 as boto writes it: SHA-256 over method, path, an empty query, the headers and the body, then HMAC-SHA256.
    private static String signature(String date, String body) throws Exception {
        String canonical = "POST\n/\n\ndate:" + date + "\nhost:" + HOST + "\n\n" + body;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(mac.doFinal(digest));
    }

    private static String exchange(String request) throws Exception {
        try (Socket socket = new Socket(posthorn.api().getHost(), posthorn.api().getPort())) {
            socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// XML without the ids and the space between elements.
    private static String form(String xml) {
        return xml.replaceAll("<(MessageId|RequestId)>[0-9a-f-]+<", "<$1>ID<")
                .replaceAll(">\\s+<", "><")
                .strip();
    }

    private static String element(String xml, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">([^<]*)<").matcher(xml);
        return Optional.of(matcher).filter(Matcher::find).map(m -> m.group(1)).orElse("");
    }
}
