package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthorn.dist.RefusalV2.assertBad;
import static org.posthorn.dist.RefusalV2.assertMissing;
import static org.posthorn.dist.RefusalV2.assertNotFound;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.Tag;

/// Tags of resources by API v2.
class V2TagTest {
    private static final String DOMAIN = "arn:aws:ses:us-east-1:123456789012:identity/example.com";

    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static Credential key;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:1");
        key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
    }

    private static List<Tag> tagsOf(String arn) {
        return ses.listTagsForResource(r -> r.resourceArn(arn)).tags();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    @Shows(
            value = {"TagResource", "UntagResource", "ListTagsForResource"},
            face = Face.V2)
    void tagsAreAddedReplacedAndTakenOff() {
        assertThat(ses.listTagsForResource(r -> r.resourceArn(DOMAIN)).hasTags())
                .as("an empty list, not none")
                .isTrue();
        ses.tagResource(r -> r.resourceArn(DOMAIN).tags(tag("team", "shop"), tag("Cost Centre", "é_.:/=+-@7")));
        ses.tagResource(r -> r.resourceArn(DOMAIN).tags(tag("team", "mail"), tag("empty", "")));
        assertThat(tagsOf(DOMAIN))
                .containsExactly(tag("team", "mail"), tag("Cost Centre", "é_.:/=+-@7"), tag("empty", ""));
        ses.tagResource(r -> r.resourceArn(DOMAIN).tags(List.of()));
        ses.untagResource(r -> r.resourceArn(DOMAIN).tagKeys("team", "unknown", "Cost Centre"));
        assertThat(tagsOf(DOMAIN)).containsExactly(tag("empty", ""));
        ses.untagResource(r -> r.resourceArn(DOMAIN).tagKeys("empty"));
        assertThat(tagsOf(DOMAIN)).isEmpty();
    }

    /// What API v1 made has tags too.
    @Test
    void anyResourceHasTags() {
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            v1.verifyEmailIdentity(r -> r.emailAddress("a+b@example.net"));
            v1.createConfigurationSet(r -> r.configurationSet(c -> c.name("set")));
            v1.createTemplate(r ->
                    r.template(t -> t.templateName("hello").subjectPart("s").textPart("t")));
            for (String name : List.of("identity/a+b@example.net", "configuration-set/set", "template/hello")) {
                String arn = "arn:aws:ses:us-east-1:123456789012:" + name;
                ses.tagResource(r -> r.resourceArn(arn).tags(tag("of", name)));
                assertThat(tagsOf(arn)).containsExactly(tag("of", name));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "configuration-set/none, No ConfigurationSet present with name: none",
        "template/none, No Template present with name: none",
        "identity/none.example, No EmailIdentity present with name: none.example",
        "contact-list/none, No ContactList present with name: none",
        "custom-verification-email-template/none, No CustomVerificationEmailTemplate present with name: none",
        // A guess.
        "mailmanager-archive/a-1, No mailmanager-archive present with name: a-1",
    })
    void whatIsNotThereHasNone(String name, String text) {
        String arn = "arn:aws:ses:us-east-1:123456789012:" + name;
        assertNotFound(() -> tagsOf(arn), text);
        assertNotFound(() -> ses.tagResource(r -> r.resourceArn(arn).tags(tag("a", "1"))), text);
        assertNotFound(() -> ses.untagResource(r -> r.resourceArn(arn).tagKeys("a")), text);
    }

    @Test
    void anotherAccountIsToldBeforeAnotherRegion() {
        String other = "arn:aws:ses:eu-west-1:999999999999:identity/example.com";
        String text = "Operations on a resource created in a different account is not allowed";
        assertBad(() -> tagsOf(other), text);
        assertBad(() -> ses.tagResource(r -> r.resourceArn(other).tags(tag("a", "1"))), text);
        assertBad(() -> ses.untagResource(r -> r.resourceArn(other).tagKeys("a")), text);
        String elsewhere = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
        assertBad(() -> ses.tagResource(r -> r.resourceArn(elsewhere).tags(tag("a", "1"))), "Failed to tag resource");
        assertBad(() -> ses.untagResource(r -> r.resourceArn(elsewhere).tagKeys("a")), "Failed to untag resource");
        // A guess.
        assertBad(() -> tagsOf("nonsense"), "Provided ARN is not in SES resource ARN format");
    }

    /// It looks in the region of the signature, and then for tags by the ARN as it stands: another region's has none.
    @Test
    void theTagsOfAnotherRegionAreNotThoseOfThisOne() {
        ses.tagResource(r -> r.resourceArn(DOMAIN).tags(tag("here", "1")));
        assertThat(tagsOf("arn:aws:ses:eu-west-1:123456789012:identity/example.com"))
                .isEmpty();
        ses.untagResource(r -> r.resourceArn(DOMAIN).tagKeys("here"));
    }

    @Test
    void whatIsMissingIsSaid() {
        assertMissing(() -> ses.tagResource(r -> r.tags(tag("a", "1"))), "resourceArn");
        assertMissing(() -> ses.tagResource(r -> r.resourceArn(DOMAIN)), "tags");
        assertMissing(
                () -> ses.tagResource(
                        r -> r.resourceArn(DOMAIN).tags(Tag.builder().key("a").build())),
                "tags.1.member.value");
        assertMissing(() -> ses.listTagsForResource(r -> {}), "resourceArn");
        assertThatThrownBy(() -> ses.untagResource(r -> r.resourceArn(DOMAIN)))
                .isInstanceOfSatisfying(SesV2Exception.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                });
    }

    /// The texts are guesses.
    @Test
    void whatIsNoTagIsRefusedWithAllThatCameWithIt() {
        for (Tag wrong : List.of(
                tag("", "v"),
                tag("k".repeat(129), "v"),
                tag("k", "v".repeat(257)),
                tag("a!", "v"),
                tag("k", "<v>"),
                tag("AWS:k", "v"))) {
            assertThatThrownBy(() -> ses.tagResource(r -> r.resourceArn(DOMAIN).tags(tag("good", "1"), wrong)))
                    .as(wrong.toString())
                    .isInstanceOfSatisfying(
                            SesV2Exception.class,
                            e -> assertThat(e.awsErrorDetails().errorMessage()).startsWith("Invalid tag "));
        }
        assertThat(tagsOf(DOMAIN)).isEmpty();
        ses.tagResource(r -> r.resourceArn(DOMAIN)
                .tags(IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList()));
        assertBad(
                () -> ses.tagResource(r -> r.resourceArn(DOMAIN).tags(tag("one more", "v"))),
                "A resource may have up to 50 tags.");
        ses.tagResource(r -> r.resourceArn(DOMAIN).tags(tag("k7", "another")));
        assertThat(tagsOf(DOMAIN)).hasSize(50).contains(tag("k7", "another"));
        ses.untagResource(r -> r.resourceArn(DOMAIN)
                .tagKeys(IntStream.range(0, 50).mapToObj(i -> "k" + i).toList()));
    }
}
