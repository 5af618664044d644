package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.RefusalV2.assertBad;
import static org.posthorn.dist.RefusalV2.assertNotFound;
import static org.posthorn.dist.RefusalV2.assertRefused;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Account;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.VerificationStatus;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.CreateCustomVerificationEmailTemplateRequest;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.SendingPausedException;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.TooManyRequestsException;

/// Verification mail of an account's own by API v2, whose templates are those of API v1.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2VerificationTest {
    private static final String ARN = "arn:aws:ses:us-east-1:123456789012:custom-verification-email-template/";

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static Credential key;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start();
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        key = key("123456789012");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    private static Credential key(String account) {
        return posthorn.tenant(new Tenant(account, "us-east-1"), "example.com");
    }

    private static SesV2Client client(String account) {
        Credential made = key(account);
        return posthorn.clientV2(made.accessKeyId(), made.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    @Test
    @Shows(value = "SendCustomVerificationEmail", face = Face.V2)
    void theMailOfATemplateArrivesAndTheAddressIsPending() {
        ses.createCustomVerificationEmailTemplate(template("welcome"));
        String id = ses.sendCustomVerificationEmail(
                        r -> r.emailAddress("ann@example.net").templateName("welcome"))
                .messageId();
        posthorn.ended(id);
        assertThat(TestServer.arrived(relay, "ann@example.net").text())
                .contains("Subject: Please confirm", "/verify?token=");
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            assertThat(v1.getIdentityVerificationAttributes(r -> r.identities("ann@example.net"))
                            .verificationAttributes()
                            .get("ann@example.net")
                            .verificationStatus())
                    .isEqualTo(VerificationStatus.PENDING);
        }
        assertRefused(
                () -> send(ses, "ann@example.net", "welcome"), TooManyRequestsException.class, 429, "Rate exceeded");
    }

    @Test
    @Shows(
            value = {
                "CreateCustomVerificationEmailTemplate",
                "GetCustomVerificationEmailTemplate",
                "UpdateCustomVerificationEmailTemplate",
                "DeleteCustomVerificationEmailTemplate"
            },
            face = Face.V2)
    void aTemplateIsMadeToldChangedAndDeletedWithItsTags() {
        ses.createCustomVerificationEmailTemplate(template("changing").toBuilder()
                .tags(t -> t.key("team").value("shop"))
                .build());
        ses.updateCustomVerificationEmailTemplate(r -> r.templateName("changing")
                .fromEmailAddress("shop@example.com")
                .templateSubject("Another subject")
                .templateContent("<h1>Hi</h1>")
                .successRedirectionURL("https://shop.example/yes")
                .failureRedirectionURL("https://shop.example/no"));
        var told = ses.getCustomVerificationEmailTemplate(r -> r.templateName("changing"));
        assertThat(told.templateName()).isEqualTo("changing");
        assertThat(told.fromEmailAddress()).isEqualTo("shop@example.com");
        assertThat(told.templateSubject()).isEqualTo("Another subject");
        assertThat(told.templateContent()).isEqualTo("<h1>Hi</h1>");
        assertThat(told.successRedirectionURL()).isEqualTo("https://shop.example/yes");
        assertThat(told.failureRedirectionURL()).isEqualTo("https://shop.example/no");
        assertThat(ses.listTagsForResource(r -> r.resourceArn(ARN + "changing")).tags())
                .containsExactly(Tag.builder().key("team").value("shop").build());

        ses.deleteCustomVerificationEmailTemplate(r -> r.templateName("changing"));
        ses.createCustomVerificationEmailTemplate(template("changing"));
        assertThat(ses.listTagsForResource(r -> r.resourceArn(ARN + "changing")).tags())
                .as("tags went with the template")
                .isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFoundByAnyOperation() {
        String text = "Custom verification email template <none> does not exist";
        assertNotFound(() -> ses.getCustomVerificationEmailTemplate(r -> r.templateName("none")), text);
        assertNotFound(() -> ses.deleteCustomVerificationEmailTemplate(r -> r.templateName("none")), text);
        assertNotFound(
                () -> ses.updateCustomVerificationEmailTemplate(r -> r.templateName("none")
                        .fromEmailAddress("shop@example.com")
                        .templateSubject("s")
                        .templateContent("c")
                        .successRedirectionURL("https://shop.example/yes")
                        .failureRedirectionURL("https://shop.example/no")),
                text);
        assertNotFound(() -> send(ses, "ann@example.net", "none"), text);
    }

    /// An unverified sender is told as NotFound, as SES does.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from    | eve@elsewhere.example | 404 | The from email address <eve@elsewhere.example> is not verified",
                "success | ftp://shop.example/   | 400 | The success redirection URL is invalid",
                "failure | /relative             | 400 | The failure redirection URL is invalid",
                // Guesses, as in API v1.
                "name    | a b                   | 400 | Template name must be 1 to 64 letters, digits, '_' or '-'.",
                "subject | ' '                   | 400 | The subject must be specified.",
            })
    void whatIsWrongWithATemplateIsSaid(String member, String value, int status, String text) {
        Runnable call = () -> ses.createCustomVerificationEmailTemplate(with(member, value));
        if (status == 404) {
            assertNotFound(call, text);
        } else {
            assertBad(call, text);
        }
    }

    @Test
    void allOfItIsRequiredAndANameIsTakenOnce() {
        assertBad(
                () -> ses.createCustomVerificationEmailTemplate(r -> r.templateName("bare")),
                "5 validation errors detected: "
                        + String.join(
                                "; ",
                                List.of(
                                        missing("fromEmailAddress"),
                                        missing("templateSubject"),
                                        missing("templateContent"),
                                        missing("successRedirectionURL"),
                                        missing("failureRedirectionURL"))));
        ses.createCustomVerificationEmailTemplate(template("twice"));
        assertRefused(
                () -> ses.createCustomVerificationEmailTemplate(template("twice")),
                AlreadyExistsException.class,
                400,
                "Custom verification email template <twice> already exists");
    }

    private static String missing(String path) {
        return "Value at '" + path + "' failed to satisfy constraint: Member must not be null";
    }

    @Test
    @Shows(value = "ListCustomVerificationEmailTemplates", face = Face.V2)
    void templatesAreListedInPagesAndThereAreFifty() {
        try (SesV2Client other = client("210987654321")) {
            for (int i = 0; i < 50; i++) {
                other.createCustomVerificationEmailTemplate(template("t" + i));
            }
            assertRefused(
                    () -> other.createCustomVerificationEmailTemplate(template("one-more")),
                    LimitExceededException.class,
                    400,
                    "Maximum number of custom verification email templates (50) exceeded."); // a guess
            List<String> names = new ArrayList<>();
            var page = other.listCustomVerificationEmailTemplates(r -> r.pageSize(30));
            page.customVerificationEmailTemplates().forEach(one -> names.add(one.templateName()));
            String token = page.nextToken();
            var rest = other.listCustomVerificationEmailTemplates(r -> r.nextToken(token));
            rest.customVerificationEmailTemplates().forEach(one -> names.add(one.templateName()));
            assertThat(names).hasSize(50).doesNotHaveDuplicates();
            assertThat(rest.nextToken()).isNull();
            var one = rest.customVerificationEmailTemplates().getFirst();
            assertThat(one.fromEmailAddress()).isEqualTo("Shop <shop@example.com>");
            assertThat(one.templateSubject()).isEqualTo("Please confirm");
            assertThat(one.successRedirectionURL()).isEqualTo("https://shop.example/done?x=1");
            assertBad(
                    () -> other.listCustomVerificationEmailTemplates(r -> r.nextToken("bad")),
                    "Invalid nextToken <bad>.");
            for (int size : List.of(0, 51)) {
                assertBad(
                        () -> other.listCustomVerificationEmailTemplates(r -> r.pageSize(size)),
                        "The page size must be between 1 and 50");
            }
        }
    }

    @Test
    void refusalsOfSendingComeInSessOrder() {
        Credential other = key("333333333333");
        try (SesV2Client client = posthorn.clientV2(other.accessKeyId(), other.secretAccessKey());
                SesClient v1 = posthorn.client(other.accessKeyId(), other.secretAccessKey())) {
            assertBad(
                    () -> client.sendCustomVerificationEmail(r -> {}),
                    "2 validation errors detected: " + missing("emailAddress") + "; " + missing("templateName"));
            v1.updateAccountSendingEnabled(r -> r.enabled(false));
            assertRefused(
                    () -> send(client, " ", "none"), SendingPausedException.class, 400, "Account sending is disabled.");
            v1.updateAccountSendingEnabled(r -> r.enabled(true));
            assertBad(() -> send(client, " ", "none"), "Email address not specified.");
            assertBad(() -> send(client, "no address", "none"), "Invalid email address<no address>.");
            client.createCustomVerificationEmailTemplate(template("some"));
            assertNotFound(
                    () -> client.sendCustomVerificationEmail(r -> r.emailAddress("ann@example.net")
                            .templateName("some")
                            .configurationSetName("none")),
                    "Configuration set <none> does not exist.");
            v1.deleteIdentity(r -> r.identity("example.com"));
            assertNotFound(
                    () -> send(client, "ann@example.net", "some"),
                    "Email address is not verified. The following identities failed the check in region US-EAST-1: Shop"
                            + " <shop@example.com>");
        }
    }

    @Test
    void anAccountInTheSandboxSendsNone() {
        try (SesV2Client boxed = client("444444444444")) {
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
            boxed.createCustomVerificationEmailTemplate(template("boxed"));
            assertBad(() -> send(boxed, "ann@example.net", "boxed"), "The account is in the sandbox."); // a guess
        }
    }

    @Test
    void whatOneFaceMakesTheOtherShows() {
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            v1.createCustomVerificationEmailTemplate(r -> r.templateName("old")
                    .fromEmailAddress("shop@example.com")
                    .templateSubject("By v1")
                    .templateContent("<p>Hi</p>")
                    .successRedirectionURL("https://shop.example/yes")
                    .failureRedirectionURL("https://shop.example/no"));
            assertThat(ses.getCustomVerificationEmailTemplate(r -> r.templateName("old"))
                            .templateSubject())
                    .isEqualTo("By v1");
            ses.createCustomVerificationEmailTemplate(template("new"));
            assertThat(v1.getCustomVerificationEmailTemplate(r -> r.templateName("new"))
                            .templateSubject())
                    .isEqualTo("Please confirm");
        }
    }

    private static void send(SesV2Client by, String address, String template) {
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
            default -> changed.templateSubject(value);
        }
        return changed.build();
    }
}
