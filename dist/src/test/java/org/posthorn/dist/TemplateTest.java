package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.AccountSendingPausedException;
import software.amazon.awssdk.services.ses.model.AlreadyExistsException;
import software.amazon.awssdk.services.ses.model.BulkEmailDestination;
import software.amazon.awssdk.services.ses.model.BulkEmailDestinationStatus;
import software.amazon.awssdk.services.ses.model.BulkEmailStatus;
import software.amazon.awssdk.services.ses.model.ConfigurationSetDoesNotExistException;
import software.amazon.awssdk.services.ses.model.InvalidRenderingParameterException;
import software.amazon.awssdk.services.ses.model.InvalidTemplateException;
import software.amazon.awssdk.services.ses.model.ListTemplatesResponse;
import software.amazon.awssdk.services.ses.model.MessageRejectedException;
import software.amazon.awssdk.services.ses.model.MissingRenderingAttributeException;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.ses.model.TemplateDoesNotExistException;
import software.amazon.awssdk.services.ses.model.TemplateMetadata;

/// Templates as the AWS SDK makes them and sends with them. Texts of errors are SES's, as its users quote
/// them, unless said otherwise here.
class TemplateTest {
    @RegisterExtension
    static final Installation installation = Installation.behindRelay();

    @Given
    private static Path directory;

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
    @Shows("SendTemplatedEmail")
    void aTemplateIsFilledInAndSent() {
        create("greeting", "Hello {{name}}", "Dear {{name}}, {{#each items}}{{this}};{{/each}}", "<b>{{name}}</b>");
        String id = ses.sendTemplatedEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("one@example.net").bccAddresses("two@example.net"))
                        .template("greeting")
                        .templateData("{\"name\":\"Ann & Bob\",\"items\":[\"x\",\"y\"]}"))
                .messageId();
        posthorn.ended(id);
        ReceivedMessage mail = TestServer.arrived(relay, "one@example.net");
        assertThat(mail.recipients()).containsExactly("one@example.net", "two@example.net");
        assertThat(mail.text())
                .contains("Subject: Hello Ann & Bob\r\n", "Dear Ann & Bob, x;y;", "<b>Ann & Bob</b>")
                .doesNotContain("two@example.net");
    }

    @Test
    void aMissingAttributeIsAcceptedAndToldByAnEventAndNothingIsSent() {
        create("strict", "Hello", "Dear {{name}}", null);
        String id = ses.sendTemplatedEmail(r -> r.source("shop@example.com")
                        .destination(d -> d.toAddresses("nobody@example.net"))
                        .template("strict")
                        .templateData("{}"))
                .messageId();
        CommandLineRun events = CommandLineRun.on(directory, "export", "-");
        assertThat(events.out().lines().filter(line -> line.contains(id)))
                .anySatisfy(line -> assertThat(line)
                        .contains("RenderingFailure")
                        .contains("Attribute 'name' is not present in the rendering data."));
        assertThat(relay.messages()).noneMatch(mail -> mail.recipients().contains("nobody@example.net"));
    }

    @Test
    @Shows({"DeleteTemplate", "GetTemplate", "UpdateTemplate"})
    void aTemplateIsToldChangedListedAndDeleted() {
        create("kept", "s", "t", null);
        ses.updateTemplate(r ->
                r.template(t -> t.templateName("kept").subjectPart("another").htmlPart("<p>h</p>")));
        var told = ses.getTemplate(r -> r.templateName("kept")).template();
        assertThat(told.subjectPart()).isEqualTo("another");
        assertThat(told.textPart()).isNull();
        assertThat(told.htmlPart()).isEqualTo("<p>h</p>");
        ses.deleteTemplate(r -> r.templateName("kept"));
        ses.deleteTemplate(r -> r.templateName("kept"));
        assertThatThrownBy(() -> ses.getTemplate(r -> r.templateName("kept")))
                .isInstanceOf(TemplateDoesNotExistException.class)
                .hasMessageContaining("Template kept does not exist.");
        assertThatThrownBy(() -> ses.updateTemplate(r ->
                        r.template(t -> t.templateName("kept").subjectPart("s").textPart("t"))))
                .isInstanceOf(TemplateDoesNotExistException.class);
    }

    @Test
    @Shows({"CreateTemplate", "ListTemplates"})
    void templatesAreListedTenAtATimeUnlessMoreAreAskedFor() {
        try (SesClient other = client("210987654321")) {
            for (int i = 0; i < 13; i++) {
                String name = "t" + i;
                other.createTemplate(r ->
                        r.template(t -> t.templateName(name).subjectPart("s").textPart("t")));
            }
            ListTemplatesResponse first = other.listTemplates();
            assertThat(first.templatesMetadata())
                    .hasSize(10)
                    .allSatisfy(
                            template -> assertThat(template.createdTimestamp()).isNotNull());
            List<String> names = new ArrayList<>(first.templatesMetadata().stream()
                    .map(TemplateMetadata::name)
                    .toList());
            ListTemplatesResponse second = other.listTemplates(r -> r.nextToken(first.nextToken()));
            second.templatesMetadata().forEach(template -> names.add(template.name()));
            assertThat(names).hasSize(13).doesNotHaveDuplicates();
            assertThat(second.nextToken()).isNull();
            assertThat(other.listTemplates(r -> r.maxItems(1_000)).templatesMetadata())
                    .hasSize(13);
            assertThatThrownBy(() -> other.listTemplates(r -> r.nextToken("bad")))
                    .hasMessageContaining("NextToken is invalid.");
            assertThatThrownBy(() -> other.listTemplates(r -> r.maxItems(0))).isInstanceOf(SesException.class);
        }
    }

    @Test
    void whatIsWrongWithATemplateIsSaid() {
        create("twice", "s", "t", null);
        assertThatThrownBy(() -> create("twice", "s", "t", null))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("Template twice already exists."); // [recall]
        assertThatThrownBy(() -> create("bad", "s", "{{#if a}}", null)).isInstanceOf(InvalidTemplateException.class);
        assertThatThrownBy(() -> create("empty", "s", null, null)).isInstanceOf(InvalidTemplateException.class);
        assertThatThrownBy(() -> create("large", "s", "x".repeat(512 * 1024), null))
                .isInstanceOf(InvalidTemplateException.class);
        assertThatThrownBy(() -> create("bare", null, "t", null)).isInstanceOfSatisfying(SesException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("The subject must be specified.");
        });
        assertThatThrownBy(() -> create("a b", "s", "t", null))
                .isInstanceOfSatisfying(
                        SesException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue"));
    }

    @Test
    @Shows("TestRenderTemplate")
    void aPreviewIsRenderedOrSaysWhyNot() {
        create("preview", "Hello {{name}}", "Dear {{name}}", "<p>{{name}}</p>");
        String rendered = ses.testRenderTemplate(r -> r.templateName("preview").templateData("{\"name\":\"Ann\"}"))
                .renderedTemplate();
        assertThat(rendered)
                .contains("Subject: Hello Ann", "multipart/alternative", "Dear Ann", "<p>Ann</p>")
                .doesNotContain("From:", "nobody");
        assertThatThrownBy(() ->
                        ses.testRenderTemplate(r -> r.templateName("preview").templateData("{}")))
                .isInstanceOf(MissingRenderingAttributeException.class)
                .hasMessageContaining("Attribute 'name' is not present in the rendering data.");
        assertThatThrownBy(() ->
                        ses.testRenderTemplate(r -> r.templateName("preview").templateData("[]")))
                .isInstanceOf(InvalidRenderingParameterException.class)
                .hasMessageContaining("Template rendering data must be a JSON object.");
        assertThatThrownBy(
                        () -> ses.testRenderTemplate(r -> r.templateName("none").templateData("{}")))
                .isInstanceOf(TemplateDoesNotExistException.class);
    }

    @Test
    @Shows("SendBulkTemplatedEmail")
    void aBulkGoesToEachDestinationWithItsOwnData() {
        create("bulk", "Hello {{name}}", "Dear {{name}} of {{town}}", null);
        List<BulkEmailDestinationStatus> statuses = ses.sendBulkTemplatedEmail(r -> r.source("shop@example.com")
                        .template("bulk")
                        .defaultTemplateData("{\"name\":\"friend\",\"town\":\"Aarhus\"}")
                        .destinations(
                                to("own@example.net", "{\"name\":\"Ann\"}"),
                                to("default@example.net", "{}"),
                                to("no address", "{}"),
                                to("own@example.net", "{\"name\":\"Ann again\",\"town\":\"Bergen\"}")))
                .status();
        assertThat(statuses)
                .extracting(BulkEmailDestinationStatus::status)
                .containsExactly(
                        BulkEmailStatus.SUCCESS,
                        BulkEmailStatus.SUCCESS,
                        BulkEmailStatus.INVALID_PARAMETER_VALUE,
                        BulkEmailStatus.SUCCESS);
        assertThat(statuses.get(2).messageId()).isNull();
        assertThat(statuses.get(2).error()).isNotEmpty();
        assertThat(statuses.getFirst().error()).isNull();
        statuses.stream()
                .filter(status -> status.messageId() != null)
                .forEach(status -> posthorn.ended(status.messageId()));
        assertThat(TestServer.arrived(relay, "default@example.net").text()).contains("Dear friend of Aarhus");
        assertThat(relay.messages().stream()
                        .filter(mail -> mail.recipients().contains("own@example.net"))
                        .map(ReceivedMessage::text))
                .hasSize(2)
                .anyMatch(text -> text.contains("Dear Ann of Aarhus"))
                .anyMatch(text -> text.contains("Dear Ann again of Bergen"));
    }

    @Test
    void aBulkIsRefusedAsAWholeForWhatIsWrongWithAll() {
        create("whole", "s", "t", null);
        assertThatThrownBy(() -> bulk("whole", Collections.nCopies(51, to("a@example.net", "{}"))))
                .isInstanceOf(MessageRejectedException.class)
                .hasMessageContaining("Number of destinations (51) exceeds the maximum of 50.");
        BulkEmailDestination crowded = BulkEmailDestination.builder()
                .destination(d -> d.toAddresses(Collections.nCopies(51, "a@example.net")))
                .build();
        assertThatThrownBy(() -> bulk("whole", List.of(crowded)))
                .isInstanceOf(MessageRejectedException.class)
                .hasMessageContaining("Recipient count (51) in a destination exceeds the maximum of 50.");
        assertThatThrownBy(() -> bulk("none", List.of(to("a@example.net", "{}"))))
                .isInstanceOf(TemplateDoesNotExistException.class);
        assertThatThrownBy(() -> ses.sendBulkTemplatedEmail(r -> r.source("shop@example.com")
                        .template("whole")
                        .defaultTemplateData("{}")
                        .configurationSetName("none")
                        .destinations(to("a@example.net", "{}"))))
                .isInstanceOf(ConfigurationSetDoesNotExistException.class);
        try (SesClient paused = client("333333333333")) {
            paused.updateAccountSendingEnabled(r -> r.enabled(false));
            assertThatThrownBy(() -> paused.sendBulkTemplatedEmail(r -> r.source("shop@example.com")
                            .template("whole")
                            .defaultTemplateData("{}")
                            .destinations(to("a@example.net", "{}"))))
                    .isInstanceOf(AccountSendingPausedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop@example.com       | none  | TemplateDoesNotExist | Template none does not exist.",
                "eve@elsewhere.example  | plain | MessageRejected      | Email address is not verified.",
            })
    void sendingIsRefusedInSessWords(String source, String template, String code, String text) {
        try {
            create("plain", "s", "t", null);
        } catch (AlreadyExistsException e) {
            // made for the case before
        }
        assertThatThrownBy(() -> ses.sendTemplatedEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses("a@example.net"))
                        .template(template)
                        .templateData("{}")))
                .isInstanceOfSatisfying(SesException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                    assertThat(e.awsErrorDetails().errorMessage()).startsWith(text);
                });
    }

    private static void bulk(String template, List<BulkEmailDestination> destinations) {
        ses.sendBulkTemplatedEmail(r -> r.source("shop@example.com")
                .template(template)
                .defaultTemplateData("{}")
                .destinations(destinations));
    }

    private static BulkEmailDestination to(String address, String data) {
        return BulkEmailDestination.builder()
                .destination(d -> d.toAddresses(address))
                .replacementTemplateData(data)
                .build();
    }

    private static void create(String name, String subject, String text, String html) {
        ses.createTemplate(r -> r.template(
                t -> t.templateName(name).subjectPart(subject).textPart(text).htmlPart(html)));
    }
}
