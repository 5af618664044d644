package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.Refusal.assertRefused;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.BulkEmailDestination;
import software.amazon.awssdk.services.ses.model.BulkEmailDestinationStatus;
import software.amazon.awssdk.services.ses.model.SendBulkTemplatedEmailRequest;
import software.amazon.awssdk.services.ses.model.SendEmailRequest;

/// What SES says of the addresses of mail in parts: the first that is none in the order of its fields, then the first
/// that is too long; and all before the template is looked for.
class AddressTextsTest {
    private static final String LONG = "n".repeat(311) + " <%s@example.com>";
    private static final String TOO_LONG =
            "Address length is more than 320 characters long: '" + "n".repeat(311) + " <%s@example.com>'.";

    @RegisterExtension
    static final Installation installation = Installation.dev();

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        ses.verifyDomainIdentity(r -> r.domain("example.com"));
        ses.createTemplate(r -> r.template(t -> t.templateName("known")
                .subjectPart("{{a.b.c}} {{a.b.d}} {{a.e}} {{#each list}}[{{this}}]{{/each}}")
                .textPart("t")));
    }

    private static SendEmailRequest email(List<String> six) {
        return SendEmailRequest.builder()
                .source(six.get(0))
                .destination(
                        d -> d.toAddresses(six.get(1)).ccAddresses(six.get(2)).bccAddresses(six.get(3)))
                .returnPath(six.get(4))
                .replyToAddresses(six.get(5))
                .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t"))))
                .build();
    }

    private static List<String> six() {
        return new ArrayList<>(List.of(
                "s@example.com", "t@example.com", "c@example.com", "b@example.com", "p@example.com", "r@example.com"));
    }

    @Test
    void lengthsAreComplainedOfInTheOrderOfTheFieldsWhenAllCanBeRead() {
        List<String> addresses = six();
        for (int i = 5; i >= 0; i--) {
            String name = addresses.get(i).substring(0, 1);
            addresses.set(i, LONG.formatted(name));
            assertRefused(() -> ses.sendEmail(email(addresses)), "InvalidParameterValue", TOO_LONG.formatted(name));
        }
        addresses.set(5, "nobody");
        assertRefused(() -> ses.sendEmail(email(addresses)), "InvalidParameterValue", "Missing final '@domain'");
    }

    @Test
    void syntaxIsComplainedOfInTheOrderOfTheFieldsToo() {
        List<String> addresses = six();
        for (int i = 5; i >= 0; i--) {
            addresses.set(i, "x y" + i + "@example.com");
            assertRefused(
                    () -> ses.sendEmail(email(addresses)),
                    "InvalidParameterValue",
                    "Local address contains control or whitespace");
            addresses.set(i, i % 2 == 0 ? "nobody" : "a@");
            assertRefused(
                    () -> ses.sendEmail(email(addresses)),
                    "InvalidParameterValue",
                    i % 2 == 0 ? "Missing final '@domain'" : "Missing domain");
        }
    }

    /// Basis: probes of the service that others published.
    @Test
    void syntaxComesBeforeRecipientsAreMissedThenTheConfigurationSetThenLengths() {
        SendEmailRequest noRecipient = email(six()).toBuilder()
                .destination(d -> d.toAddresses(List.of()))
                .build();
        assertRefused(() -> ses.sendEmail(noRecipient), "InvalidParameterValue", "Missing required header 'To'.");
        for (SendEmailRequest request : List.of(noRecipient, email(six()))) {
            assertRefused(
                    () -> ses.sendEmail(request.toBuilder()
                            .source("やまだ@example.com")
                            .configurationSetName("unknown")
                            .build()),
                    "InvalidParameterValue",
                    "Local address contains control or whitespace");
        }
        assertRefused(
                () -> ses.sendEmail(email(six()).toBuilder()
                        .source(LONG.formatted("s"))
                        .configurationSetName("unknown")
                        .build()),
                "ConfigurationSetDoesNotExist",
                "Configuration set <unknown> does not exist.");
        assertRefused(
                () -> ses.sendTemplatedEmail(r -> r.source(LONG.formatted("s"))
                        .destination(d -> d.toAddresses("t@example.com"))
                        .configurationSetName("unknown")
                        .template("unknown")
                        .templateData("{}")),
                "ConfigurationSetDoesNotExist",
                "Configuration set <unknown> does not exist.");
    }

    @Test
    void anAddressOf320CharactersWithItsNameIsTaken() {
        List<String> addresses = six();
        addresses.replaceAll(address -> "n".repeat(317 - address.length()) + " <" + address + ">");
        assertThat(addresses).allMatch(address -> address.length() == 320);
        assertThat(ses.sendEmail(email(addresses)).messageId()).isNotEmpty();
        // openedx#12171, mautic#7732: a name in another script, encoded.
        String encoded = "=?UTF-8?B?" + "0JDQkdCS".repeat(40) + "?=";
        addresses.set(0, encoded + " <s@example.com>");
        assertRefused(
                () -> ses.sendEmail(email(addresses)),
                "InvalidParameterValue",
                "Address length is more than 320 characters long: '" + encoded + " <s@example.com>'.");
    }

    @ParameterizedTest
    @CsvSource({
        "sö@example.com, Local address contains control or whitespace",
        "s@exämple.com, Domain contains control or whitespace",
        "sö@exämple.com, Local address contains control or whitespace",
        "Ärger <s@exämple.com>, Domain contains control or whitespace",
        "'\"ö\"@example.com', Local address contains control or whitespace",
        "s@exa%!mple.com, Domain contains illegal character",
    })
    void charactersOutsideOfAsciiAreControlCharacters(String address, String text) {
        for (int i = 0; i < 6; i++) {
            List<String> addresses = six();
            addresses.set(i, address);
            assertRefused(() -> ses.sendEmail(email(addresses)), "InvalidParameterValue", text);
        }
    }

    private static SendBulkTemplatedEmailRequest bulk(
            String template, Consumer<SendBulkTemplatedEmailRequest.Builder> more) {
        SendBulkTemplatedEmailRequest.Builder request = SendBulkTemplatedEmailRequest.builder()
                .source("s@example.com")
                .template(template)
                .defaultTemplateData("{\"a\":{\"b\":{\"c\":\"default c\",\"d\":\"default d\"},\"e\":\"default e\"},"
                        + "\"list\":[\"x\",\"y\"]}");
        more.accept(request);
        return request.build();
    }

    private static BulkEmailDestination to(String address) {
        return BulkEmailDestination.builder()
                .destination(d -> d.toAddresses(address))
                .build();
    }

    /// The basis for bulk is a probe of the service.
    @Test
    void aSenderThatIsNoneRefusesABulkBeforeItsTemplateIsLookedFor() {
        for (String template : List.of("known", "unknown")) {
            assertRefused(
                    () -> ses.sendBulkTemplatedEmail(
                            bulk(template, r -> r.source("no body@example.com").destinations(to("a@example.com")))),
                    "InvalidParameterValue",
                    "Invalid email address<no body@example.com>.");
            assertRefused(
                    () -> ses.sendBulkTemplatedEmail(
                            bulk(template, r -> r.returnPath("nobody").destinations(to("a@example.com")))),
                    "InvalidParameterValue",
                    "Invalid email address<nobody>.");
            assertRefused(
                    () -> ses.sendBulkTemplatedEmail(
                            bulk(template, r -> r.source(LONG.formatted("s")).destinations(to("a@example.com")))),
                    "InvalidParameterValue",
                    "Invalid email address<" + LONG.formatted("s") + ">.");
            assertRefused(
                    () -> ses.sendBulkTemplatedEmail(bulk(
                            template, r -> r.returnPath(LONG.formatted("p")).destinations(to("a@example.com")))),
                    "InvalidParameterValue",
                    "Invalid email address<" + LONG.formatted("p") + ">.");
            assertRefused(
                    () -> ses.sendTemplatedEmail(r -> r.source("s@example.com")
                            .destination(d -> d.toAddresses("nobody"))
                            .template(template)
                            .templateData("{}")),
                    "InvalidParameterValue",
                    "Missing final '@domain'");
            assertRefused(
                    () -> ses.sendTemplatedEmail(r -> r.source(LONG.formatted("s"))
                            .destination(d -> d.toAddresses("t@example.com"))
                            .template(template)
                            .templateData("{}")),
                    "InvalidParameterValue",
                    TOO_LONG.formatted("s"));
        }
        assertRefused(
                () -> ses.sendBulkTemplatedEmail(bulk("unknown", r -> r.destinations(to("nobody")))),
                "TemplateDoesNotExist",
                "Template unknown does not exist.");
        assertThat(ses.sendBulkTemplatedEmail(bulk("known", r -> r.destinations(to("nobody"), to("a@example.com"))))
                        .status())
                .extracting(BulkEmailDestinationStatus::statusAsString)
                .containsExactly("InvalidParameterValue", "Success");
    }

    @Test
    void dataOfADestinationLiesOverTheDefaultsAtEveryDepthAndListsReplaceLists() {
        assertThat(subject("{\"a\":{\"b\":{\"c\":\"own c\"}}}")).isEqualTo("own c default d default e [x][y]");
        assertThat(subject("{\"a\":{\"e\":\"own e\"},\"list\":[\"z\"]}")).isEqualTo("default c default d own e [z]");
        assertThat(subject("{}")).isEqualTo("default c default d default e [x][y]");
        assertThat(subject("{\"list\":[]}")).isEqualTo("default c default d default e ");
    }

    /// boto3#1795 and #2545, aws-sdk-php#1454; the code is a guess.
    @ParameterizedTest
    @ValueSource(strings = {"anything", "{'a':1}", "{\"a\":1,}", "{\"a\":1} x", "[]", "\"a\"", "null"})
    void dataThatIsNoJsonObjectIsRefusedAtOnce(String data) {
        assertRefused(
                () -> ses.sendTemplatedEmail(r -> r.source("s@example.com")
                        .destination(d -> d.toAddresses("t@example.com"))
                        .template("known")
                        .templateData(data)),
                "InvalidParameterValue",
                "The template data is invalid");
        assertRefused(
                () -> ses.sendBulkTemplatedEmail(
                        bulk("known", r -> r.defaultTemplateData(data).destinations(to("a@example.com")))),
                "InvalidParameterValue",
                "The template data is invalid");
        assertRefused(() -> subject(data), "InvalidParameterValue", "The template data is invalid");
    }

    private static String subject(String data) {
        BulkEmailDestinationStatus status = ses.sendBulkTemplatedEmail(bulk(
                        "known",
                        r -> r.destinations(to("a@example.com").toBuilder()
                                .replacementTemplateData(data)
                                .build())))
                .status()
                .getFirst();
        return posthorn.captured(status.messageId()).path("Subject").asString();
    }
}
