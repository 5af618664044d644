package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.AccountSendingPausedException;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.CreateCustomVerificationEmailTemplateRequest;
import software.amazon.awssdk.services.ses.model.CustomVerificationEmailInvalidContentException;
import software.amazon.awssdk.services.ses.model.CustomVerificationEmailTemplate;
import software.amazon.awssdk.services.ses.model.CustomVerificationEmailTemplateAlreadyExistsException;
import software.amazon.awssdk.services.ses.model.CustomVerificationEmailTemplateDoesNotExistException;
import software.amazon.awssdk.services.ses.model.FromEmailAddressNotVerifiedException;
import software.amazon.awssdk.services.ses.model.LimitExceededException;
import software.amazon.awssdk.services.ses.model.ListCustomVerificationEmailTemplatesResponse;
import software.amazon.awssdk.services.ses.model.ProductionAccessNotGrantedException;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.ses.model.VerificationStatus;

/// Verification mails in an account's own words, as the AWS SDK makes and sends them. Texts of errors are
/// those that others got when they tried SES, unless said otherwise here.
class CustomVerificationTest {
    private static final Pattern LINK = Pattern.compile("http://[^\\s\"<>]+/verify\\?token=[A-Za-z0-9_.-]+");

    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static ScriptedPeer relay;

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    private static SesClient client(String account) {
        return posthorn.client(new Tenant(account, "us-east-1"), "example.com");
    }

    @Test
    @Shows("SendCustomVerificationEmail")
    void theLinkInTheMailOfATemplateVerifiesTheAddressAndLeadsToTheAccountsPage() throws Exception {
        ses.createCustomVerificationEmailTemplate(template("welcome"));
        String id = ses.sendCustomVerificationEmail(
                        r -> r.emailAddress("ann@example.net").templateName("welcome"))
                .messageId();
        posthorn.ended(id);
        assertThat(status(ses, "ann@example.net")).isEqualTo(VerificationStatus.PENDING);
        ReceivedMessage mail = TestServer.arrived(relay, "ann@example.net");
        String text = decoded(mail);
        assertThat(mail.text()).contains("From: Shop <shop@example.com>", "Subject: Please confirm");
        assertThat(text)
                .contains("<h1>Welcome</h1>")
                .contains("If you did not request to verify this email address, please disregard this message.")
                .contains("postmaster@mail.test");
        String link = link(text);

        assertThat(location(link + "AAAA")).as("a forged link").isEmpty();
        assertThat(asked("HEAD", link).statusCode()).isEqualTo(200);
        HttpResponse<String> page = asked("GET", link);
        assertThat(page.body()).contains("ann@example.net", "<form method=\"post\">");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("form-action 'self' https://shop.example;");
        assertThat(status(ses, "ann@example.net")).as("a look changes nothing").isEqualTo(VerificationStatus.PENDING);
        assertThat(location(link)).contains("https://shop.example/done?x=1");
        assertThat(status(ses, "ann@example.net")).isEqualTo(VerificationStatus.SUCCESS);

        ses.deleteIdentity(r -> r.identity("ann@example.net"));
        assertThat(location(link)).as("nothing is left to verify").contains("https://shop.example/failed");
        ses.deleteCustomVerificationEmailTemplate(r -> r.templateName("welcome"));
        assertThat(location(link)).as("our own page").isEmpty();
    }

