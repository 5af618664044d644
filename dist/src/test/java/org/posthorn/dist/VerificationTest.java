package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.MessageRejectedException;
import software.amazon.awssdk.services.ses.model.VerificationStatus;

/// An account in the sandbox verifies itself as its owner would: by the link in a mail, and by a record in DNS.
class VerificationTest {
    @RegisterExtension
    static final Installation installation = Installation.behindRelay().with("account.sandbox=true");

    @Given
    private static ScriptedPeer relay;

    @Given
    private static LoopbackDns dns;

    @Given
    private static TestServer posthorn;

    private static SesClient ses;

    @BeforeAll
    static void start() {
        posthorn.server.accounts().create(Optional.of("123456789012"), "sandboxed");
        ses = posthorn.client(posthorn.server.accounts().createKey("123456789012"));
    }

    @Test
    void aDomainGetsDkimKeysThatSignOnlyOnceTheyArePublished() {
        var tokens = ses.verifyDomainDkim(r -> r.domain("dkim.example.net")).dkimTokens();
        assertThat(tokens).hasSize(3);
        var shown = ses.getIdentityDkimAttributes(r -> r.identities("dkim.example.net"))
                .dkimAttributes()
                .get("dkim.example.net");
        assertThat(shown.dkimVerificationStatus()).isEqualTo(VerificationStatus.PENDING);
        assertThat(shown.dkimTokens()).isEqualTo(tokens);
        assertThatThrownBy(() -> ses.setIdentityDkimEnabled(
                        r -> r.identity("dkim.example.net").dkimEnabled(true)))
                .hasMessageContaining("Domain dkim.example.net is not verified for DKIM signing.");
    }

    @Test
    @Shows("VerifyEmailIdentity")
    void theLinkInTheMailVerifiesAnAddressAndThenMailFromAndToItIsTaken() throws Exception {
        assertThatThrownBy(() -> send("ann@example.com", "ann@example.com"))
                .isInstanceOf(MessageRejectedException.class);
        ses.verifyEmailIdentity(r -> r.emailAddress("ann@example.com"));
        assertThat(status("ann@example.com")).isEqualTo(VerificationStatus.PENDING);
        ReceivedMessage mail = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> relay.messages().stream()
                                .filter(message -> message.recipients().contains("ann@example.com"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        Matcher link = Pattern.compile("http://\\S+/verify\\?token=\\S+").matcher(mail.text());
        assertThat(link.find()).isTrue();

        assertThat(get(link.group() + "x").statusCode()).isEqualTo(400);
        assertThat(status("ann@example.com")).isEqualTo(VerificationStatus.PENDING);
        HttpResponse<String> page = get(link.group());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("ann@example.com", "<form method=\"post\">");
        assertThat(status("ann@example.com")).as("a look changes nothing").isEqualTo(VerificationStatus.PENDING);
        assertThat(post(link.group()).body()).contains("Address verified");
        assertThat(status("ann@example.com")).isEqualTo(VerificationStatus.SUCCESS);

        assertThat(send("ann@example.com", "ann@example.com")).isNotEmpty();
        assertThatThrownBy(() -> send("ann@example.com", "stranger@elsewhere.test"))
                .isInstanceOf(MessageRejectedException.class)
                .hasMessageContaining("failed the check in region US-EAST-1: stranger@elsewhere.test");
    }

    @Test
    @Shows("VerifyDomainIdentity")
    void theTokenInDnsVerifiesADomainWithItsSubdomains() {
        String token = ses.verifyDomainIdentity(r -> r.domain("example.org")).verificationToken();
        await().atMost(Duration.ofSeconds(30)).until(() -> dns.questionCount() > 0);
        assertThat(status("example.org")).isEqualTo(VerificationStatus.PENDING);
        dns.txt("_amazonses.late.example.org", "not this");
        dns.txt(
                "_amazonses.example.net",
                ses.verifyDomainIdentity(r -> r.domain("example.net")).verificationToken());
        await().atMost(Duration.ofSeconds(30)).until(() -> status("example.net") == VerificationStatus.SUCCESS);
        assertThat(token)
                .isNotEqualTo(
                        ses.verifyDomainIdentity(r -> r.domain("example.net")).verificationToken());
        assertThat(send("any@sub.example.net", "success@simulator.amazonses.com"))
                .isNotEmpty();
    }

    private static String send(String from, String to) {
        return ses.sendEmail(r -> r.source(from)
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();
    }

    private static VerificationStatus status(String identity) {
        return ses.getIdentityVerificationAttributes(r -> r.identities(identity))
                .verificationAttributes()
                .get(identity)
                .verificationStatus();
    }

    private static HttpResponse<String> get(String link) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> post(String link) throws Exception {
        return posthorn.http(HttpRequest.newBuilder(URI.create(link)).POST(HttpRequest.BodyPublishers.noBody()));
    }
}
