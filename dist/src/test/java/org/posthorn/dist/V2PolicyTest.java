package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.RefusalV2.assertRefused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Keys that may do a part of API v2 only.
class V2PolicyTest {
    private static final Tenant OWNER = new Tenant("123456789012", "us-east-1");

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;

    private record Key(String id, String secret) {
        /// As the refusals name who has it.
        String arn() {
            return "arn:aws:iam::123456789012:user/" + id;
        }

        SesV2Client client() {
            return posthorn.clientV2(id, secret);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start();
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        posthorn.tenant(OWNER, "example.com");
    }

    @AfterAll
    static void stop() {
        posthorn.close();
        relay.close();
    }

    /// @param statements of the policy, without the brackets
    private static Key keyThatMay(String statements) throws Exception {
        Path policy = Files.writeString(
                directory.resolve("policy.json"), "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}");
        CommandLineRun created = CommandLineRun.of(
                directory,
                List.of("data.dir=" + directory.resolve("data")),
                "key",
                "create",
                "--account",
                OWNER.accountId(),
                "--policy",
                policy.toString(),
                "--json");
        assertThat(created.code()).as(created.err()).isZero();
        JsonNode key = JsonMapper.shared().readTree(created.out());
        return new Key(
                key.get("accessKeyId").stringValue(), key.get("secretAccessKey").stringValue());
    }

    private static String allow(String actions) {
        return "{\"Effect\":\"Allow\",\"Action\":" + actions + ",\"Resource\":\"*\"}";
    }

    private static void simple(SesV2Client ses) {
        ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                .destination(d -> d.toAddresses("a@x.test"))
                .content(c -> c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))));
    }

    private static void raw(SesV2Client ses) {
        ses.sendEmail(r -> r.content(c -> c.raw(m -> m.data(
                SdkBytes.fromUtf8String("From: shop@example.com\r\nTo: a@x.test\r\nSubject: Hi\r\n\r\nthere\r\n")))));
    }

    private static void assertDenied(Runnable call, Key key, String action) {
        assertRefused(
                call,
                SesV2Exception.class,
                403,
                "User `" + key.arn() + "' is not authorized to perform `ses:" + action + "' on resource `"
                        + OWNER.identityArn("example.com") + "'");
    }

    private static void assertForbidden(Runnable call, Key key, String action) {
        assertRefused(
                call,
                SesV2Exception.class,
                403,
                "User: " + key.arn() + " is not authorized to perform: ses:" + action
                        + " on resource: * because no identity-based policy allows the ses:" + action + " action");
    }

    @Test
    void rawMailNeedsThePermissionForRawMailToo() throws Exception {
        Key parts = keyThatMay(allow("\"ses:SendEmail\""));
        Key both = keyThatMay(allow("[\"ses:SendEmail\",\"ses:SendRawEmail\"]"));
        Key rawOnly = keyThatMay(allow("\"ses:SendRawEmail\""));
        try (SesV2Client first = parts.client();
                SesV2Client second = both.client();
                SesV2Client third = rawOnly.client()) {
            simple(first);
            assertDenied(() -> raw(first), parts, "SendRawEmail");
            simple(second);
            raw(second);
            assertDenied(() -> raw(third), rawOnly, "SendEmail");
        }
    }

    @Test
    void whatSendsNothingIsCheckedByItsOwnName() throws Exception {
        Key reads = keyThatMay(allow("[\"ses:Get*\",\"ses:List*\"]"));
        try (SesV2Client ses = reads.client()) {
            assertThat(ses.listEmailTemplates(r -> {}).templatesMetadata()).isEmpty();
            assertForbidden(
                    () -> ses.createEmailTemplate(r -> r.templateName("t")
                            .templateContent(c -> c.subject("s").text("t"))),
                    reads,
                    "CreateEmailTemplate");
            assertForbidden(() -> ses.deleteEmailTemplate(r -> r.templateName("t")), reads, "DeleteEmailTemplate");
            assertThat(denial(() -> ses.deleteEmailTemplate(r -> r.templateName("t"))))
                    .isEqualTo("AccessDeniedException");
            assertDenied(() -> simple(ses), reads, "SendEmail");
        }
    }

    /// `ses:ApiVersion` tells the faces apart.
    @Test
    void aKeyMayBeForOneVersionOfTheApi() throws Exception {
        String second = "{\"Effect\":\"Allow\",\"Action\":\"ses:*\",\"Resource\":\"*\","
                + "\"Condition\":{\"StringEquals\":{\"ses:ApiVersion\":\"2\"}}}";
        Key key = keyThatMay(second);
        Key older = keyThatMay(second.replace("\"2\"", "\"1\""));
        try (SesV2Client v2 = key.client();
                SesClient v1 = posthorn.client(key.id(), key.secret());
                SesV2Client olderV2 = older.client()) {
            simple(v2);
            assertThat(v2.listSuppressedDestinations(r -> {}).suppressedDestinationSummaries())
                    .isEmpty();
            Refusal.assertRefused(
                    () -> v1.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses("a@x.test"))
                            .message(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))),
                    "AccessDenied",
                    "User `" + key.arn() + "' is not authorized to perform `ses:SendEmail' on resource `"
                            + OWNER.identityArn("example.com") + "'");
            assertDenied(() -> simple(olderV2), older, "SendEmail");
            assertForbidden(() -> olderV2.listSuppressedDestinations(r -> {}), older, "ListSuppressedDestinations");
        }
    }

    private static String denial(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (SesV2Exception e) {
            return e.awsErrorDetails().errorCode();
        }
    }
}