    @Test
    void anAddressIsAskedOnceInAWhile() throws Exception {
        try (SesClient first = client("555555555555");
                SesClient second = client("666666666666")) {
            for (SesClient each : List.of(first, second)) {
                each.createCustomVerificationEmailTemplate(template("again"));
                send(each, "often@example.net", "again");
                assertThatThrownBy(() -> send(each, "often@example.net", "again"))
                        .isInstanceOfSatisfying(SesException.class, e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("Throttling");
                            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
                        });
            }
        }
    }

    @Test
    @Shows({
        "DeleteCustomVerificationEmailTemplate",
        "GetCustomVerificationEmailTemplate",
        "UpdateCustomVerificationEmailTemplate"
    })
    void aTemplateIsToldChangedAndDeleted() {
        ses.createCustomVerificationEmailTemplate(template("changing"));
        ses.updateCustomVerificationEmailTemplate(
                r -> r.templateName("changing").templateSubject("Another subject"));
        var told = ses.getCustomVerificationEmailTemplate(r -> r.templateName("changing"));
        assertThat(told.templateSubject()).isEqualTo("Another subject");
        assertThat(told.fromEmailAddress()).isEqualTo("Shop <shop@example.com>");
        assertThat(told.templateContent()).isEqualTo("<h1>Welcome</h1>");
        assertThat(told.successRedirectionURL()).isEqualTo("https://shop.example/done?x=1");
        assertThat(told.failureRedirectionURL()).isEqualTo("https://shop.example/failed");

        ses.deleteCustomVerificationEmailTemplate(r -> r.templateName("changing"));
        ses.deleteCustomVerificationEmailTemplate(r -> r.templateName("changing"));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> ses.getCustomVerificationEmailTemplate(r -> r.templateName("changing")),
                () -> ses.updateCustomVerificationEmailTemplate(r -> r.templateName("changing")))) {
            assertThatThrownBy(call)
                    .isInstanceOf(CustomVerificationEmailTemplateDoesNotExistException.class)
                    .hasMessageContaining("Custom verification email template <changing> does not exist");
        }
    }

    @Test
    @Shows("ListCustomVerificationEmailTemplates")
    void templatesAreListedInPagesAndThereAreFifty() {
        try (SesClient other = client("210987654321")) {
            for (int i = 0; i < 50; i++) {
                other.createCustomVerificationEmailTemplate(template("t" + i));
            }
            assertThatThrownBy(() -> other.createCustomVerificationEmailTemplate(template("one-more")))
                    .isInstanceOf(LimitExceededException.class);
            List<String> names = new ArrayList<>();
            String token = null;
            do {
                String next = token;
                ListCustomVerificationEmailTemplatesResponse page = other.listCustomVerificationEmailTemplates(
                        r -> r.maxResults(20).nextToken(next));
                page.customVerificationEmailTemplates().stream()
                        .map(CustomVerificationEmailTemplate::templateName)
                        .forEach(names::add);
                token = page.nextToken();
            } while (token != null);
            assertThat(names).hasSize(50).doesNotHaveDuplicates();
            assertThatThrownBy(() -> other.listCustomVerificationEmailTemplates(r -> r.nextToken("bad")))
                    .hasMessageContaining("NextToken is invalid.");
            assertThatThrownBy(() -> other.listCustomVerificationEmailTemplates(r -> r.maxResults(51)))
                    .isInstanceOf(SesException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from    | eve@elsewhere.example | FromEmailAddressNotVerified | The from email address <eve@elsewhere.example> is not verified",
                "from    | no address            | FromEmailAddressNotVerified | The from email address <no address> is not verified",
                "success | ftp://shop.example/   | InvalidParameterValue | The success redirection URL is invalid",
                "success | nonsense              | InvalidParameterValue | The success redirection URL is invalid",
                "failure | /relative             | InvalidParameterValue | The failure redirection URL is invalid",
                "name    | a b                   | InvalidParameterValue | Template name must be 1 to 64 letters, digits, '_' or '-'.",
            })
    @Shows("CreateCustomVerificationEmailTemplate")
    void whatIsWrongWithATemplateIsSaid(String member, String value, String code, String text) {
        assertThatThrownBy(() -> ses.createCustomVerificationEmailTemplate(with(member, value)))
                .isInstanceOfSatisfying(SesException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>a</p><!-- a comment -->",
                "<script>alert(1)</script>",
                "<p><iframe src=\"https://elsewhere.example\"></iframe></p>",
                "<table><tr><td><style>p{}</style></td></tr></table>",
            })
    void contentMayHaveSesTagsAndNoComments(String content) {
        assertThatThrownBy(() -> ses.createCustomVerificationEmailTemplate(with("content", content)))
                .isInstanceOf(CustomVerificationEmailInvalidContentException.class);
    }

    @Test
    void aNameIsTakenOnce() {
        ses.createCustomVerificationEmailTemplate(template("twice"));
        assertThatThrownBy(() -> ses.createCustomVerificationEmailTemplate(template("twice")))
                .isInstanceOf(CustomVerificationEmailTemplateAlreadyExistsException.class)
                .hasMessageContaining("Custom verification email template <twice> already exists");
    }

    @Test
    void refusalsOfSendingComeInSessOrder() {
        try (SesClient other = client("333333333333")) {
            other.updateAccountSendingEnabled(r -> r.enabled(false));
            assertThatThrownBy(() -> send(other, "", "none")).isInstanceOf(AccountSendingPausedException.class);
            other.updateAccountSendingEnabled(r -> r.enabled(true));
            assertThatThrownBy(() -> send(other, " ", "none")).hasMessageContaining("Email address not specified.");
            assertThatThrownBy(() -> send(other, "no address", "none"))
                    .hasMessageContaining("Invalid email address<no address>.");
            assertThatThrownBy(() -> send(other, "ann@example.net", "none"))
                    .isInstanceOf(CustomVerificationEmailTemplateDoesNotExistException.class)
                    .hasMessageContaining("Template <none> does not exist");
            other.createCustomVerificationEmailTemplate(template("some"));
            assertThatThrownBy(() -> other.sendCustomVerificationEmail(r -> r.emailAddress("ann@example.net")
                            .templateName("some")
                            .configurationSetName("none")))
                    .isInstanceOf(ConfigurationSetDoesNotExistException.class);
            assertThat(other.listIdentities().identities()).containsExactly("example.com");
            other.deleteIdentity(r -> r.identity("example.com"));
            assertThatThrownBy(() -> send(other, "ann@example.net", "some"))
                    .isInstanceOf(FromEmailAddressNotVerifiedException.class)
                    .hasMessageContaining("Email address is not verified. The following identities failed the check in"
                            + " region US-EAST-1: Shop <shop@example.com>");
        }
    }

    @Test
    void anAccountInTheSandboxSendsNone() {
        Credential key = posthorn.tenant(new Tenant("444444444444", "us-east-1"), "example.com");
        posthorn.server
                .accounts()
                .update(
                        "444444444444",
                        account -> new Account(
                                account.id(),
                                account.name(),
                                true,
                                account.max24HourSend(),
                                account.maxSendRate(),
                                account.sendingEnabled(),
                                account.createdAt()));
        try (SesClient boxed = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            boxed.createCustomVerificationEmailTemplate(template("boxed"));
            assertThatThrownBy(() -> send(boxed, "ann@example.net", "boxed"))
                    .isInstanceOf(ProductionAccessNotGrantedException.class);
        }
    }

    private static void send(SesClient by, String address, String template) {
        by.sendCustomVerificationEmail(r -> r.emailAddress(address).templateName(template));
    }

    private static CreateCustomVerificationEmailTemplateRequest template(String name) {
        return CreateCustomVerificationEmailTemplateRequest.builder()
                .templateName(name)
                .fromEmailAddress("Shop <shop@example.com>")
                .templateSubject("Please confirm")
                .templateContent("<h1>Welcome</h1>")
                .successRedirectionURL("https://shop.example/done?x=1")
                .failureRedirectionURL("https://shop.example/failed")
                .build();
    }

    private static CreateCustomVerificationEmailTemplateRequest with(String member, String value) {
        var changed = template("wrong").toBuilder();
        switch (member) {
            case "from" -> changed.fromEmailAddress(value);
            case "success" -> changed.successRedirectionURL(value);
            case "failure" -> changed.failureRedirectionURL(value);
            case "name" -> changed.templateName(value);
            default -> changed.templateContent(value);
        }
        return changed.build();
    }

    private static VerificationStatus status(SesClient by, String identity) {
        return by.getIdentityVerificationAttributes(r -> r.identities(identity))
                .verificationAttributes()
                .get(identity)
                .verificationStatus();
    }

    /// The body, which is quoted-printable or plain.
    private static String decoded(ReceivedMessage mail) throws Exception {
        if (!mail.text().contains("Content-Transfer-Encoding: quoted-printable")) {
            return mail.text();
        }
        byte[] body = mail.text().substring(mail.text().indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
        try (QuotedPrintableInputStream in =
                new QuotedPrintableInputStream(new java.io.ByteArrayInputStream(body), DecodeMonitor.SILENT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String link(String text) {
        Matcher link = LINK.matcher(text);
        assertThat(link.find()).as(text).isTrue();
        return link.group();
    }

    /// Where a link redirects to; empty when it does not.
    /// Where the button behind a link leads to.
    private static Optional<String> location(String link) throws Exception {
        return asked("POST", link).headers().firstValue("Location");
    }

    private static HttpResponse<String> asked(String method, String link) throws Exception {
        return posthorn.http(
                HttpRequest.newBuilder(URI.create(link)).method(method, HttpRequest.BodyPublishers.noBody()));
    }
}
