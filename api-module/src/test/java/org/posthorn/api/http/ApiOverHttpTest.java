package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.posthorn.api.TestEngine;
import org.posthorn.api.auth.TestSigner;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.mail.MessageId;

/// Requests that succeed, over HTTP, with the exact XML of the answers.
class ApiOverHttpTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theSampleRequestOfTheReferenceIsAnsweredInTheSamplesForm() {
        String form = "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=SendEmail"
                + "&Destination.ToAddresses.member.1=allan%40example.com&Message.Body.Text.Data=body"
                + "&Message.Subject.Data=Example&Source=user%40example.com"
                + "&SourceArn=arn%3Aaws%3Ases%3Aus-east-1%3A123456789012%3Aidentity/example.com"
                + "&Timestamp=2011-08-18T22%3A25%3A27.000Z";
        // The canonical query of AWS3: every parameter, sorted and strictly encoded.
        TreeMap<String, String> sorted = new TreeMap<>();
        for (String pair : form.replace("identity/", "identity%2F").split("&")) {
            sorted.put(pair.substring(0, pair.indexOf('=')), pair);
        }
        Map<String, String> headers =
                server.signer().aws3("email.us-east-1.amazonaws.com", "Date", String.join("&", sorted.values()), "");

        RawHttp.Reply reply = RawHttp.post(server.address(), headers, form);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("content-type", "text/xml");
        assertThat(reply.headers().get("x-amzn-requestid")).isEqualTo(reply.element("RequestId"));
        assertThat(reply.element("MessageId")).matches("[0-9a-f]{16}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000");
        assertThat(reply.body()).isEqualTo("""
                <SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <SendEmailResult>
                    <MessageId>%s</MessageId>
                  </SendEmailResult>
                  <ResponseMetadata>
                    <RequestId>%s</RequestId>
                  </ResponseMetadata>
                </SendEmailResponse>
                """.formatted(reply.element("MessageId"), reply.element("RequestId")));
    }

    @Test
    void mailIsQueuedForEveryRecipientOfEveryKind() {
        RawHttp.Reply reply = server.call("Action=SendEmail&Source=user%40example.com&Message.Subject.Data=s"
                + "&Message.Body.Html.Data=%3Cb%3E&Destination.ToAddresses.member.2=b%40example.org"
                + "&Destination.ToAddresses.member.1=a%40example.org&Destination.CcAddresses.member.1=c%40example.org"
                + "&Destination.BccAddresses.member.5=d%40example.org&Tags.member.1.Name=n&Tags.member.1.Value=v");
        QueuedMessage queued = queued(reply);
        assertThat(queued.mail().envelope().recipients())
                .containsExactly("a@example.org", "b@example.org", "c@example.org", "d@example.org");
        assertThat(queued.mail().tags()).hasToString("[MessageTag[name=n, value=v]]");
        assertThat(queued.mail().tenant()).isEqualTo(TestEngine.TENANT);
    }

    @Test
    void rawMailComesInWrappedBase64() {
        String data = java.util.Base64.getMimeEncoder()
                .encodeToString(("From: user@example.com\r\nTo: a@example.org\r\nSubject: a long enough subject to be"
                                + " wrapped in base64\r\n\r\nbody\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(data).contains("\r\n");
        RawHttp.Reply reply = server.call("Action=SendRawEmail&RawMessage.Data="
                + java.net.URLEncoder.encode(data, java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(queued(reply).mail().envelope().recipients()).containsExactly("a@example.org");
    }

    @Test
    void aProxyThatIsTrustedSaysThatItCameOverTls() throws Exception {
        String form = "Action=GetSendQuota";
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
                + "X-Forwarded-For: 203.0.113.5\r\nContent-Length: " + form.length() + "\r\n");
        server.signer()
                .aws3Https("HmacSHA256")
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        try (Socket socket = new Socket(
                server.address().getAddress(), server.address().getPort(), InetAddress.getByName("127.0.0.9"), 0)) {
            socket.getOutputStream().write((head + "\r\n" + form).getBytes(StandardCharsets.US_ASCII));
            assertThat(RawHttp.read(socket.getInputStream()).body()).contains("<GetSendQuotaResult>");
        }
    }

    @Test
    void aGetAsksLikeAPost() {
        String query = server.signer().presigned("Action=GetSendQuota&Version=2010-12-01", 60);
        RawHttp.Reply reply = RawHttp.get(server.address(), Map.of(), "/?" + query);
        assertThat(reply.body()).startsWith("""
                <GetSendQuotaResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <GetSendQuotaResult>
                    <Max24HourSend>50000.0</Max24HourSend>
                    <MaxSendRate>1000.0</MaxSendRate>
                    <SentLast24Hours>""");
    }

    @Test
    void anOperationWithoutAnOutputAnswersMetadataOnly() {
        RawHttp.Reply reply = server.call("Action=DeleteVerifiedEmailAddress&EmailAddress=gone%40example.org");
        assertThat(reply.body()).isEqualTo("""
                <DeleteVerifiedEmailAddressResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <ResponseMetadata>
                    <RequestId>%s</RequestId>
                  </ResponseMetadata>
                </DeleteVerifiedEmailAddressResponse>
                """.formatted(reply.element("RequestId")));
    }

    @Test
    void anEmptyOutputIsAnEmptyElement() {
        assertThat(server.call("Action=DeleteIdentity&Identity=gone.example.org")
                        .body())
                .contains("\n  <DeleteIdentityResult/>\n");
    }

    @Test
    void attributesAreAMapAndUnknownNamesAreLeftOut() {
        RawHttp.Reply reply = server.call("Action=GetIdentityNotificationAttributes"
                + "&Identities.member.1=example.com&Identities.member.2=unknown.org");
        assertThat(reply.body()).contains("""
                    <NotificationAttributes>
                      <entry>
                        <key>example.com</key>
                        <value>
                          <ForwardingEnabled>true</ForwardingEnabled>
                          <HeadersInBounceNotificationsEnabled>false</HeadersInBounceNotificationsEnabled>
                          <HeadersInComplaintNotificationsEnabled>false</HeadersInComplaintNotificationsEnabled>
                          <HeadersInDeliveryNotificationsEnabled>false</HeadersInDeliveryNotificationsEnabled>
                        </value>
                      </entry>
                    </NotificationAttributes>
                """);
        assertThat(server.call("Action=GetIdentityVerificationAttributes&Identities=")
                        .body())
                .contains("<VerificationAttributes/>");
    }

    @Test
    void statisticsAreEmptyBeforeMailIsSent() {
        String form = "Action=GetSendStatistics";
        RawHttp.Reply reply = RawHttp.post(
                server.address(), server.signer().scoped("eu-west-1", "ses").sigV4(form), form);
        assertThat(reply.body()).contains("<SendDataPoints/>");
    }

    @Test
    void unknownParametersAreIgnored() {
        assertThat(server.call("Action=GetSendQuota&Surprise.member.x=1&Surprise=2")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void parametersOfUrlAndBodyAreOneRequest() {
        String form = "Version=2010-12-01";
        TestSigner signer = server.signer();
        String query = signer.sigV2(
                "POST", "127.0.0.1", "HmacSHA256", "Action=GetSendQuota&Timestamp=2026-11-24T12%3A00%3A00Z&" + form);
        String inUrl = query.replace("&" + form, "");
        byte[] body = form.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        RawHttp.Reply reply = RawHttp.send(
                server.address(),
                "POST /?" + inUrl + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type:"
                        + " application/x-www-form-urlencoded\r\nContent-Length: " + body.length + "\r\n\r\n",
                body);
        assertThat(reply.body()).startsWith("<GetSendQuotaResponse");
    }

    @Test
    void aChunkedBodyIsReadToItsEnd() {
        String form = "Action=GetSendQuota";
        Map<String, String> headers = new HashMap<>(server.signer().sigV4(form));
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("\r\n7\r\nAction=\r\nc\r\nGetSendQuota\r\n0\r\n\r\n");
        assertThat(RawHttp.send(server.address(), head.toString(), new byte[0]).body())
                .startsWith("<GetSendQuotaResponse");
    }

    private static QueuedMessage queued(RawHttp.Reply reply) {
        assertThat(reply.body()).contains("<MessageId>");
        return server.engine()
                .store()
                .queue()
                .find(MessageId.parse(reply.element("MessageId")).orElseThrow())
                .orElseThrow();
    }
}
