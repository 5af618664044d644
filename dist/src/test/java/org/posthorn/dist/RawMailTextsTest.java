package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.Refusal.assertRefused;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.MessageTag;
import software.amazon.awssdk.services.ses.model.SendRawEmailRequest;

/// What SES says of composed mail, over the API and over SMTP alike: required fields first, then syntax, then lengths.
class RawMailTextsTest {
    private static final String HEAD = "From: a@example.com\r\nTo: b@example.com\r\n";

    @RegisterExtension
    static final Installation installation = Installation.dev();

    @Given
    private static TestServer posthorn;

    @Given
    private static SesClient ses;

    @BeforeAll
    static void start() throws Exception {
        ses.verifyDomainIdentity(r -> r.domain("example.com"));
    }

    /// Basis: a recording of the real service.
    @Test
    void anEmptyMessageWithSourceAndDestinationsIsTaken() {
        String id = ses.sendRawEmail(r -> r.source("a@example.com")
                        .destinations("b@example.com")
                        .rawMessage(m -> m.data(SdkBytes.fromByteArray(new byte[0]))))
                .messageId();
        assertThat(id).hasSize(60);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "From: a@example.com\\nTo:\\n\\nx~Empty required header 'To'.",
                "From: a@example.com\\nTo: \\n \\n\\nx~Empty required header 'To'.",
                "From:\\nTo: nobody\\n\\nx~Empty required header 'From'.",
                "To: nobody\\n\\nx~Missing required header 'From'.",
                "From: nobody\\nTo:\\n\\nx~Empty required header 'To'.",
                "From: ü@example.com\\nTo: b@example.com\\n\\nx~Local address contains control or whitespace",
                "From: a@example.com\\nTo: b@exämple.com\\n\\nx~Domain contains control or whitespace",
                "From: a@example.com\\nTo: b@example.com\u200b\\n\\nx~Domain contains control or whitespace",
            })
    void requiredFieldsComeBeforeSyntax(String raw, String text) throws Exception {
        assertRefusedOverBoth(raw.replace("\\n", "\r\n"), text);
    }

    /// Basis: javax.mail 1.4's ContentType, ContentDisposition and ParameterList. "MIME type" and "MIME subtype" are
    /// guesses.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "Content-Disposition: =?utf-8?Q?attachment?= ; filename=a.txt~Expected disposition, got =",
                "Content-Disposition: ; filename=a.txt~Expected disposition, got ;",
                "Content-Disposition: \"attachment\"~Expected disposition, got attachment",
                "Content-Disposition: attachment; filename=a:b~Expected ';', got \":\"",
                "Content-Disposition: attachment; filename=my file.txt~Expected ';', got \"file.txt\"",
                "Content-Disposition: attachment; filename==?utf-8?B?YQ==?=~Expected parameter value, got \"=\"",
                "Content-Disposition: attachment; filename=~Expected parameter value, got \"null\"",
                "Content-Disposition: attachment; filename=;~Expected parameter value, got \";\"",
                "Content-Disposition: attachment; filename~Expected '=', got \"null\"",
                "Content-Disposition: attachment; =a~Expected parameter name, got \"=\"",
                "Content-Disposition: attachment; \"filename\"=a~Expected parameter name, got \"filename\"",
                "Content-Disposition: attachment; filename=\"a~Unbalanced quoted string",
                "Content-Disposition: attachment (x; filename=a~Unbalanced comments",
                "Content-Disposition: attachment; filename=ü.txt~Expected parameter value, got \"Ã\"",
                "Content-Type: text~Expected '/', got null",
                "Content-Type: text; charset=utf-8~Expected '/', got ;",
                "Content-Type: text/~Expected MIME subtype, got null",
                "Content-Type: /plain~Expected MIME type, got /",
                "Content-Type: text/plain charset=utf-8~Expected ';', got \"charset\"",
                "Content-Type: text/plain; charset=utf-8; name=a/b~Expected ';', got \"/\"",
                "Content-Type: text/html; charset=utf-8,~Expected ';', got \",\"",
            })
    void headersOfMessageAndPartsFollowTheOldParser(String field, String text) throws Exception {
        assertRefusedOverBoth(HEAD + field + "\r\n\r\nx\r\n", text);
        assertRefusedOverBoth(multipart(field + "\r\n\r\nx"), text);
        assertRefusedOverBoth(
                multipart("Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n" + field
                        + "\r\n\r\nx\r\n--i--"),
                text);
        // Others wrote what is attached.
        assertTaken(multipart("Content-Type: message/rfc822\r\n\r\n" + field + "\r\n\r\nx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain;",
                "Content-Type: text / plain (comment (nested)) ; charset = \"utf-8\" ;",
                "Content-Type: text/plain; charset=utf-8;\r\n\tformat=flowed",
                "Content-Disposition: attachment; filename=\"a:b; ü \\\" =.txt\"",
                "Content-Disposition: attachment;\r\n filename*0=\"a\";\r\n filename*1*=UTF-8''%20b.txt",
                "Content-Disposition: attachment; filename*=UTF-8''%E2%82%AC.txt",
                "X-Other: =; (\""
            })
    void whatTheOldParserTakesIsTaken(String field) throws Exception {
        assertTaken(HEAD + field + "\r\n\r\nx\r\n");
        assertTaken(multipart(field + "\r\n\r\nx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed; boundary=b\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\nonly text\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--bb\r\n\r\nx\r\n--bb--\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n--b\r\n\r\nx\r\n--b--\r\n",
                "Content-Type: multipart/alternative; charset=utf-8\r\n\r\n<p>Hello</p>\r\n-- \r\nAnn\r\n-----\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=i\r\n\r\n"
                        + "--j\r\n\r\nx\r\n--b--\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=i\r\n\r\n"
                        + "--b\r\n\r\n--i\r\n\r\nx\r\n--i--\r\n--b--\r\n",
            })
    void aBoundaryThatNeverComesIsMissed(String rest) throws Exception {
        assertRefusedOverBoth(HEAD + rest, "Missing start boundary");
    }

    /// A message in the source of a program, its lines indented: all are one field, as JavaMail reads them. A guess.
    @Test
    void indentedLinesContinueTheFirst() {
        String text = "From: a@example.com\r\n  To: b@example.com\r\n\r\n  x";
        assertRefused(
                () -> ses.sendRawEmail(request("  " + text)), "InvalidParameterValue", "Missing required header 'To'.");
        assertRefused(
                () -> ses.sendRawEmail(request("\tSubject: s\r\n  " + text)),
                "InvalidParameterValue",
                "Missing required header 'From'.");
        String id =
                ses.sendRawEmail(request("  Subject: s\r\n" + HEAD + "\r\nx")).messageId();
        assertThat(posthorn.captured(id).path("RawData").asString()).startsWith("Subject: s\r\nFrom: ");
    }

    /// Basis: javax.mail 1.4.3 to 1.4.7's MimeMultipart.
    @Test
    void aBoundaryThatIsNotNamedIsGuessed() throws Exception {
        String head = HEAD + "Content-Type: multipart/mixed\r\n\r\n-----\r\n";
        assertTaken(head + "--b\r\n\r\nx\r\n--b--\r\n");
        assertRefusedOverBoth(
                head + "--b\r\n\r\nx\r\n--b\r\nContent-Type: text\r\n\r\n--b--\r\n", "Expected '/', got null");
    }

    /// xreef/EMailSender#49: no blank line in front of the first delimiter.
    /// jmhobbs/Swiftmailer-Transport--AWS-SES#13: a body among the fields. aws-sdk-js#4121: a message that one SDK
    /// made zeros of.
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "Content-Type: multipart/mixed; boundary=b\\n--b\\nContent-Type: text/plain\\n\\nx\\n--b--\\n"
                        + "~Duplicate header 'Content-Type'.",
                "<!DOCTYPE html \"-//W3C//DTD\" \"http://www.w3.org\">\\n\\nx~Illegal header '<!DOCTYPE html \"-//W3C//DTD\""
                        + " \"http'.",
                "--b\\n\\nx~Illegal header '--b'.",
                "one more\\n\\nx~Illegal header 'one more'.",
                ": x\\n\\nx~Empty header names are illegal.",
            })
    void whatStandsAmongTheFieldsIsAName(String rest, String text) throws Exception {
        assertRefusedOverBoth(HEAD + rest.replace("\\n", "\r\n"), text);
    }

    @Test
    void aMessageWithoutNamesHasEmptyOnes() {
        for (String raw : List.of("\0\0\0\0", "  \r\n" + HEAD + "\r\nx")) {
            assertRefused(
                    () -> ses.sendRawEmail(request(raw)), "InvalidParameterValue", "Empty header names are illegal.");
        }
    }

    @Test
    void aMultipartNeedsItsFirstBoundaryOnly() {
        assertTaken(HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b  \r\n\r\nno end");
        assertTaken(multipart("Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nx"));
        assertTaken(multipart("\r\nx\r\n--b--\r\n--i\r\nContent-Type: nonsense\r\n\r\nepilogue"));
    }

    @Test
    void attachmentsThatAreBannedAreFoundInAttachedMessagesToo() throws Exception {
        assertRefusedOverBoth(
                multipart(
                        "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=i\r\n"
                                + "\r\n--i\r\nContent-Type: a; x\r\nContent-Disposition: attachment; filename=\"ü.exe\"\r\n\r\nx\r\n--i--"),
                "Illegal filename 'ü.exe'.");
    }

    @Test
    void aMessageThatWasEncodedTwiceHasTooLongAHeader() throws Exception {
        String oneLine = "RnJvbTog".repeat(110_000 / 8);
        assertRefusedOverBoth(oneLine, "Header section too long.");
        assertRefusedOverBoth("RnJvbTog\r\n".repeat(110_000 / 10), "Header section too long.");
        assertRefusedOverBoth("RnJvbTog\r\n\r\n", "Missing required header 'From'.");
    }

    @Test
    void lengthsComeLastAndCountTheNameToo() throws Exception {
        String name = "n".repeat(311);
        String tooLong = "Address length is more than 320 characters long: '" + name + " <%s@example.com>'.";
        String from = "From: " + name + " <f@example.com>\r\n";
        assertRefusedOverBoth(from + "To: b@example.com\r\n\r\nx", tooLong.formatted("f"));
        assertRefusedOverBoth(from + "To: nobody\r\n\r\nx", "Missing final '@domain'");
        assertRefusedOverBoth(from + "To: b@example.com\r\nContent-Type: text\r\n\r\nx", "Expected '/', got null");
        for (String field : List.of("To", "Cc", "Bcc", "Reply-To", "Return-Path")) {
            String raw = "From: a@example.com\r\n" + (field.equals("To") ? "" : "To: b@example.com\r\n") + field + ": "
                    + name + " <x@example.com>\r\n\r\nx";
            assertRefusedOverBoth(raw, tooLong.formatted("x"));
        }
        assertRefusedOverBoth(
                "From: a@example.com\r\nReply-To: " + name + " <r@example.com>\r\nTo: " + name
                        + " <t@example.com>\r\n\r\nx",
                tooLong.formatted("t"));
        assertRefusedOverBoth(
                HEAD + "Return-Path: " + name + " <p@example.com>\r\nReply-To: " + name + " <r@example.com>\r\n\r\nx",
                tooLong.formatted("r"));
        // Probed from outside, and published: the destinations of the request come before the fields, and the set
        // before all lengths.
        SendRawEmailRequest request = request(HEAD + "Cc: " + name + " <c@example.com>\r\n\r\nx").toBuilder()
                .destinations(name + " <d@example.com>")
                .build();
        assertRefused(() -> ses.sendRawEmail(request), "InvalidParameterValue", tooLong.formatted("d"));
        assertRefused(
                () -> ses.sendRawEmail(
                        request.toBuilder().configurationSetName("unknown").build()),
                "ConfigurationSetDoesNotExist",
                "Configuration set <unknown> does not exist.");
        assertTaken("From: " + "n".repeat(302) + " <f@example.com>\r\nTo: b@example.com\r\n\r\nx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-SES-SOURCE-ARN", "X-SES-FROM-ARN", "X-SES-RETURN-PATH-ARN"})
    void arnsThatAreNoneAreRefusedWhereNothingNeedsThemToo(String field) throws Exception {
        assertRefusedOverBoth(HEAD + field + ": none\r\n\r\nx", "Invalid ARN <none>.");
        assertRefused(
                () -> ses.sendRawEmail(
                        request(HEAD + "\r\nx").toBuilder().sourceArn("none").build()),
                "InvalidParameterValue",
                "Invalid ARN <none>.");
    }

    @Test
    void tagsForReportsBecomeAFieldInPlaceOfTheMessagesOwn() {
        String raw = HEAD + "X-SES-MESSAGE-TAGS: ses:feedback-id-a=spring, ses:feedback-id-b=shop_7, c=d\r\n"
                + "Feedback-ID: own\r\n\r\nx";
        assertThat(captured(ses.sendRawEmail(request(raw)).messageId()))
                .contains("Feedback-ID: spring:shop_7:1.us-east-1:posthorn\r\n")
                .doesNotContain("own")
                .doesNotContain("X-SES");
        assertThat(captured(ses.sendRawEmail(request(HEAD + "Feedback-ID: own\r\n\r\nx"))
                        .messageId()))
                .contains("Feedback-ID: own\r\n");
        String id = ses.sendEmail(r -> r.source("a@example.com")
                        .destination(d -> d.toAddresses("b@example.com"))
                        .tags(MessageTag.builder()
                                .name("ses:feedback-id-b")
                                .value("only")
                                .build())
                        .message(m -> m.subject(s -> s.data("s")).body(b -> b.text(t -> t.data("t")))))
                .messageId();
        assertThat(captured(id)).contains("Feedback-ID: :only:1.us-east-1:posthorn\r\n");
    }

    private static String captured(String id) {
        return posthorn.captured(id).path("RawData").asString();
    }

    private static String multipart(String part) {
        return HEAD + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + part
                + "\r\n--b--\r\n";
    }

    private static SendRawEmailRequest request(String raw) {
        return SendRawEmailRequest.builder()
                .rawMessage(m -> m.data(SdkBytes.fromString(raw, StandardCharsets.UTF_8)))
                .build();
    }

    private static void assertTaken(String raw) {
        assertThat(ses.sendRawEmail(request(raw)).messageId()).isNotEmpty();
    }

    private static void assertRefusedOverBoth(String raw, String text) throws Exception {
        assertRefused(() -> ses.sendRawEmail(request(raw)), "InvalidParameterValue", text);
        assertThat(SmtpText.submit(
                        posthorn.server.endpoints().submission(),
                        "123456789012",
                        "a@example.com",
                        "c@example.com",
                        raw.endsWith("\r\n") ? raw : raw + "\r\n"))
                .isEqualTo("554 Transaction failed: " + text);
    }
}
