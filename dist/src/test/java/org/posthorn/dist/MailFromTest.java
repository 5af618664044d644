package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BehaviorOnMXFailure;
import software.amazon.awssdk.services.ses.model.CustomMailFromStatus;
import software.amazon.awssdk.services.ses.model.IdentityMailFromDomainAttributes;
import software.amazon.awssdk.services.ses.model.MailFromDomainNotVerifiedException;
import software.amazon.awssdk.services.ses.model.SesException;

/// The MAIL FROM domain of an identity: asked for by the SDK, found in DNS, seen by the relay, and reached by bounces.
class MailFromTest {
    private static final String DOMAIN = "shop.example";
    private static final String BOUNCE = "bounce.shop.example";

    @RegisterExtension
    static final Installation installation = Installation.behindRelay().sendingAs(Installation.TENANT, DOMAIN);

    @Given
    private static Path directory;

    @Given
    private static ScriptedPeer relay;

    @Given
    private static LoopbackDns dns;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        posthorn.server.identities().vouch(Installation.TENANT, "plain.example");
    }

    @Test
    @Shows("SetIdentityMailFromDomain")
    void theReturnPathIsOnTheDomainOnceItsRecordsAreThereAndBouncesFindBack() throws Exception {
        assertThat(attributes(DOMAIN))
                .isEqualTo(IdentityMailFromDomainAttributes.builder()
                        .behaviorOnMXFailure(BehaviorOnMXFailure.USE_DEFAULT_VALUE)
                        .build());
        set(BehaviorOnMXFailure.REJECT_MESSAGE);
        assertThat(attributes(DOMAIN).mailFromDomain()).isEqualTo(BOUNCE);
        assertThat(attributes(DOMAIN).mailFromDomainStatus()).isEqualTo(CustomMailFromStatus.PENDING);
        assertThatThrownBy(() -> send("refused@example.net")).isInstanceOf(MailFromDomainNotVerifiedException.class);
        set(BehaviorOnMXFailure.USE_DEFAULT_VALUE);
        send("default@example.net");
        assertThat(TestServer.arrived(relay, "default@example.net").sender()).endsWith("@mail.test");

        dns.mx(BOUNCE, 10, "mail.test").txt(BOUNCE, "v=spf1 include:mail.test ~all");
        set(BehaviorOnMXFailure.REJECT_MESSAGE);
        await().atMost(TestServer.PATIENCE)
                .until(() -> attributes(DOMAIN).mailFromDomainStatus() == CustomMailFromStatus.SUCCESS);
        send("later@example.net");
        String returnPath = TestServer.arrived(relay, "later@example.net").sender();
        assertThat(returnPath).startsWith("b-").endsWith("@" + BOUNCE);

        String dsn = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                + "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                + "Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; later@example.net\r\n"
                + "Action: failed\r\nStatus: 5.2.1\r\n\r\n--b--\r\n";
        String inbound = posthorn.server.endpoints().inbound();
        assertThat(SmtpText.send(inbound, "", returnPath.replace(BOUNCE, "elsewhere.example"), dsn))
                .startsWith("550 5.1.1");
        assertThat(SmtpText.send(inbound, "", returnPath, dsn)).startsWith("250");
        assertThat(TestServer.arrived(relay, "shop@" + DOMAIN).text()).contains("later@example.net");

        ses.setIdentityMailFromDomain(r -> r.identity(DOMAIN));
        assertThat(attributes(DOMAIN).mailFromDomain()).isNull();
        send("cleared@example.net");
        assertThat(TestServer.arrived(relay, "cleared@example.net").sender()).endsWith("@mail.test");
    }

    @Test
    void aDomainThatIsStillPendingMayHaveOne() {
        ses.verifyDomainIdentity(r -> r.domain("new.example"));
        ses.setIdentityMailFromDomain(r -> r.identity("new.example").mailFromDomain("m.new.example"));
        assertThat(attributes("new.example").mailFromDomain()).isEqualTo("m.new.example");
        assertThat(attributes("new.example").mailFromDomainStatus()).isEqualTo(CustomMailFromStatus.PENDING);
    }

    @Test
    void theCommandShowsTheRecordsToPublish() {
        ses.setIdentityMailFromDomain(r -> r.identity("plain.example").mailFromDomain("m.plain.example"));
        CommandLineRun shown =
                CommandLineRun.on(directory, "identity", "dns", "plain.example", "--account", "123456789012", "--json");
        assertThat(shown.out())
                .contains("\"name\":\"m.plain.example\",\"type\":\"MX\",\"state\":\"Pending\",\"needed\":true,"
                        + "\"value\":\"10 mail.test\"")
                .contains("\"value\":\"v=spf1 include:mail.test ~all\"");
    }

    @ParameterizedTest
    @CsvSource({
        "unknown.example, a.unknown.example, Identity <unknown.example> does not exist.",
        "shop.example, bounce.example,"
                + " Provided MAIL-FROM domain <bounce.example> is not subdomain of the domain of the identity"
                + " <shop.example>.",
    })
    void aWrongDomainIsAnInvalidParameter(String identity, String domain, String text) {
        assertThatThrownBy(() ->
                        ses.setIdentityMailFromDomain(r -> r.identity(identity).mailFromDomain(domain)))
                .isInstanceOfSatisfying(SesException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text);
                });
    }

    @Test
    @Shows("GetIdentityMailFromDomainAttributes")
    void identitiesThatAreUnknownAreLeftOut() {
        assertThat(ses.getIdentityMailFromDomainAttributes(r -> r.identities("unknown.example", DOMAIN))
                        .mailFromDomainAttributes())
                .containsOnlyKeys(DOMAIN);
    }

    private static void set(BehaviorOnMXFailure behavior) {
        ses.setIdentityMailFromDomain(
                r -> r.identity(DOMAIN).mailFromDomain(BOUNCE).behaviorOnMXFailure(behavior));
    }

    private static IdentityMailFromDomainAttributes attributes(String identity) {
        return ses.getIdentityMailFromDomainAttributes(r -> r.identities(identity))
                .mailFromDomainAttributes()
                .get(identity);
    }

    private static void send(String to) {
        ses.sendEmail(r -> r.source("shop@" + DOMAIN)
                .destination(d -> d.toAddresses(to))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))));
    }
}
