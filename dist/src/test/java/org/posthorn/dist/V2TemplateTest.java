package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.RefusalV2.assertBad;
import static org.posthorn.dist.RefusalV2.assertMissing;
import static org.posthorn.dist.RefusalV2.assertNotFound;
import static org.posthorn.dist.RefusalV2.assertRefused;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.Limits;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.engine.settings.Template;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.EmailTemplateMetadata;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.Tag;

/// Templates by API v2, which are those of API v1.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2TemplateTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final String ARN = "arn:aws:ses:us-east-1:123456789012:template/";

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static Credential key;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:1", "account.sandbox=false");
        key = posthorn.tenant(TENANT, "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
    }

    private static void create(String name) {
        ses.createEmailTemplate(r -> r.templateName(name)
                .templateContent(c -> c.subject("Hello {{name}}").text("Dear {{name}}")));
    }

    @Test
    @Shows(
            value = {"CreateEmailTemplate", "GetEmailTemplate", "UpdateEmailTemplate", "DeleteEmailTemplate"},
            face = Face.V2)
    void aTemplateIsMadeToldReplacedAndDeletedWithItsTags() {
        ses.createEmailTemplate(r -> r.templateName("kept")
                .templateContent(c -> c.subject("s").text("t").html("<p>h</p>"))
                .tags(t -> t.key("team").value("shop")));
        Instant made = listed("kept").createdTimestamp();
        ses.updateEmailTemplate(r ->
                r.templateName("kept").templateContent(c -> c.subject("another").text("text")));
        var told = ses.getEmailTemplate(r -> r.templateName("kept"));
        assertThat(told.templateName()).isEqualTo("kept");
        assertThat(told.templateContent().subject()).isEqualTo("another");
        assertThat(told.templateContent().text()).isEqualTo("text");
        assertThat(told.templateContent().html())
                .as("what is not given is emptied")
                .isNull();
        assertThat(told.tags()).as("an update leaves tags").containsExactly(tag("team", "shop"));
        assertThat(listed("kept").createdTimestamp()).isEqualTo(made);

        ses.deleteEmailTemplate(r -> r.templateName("kept"));
        assertNotFound(
                () -> ses.listTagsForResource(r -> r.resourceArn(ARN + "kept")), "No Template present with name: kept");
        create("kept");
        assertThat(ses.getEmailTemplate(r -> r.templateName("kept")).tags())
                .as("tags went with the template")
                .isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFoundByAnyOperation() {
        String text = "Template none does not exist.";
        assertNotFound(() -> ses.getEmailTemplate(r -> r.templateName("none")), text);
        assertNotFound(
                () -> ses.updateEmailTemplate(r -> r.templateName("none")
                        .templateContent(c -> c.subject("s").text("t"))),
                text);
        assertNotFound(() -> ses.deleteEmailTemplate(r -> r.templateName("none")), text);
        assertNotFound(
                () -> ses.testRenderEmailTemplate(r -> r.templateName("none").templateData("{}")), text);
    }

    @Test
    void whatIsWrongWithATemplateIsSaidAndNothingIsMade() {
        create("twice");
        assertRefused(() -> create("twice"), AlreadyExistsException.class, 400, "Template twice already exists.");
        assertBad(
                () -> ses.createEmailTemplate(r -> {}),
                "2 validation errors detected: Value at 'templateName' failed to satisfy constraint: Member must not be"
                        + " null; Value at 'templateContent' failed to satisfy constraint: Member must not be null");
        assertMissing(() -> ses.updateEmailTemplate(r -> r.templateName("twice")), "templateContent");
        assertBad(
                () -> ses.createEmailTemplate(r -> r.templateName("bare").templateContent(c -> c.text("t"))),
                "The subject must be specified.");
        // Guesses, as in API v1.
        assertBad(
                () -> ses.createEmailTemplate(r -> r.templateName("empty").templateContent(c -> c.subject("s"))),
                "The template must have a text part or an HTML part.");
        assertBad(
                () -> ses.createEmailTemplate(r -> r.templateName("large")
                        .templateContent(c -> c.subject("s").text("x".repeat(Limits.TEMPLATE_CHARS)))),
                "The template exceeds 512000 characters.");
        assertBad(() -> create("a b"), "Template name must be 1 to 64 letters, digits, '_' or '-'.");
        assertBad(
                () -> ses.createEmailTemplate(r -> r.templateName("mistagged")
                        .templateContent(c -> c.subject("s").text("t"))
                        .tags(t -> t.key("aws:mine").value("1"))),
                "Invalid tag key <aws:mine>: 'aws:' is reserved.");
        assertNotFound(
                () -> ses.getEmailTemplate(r -> r.templateName("mistagged")), "Template mistagged does not exist.");
    }

    @Test
    @Shows(value = "ListEmailTemplates", face = Face.V2)
    void templatesAreListedTenAtATimeUnlessMoreAreAskedFor() {
        Credential other = posthorn.tenant(new Tenant("210987654321", "us-east-1"), "example.com");
        try (SesV2Client client = posthorn.clientV2(other.accessKeyId(), other.secretAccessKey())) {
            for (int i = 0; i < 13; i++) {
                String name = "t" + i;
                client.createEmailTemplate(r ->
                        r.templateName(name).templateContent(c -> c.subject("s").text("t")));
            }
            List<String> names = new ArrayList<>();
            var first = client.listEmailTemplates(r -> {});
            assertThat(first.templatesMetadata()).hasSize(10);
            first.templatesMetadata().forEach(one -> names.add(one.templateName()));
            var second = client.listEmailTemplates(r -> r.nextToken(first.nextToken()));
            second.templatesMetadata().forEach(one -> names.add(one.templateName()));
            assertThat(second.nextToken()).isNull();
            assertThat(names).hasSize(13).doesNotHaveDuplicates();
            assertThat(client.listEmailTemplates(r -> r.pageSize(100)).templatesMetadata())
                    .hasSize(13);
            for (int size : List.of(-1, 0, 101)) {
                assertBad(
                        () -> client.listEmailTemplates(r -> r.pageSize(size)),
                        "The page size must be between 1 and 100");
            }
            assertBad(() -> client.listEmailTemplates(r -> r.nextToken("bad")), "Invalid PageToken <bad>.");
            assertThat(client.listEmailTemplates(r -> r.nextToken("")).templatesMetadata())
                    .as("an empty token is none")
                    .hasSize(10);
        }
    }

    @Test
    @Shows(value = "TestRenderEmailTemplate", face = Face.V2)
    void aPreviewIsRenderedOrSaysWhyNot() {
        create("preview");
        assertThat(ses.testRenderEmailTemplate(r -> r.templateName("preview").templateData("{\"name\":\"Ann\"}"))
                        .renderedTemplate())
                .contains("Subject: Hello Ann\r\n", "Dear Ann")
                .doesNotContain("From:");
        assertBad(
                () -> ses.testRenderEmailTemplate(r -> r.templateName("preview").templateData("{}")),
                "Attribute 'name' is not present in the rendering data.");
        assertBad(
                () -> ses.testRenderEmailTemplate(r -> r.templateName("preview").templateData("[]")),
                "Template rendering data must be a JSON object."); // a guess
        assertBad(
                () -> ses.testRenderEmailTemplate(r -> r.templateName("preview").templateData(" ")),
                "Template rendering data is required."); // a guess
        assertThat(refusal("{\"name\":")).startsWith("Template rendering data is invalid: ");
        assertMissing(() -> ses.testRenderEmailTemplate(r -> r.templateName("preview")), "templateData");
        assertBad(
                () -> ses.testRenderEmailTemplate(
                        r -> r.templateName("preview").templateData(" ".repeat(Limits.TEMPLATE_DATA_CHARS + 1))),
                "1 validation error detected: Value at 'templateData' failed to satisfy constraint: Member must have"
                        + " length less than or equal to 262144");
    }

    private static String refusal(String data) {
        try {
            return ses.testRenderEmailTemplate(r -> r.templateName("preview").templateData(data))
                    .renderedTemplate();
        } catch (software.amazon.awssdk.services.sesv2.model.BadRequestException e) {
            return e.awsErrorDetails().errorMessage();
        }
    }

    @Test
    void thereAreAsManyAsTheLimitSays() {
        Tenant full = new Tenant("333333333333", "us-east-1");
        Credential other = posthorn.tenant(full, "example.com");
        posthorn.server
                .settings()
                .table(Tables.TEMPLATES)
                .putAll(IntStream.range(0, Limits.TEMPLATES)
                        .mapToObj(i -> new Table.Row<>(
                                full,
                                "t" + i,
                                new Template("t" + i, "s", Optional.of("t"), Optional.empty(), Instant.EPOCH)))
                        .toList());
        try (SesV2Client client = posthorn.clientV2(other.accessKeyId(), other.secretAccessKey())) {
            assertRefused(
                    () -> client.createEmailTemplate(r -> r.templateName("one-more")
                            .templateContent(c -> c.subject("s").text("t"))),
                    LimitExceededException.class,
                    400,
                    "Maximum number of templates (10000) exceeded.");
        }
    }

    @Test
    void whatOneFaceMakesTheOtherShows() {
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            v1.createTemplate(r -> r.template(
                    t -> t.templateName("old").subjectPart("s").textPart("t").htmlPart("<p>h</p>")));
            var old = ses.getEmailTemplate(r -> r.templateName("old"));
            assertThat(old.templateContent().subject()).isEqualTo("s");
            assertThat(old.templateContent().text()).isEqualTo("t");
            assertThat(old.templateContent().html()).isEqualTo("<p>h</p>");
            assertThat(old.hasTags()).as("an empty list, not none").isTrue();

            create("new");
            ses.tagResource(r -> r.resourceArn(ARN + "new").tags(tag("a", "1")));
            assertThat(v1.getTemplate(r -> r.templateName("new")).template().textPart())
                    .isEqualTo("Dear {{name}}");
            v1.deleteTemplate(r -> r.templateName("new"));
            create("new");
            assertThat(ses.getEmailTemplate(r -> r.templateName("new")).tags())
                    .as("API v1 deletes the tags too")
                    .isEmpty();
            ses.deleteEmailTemplate(r -> r.templateName("old"));
            Refusal.assertRefused(
                    () -> v1.getTemplate(r -> r.templateName("old")),
                    "TemplateDoesNotExist",
                    "Template old does not exist.");
        }
    }

    private static EmailTemplateMetadata listed(String name) {
        return ses.listEmailTemplates(r -> r.pageSize(100)).templatesMetadata().stream()
                .filter(one -> one.templateName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
