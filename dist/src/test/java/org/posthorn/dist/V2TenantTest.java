package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.model.SesException;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.CreateTenantResponse;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.ResourceTenantMetadata;
import software.amazon.awssdk.services.sesv2.model.ResourceType;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendingPausedException;
import software.amazon.awssdk.services.sesv2.model.SendingStatus;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;
import software.amazon.awssdk.services.sesv2.model.SuppressionListScope;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.TenantInfo;
import software.amazon.awssdk.services.sesv2.model.TenantResource;

/// Tenants by API v2, through its SDK: made, associated with resources, sent for, kept back and stopped.
///
/// Longer than 400 lines because all of it is of tenants and what is associated with them, on one server.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2TenantTest {
    private static final Tenant OWNER = new Tenant("123456789012", "us-east-1");
    private static final String ARN = "arn:aws:ses:us-east-1:123456789012:";
    private static final String DOMAIN = ARN + "identity/example.com";

    @TempDir
    private Path directory;

    private ScriptedPeer relay;
    private TestServer posthorn;
    private Credential key;
    private SesV2Client ses;

    @BeforeEach
    void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript()
                .reply("RCPT", "<gone@x.test>", "550 5.1.1 no such user\n")
                .reply("RCPT", "<late@x.test>", "550 5.1.1 no such user\n"));
        posthorn = TestServer.start(directory, false, "relay.hosts=" + relay.address(), "account.sandbox=false");
        key = posthorn.tenant(OWNER, "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterEach
    void stop() {
        ses.close();
        posthorn.close();
        relay.close();
    }

    @Test
    @Shows(
            value = {"CreateTenant", "GetTenant", "DeleteTenant"},
            face = Face.V2)
    void aTenantIsMadeToldAndDeleted() {
        CreateTenantResponse made = ses.createTenant(r -> r.tenantName("shop")
                .tags(
                        Tag.builder().key("b").value("2").build(),
                        Tag.builder().key("a").value("1").build())
                .suppressionAttributes(s -> s.suppressedReasons(SuppressionListReason.BOUNCE)
                        .suppressionScope(SuppressionListScope.TENANT)));
        assertThat(made.tenantId()).startsWith("tn-").hasSize(33);
        assertThat(made.tenantArn()).isEqualTo(ARN + "tenant/shop/" + made.tenantId());
        assertThat(made.sendingStatus()).isEqualTo(SendingStatus.ENABLED);
        assertThat(made.tags()).extracting(Tag::key).containsExactly("a", "b");
        var tenant = ses.getTenant(r -> r.tenantName("shop")).tenant();
        assertThat(tenant.tenantId()).isEqualTo(made.tenantId());
        assertThat(tenant.tenantArn()).isEqualTo(made.tenantArn());
        assertThat(tenant.createdTimestamp()).isEqualTo(made.createdTimestamp());
        assertThat(tenant.suppressionAttributes().suppressedReasons()).containsExactly(SuppressionListReason.BOUNCE);
        assertThat(tenant.suppressionAttributes().suppressionScope()).isEqualTo(SuppressionListScope.TENANT);

        ses.tagResource(
                r -> r.resourceArn(made.tenantArn()).tags(t -> t.key("c").value("3")));
        assertThat(ses.listTagsForResource(r -> r.resourceArn(made.tenantArn())).tags())
                .hasSize(3);
        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> ses.createTenant(r -> r.tenantName("shop")))
                .withMessageStartingWith("Tenant with name shop already exists in account 123456789012");
        ses.deleteTenant(r -> r.tenantName("shop"));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> ses.getTenant(r -> r.tenantName("shop")),
                () -> ses.deleteTenant(r -> r.tenantName("shop")),
                () -> ses.listTenantResources(r -> r.tenantName("shop")),
                () -> ses.putTenantSuppressionAttributes(r -> r.tenantName("shop")),
                () -> ses.deleteTenantResourceAssociation(
                        r -> r.tenantName("shop").resourceArn(DOMAIN)))) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(call)
                    .withMessageStartingWith("The requested tenant <shop> does not exist.");
        }
        String another = ses.createTenant(r -> r.tenantName("shop")).tenantArn();
        assertThat(another).isNotEqualTo(made.tenantArn());
        assertThat(ses.listTagsForResource(r -> r.resourceArn(another)).tags()).isEmpty();
        assertThatExceptionOfType(NotFoundException.class)
                .as("the earlier one of the name")
                .isThrownBy(() -> ses.listTagsForResource(r -> r.resourceArn(made.tenantArn())))
                .withMessageStartingWith("No Tenant present with name: shopwith tenantId: " + made.tenantId());
    }

    @Test
    void namesThatAreNoneAreRefused() {
        refused("TenantName cannot exceed 64 characters.", () -> ses.createTenant(r -> r.tenantName("x".repeat(65))));
        refused(
                "Invalid tenant name <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
                () -> ses.createTenant(r -> r.tenantName("a b")));
        refused(
                "Invalid tenant name <ä>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
                () -> ses.getTenant(r -> r.tenantName("ä")));
    }

    @Test
    @Shows(value = "ListTenants", face = Face.V2)
    void tenantsAreListedInPagesAndBySearch() {
        for (String name : List.of("news-1", "shop-1", "News-2")) {
            ses.createTenant(r -> r.tenantName(name));
        }
        ses.updateReputationEntityCustomerManagedStatus(r -> r.reputationEntityType("RESOURCE")
                .reputationEntityReference(
                        ses.getTenant(t -> t.tenantName("news-1")).tenant().tenantArn())
                .sendingStatus(SendingStatus.DISABLED));
        var first = ses.listTenants(r -> r.pageSize(2));
        assertThat(first.tenants()).extracting(TenantInfo::tenantName).containsExactly("News-2", "news-1");
        assertThat(first.tenants())
                .extracting(TenantInfo::sendingStatus)
                .containsExactly(SendingStatus.ENABLED, SendingStatus.DISABLED);
        var second = ses.listTenants(r -> r.pageSize(2).nextToken(first.nextToken()));
        assertThat(second.tenants()).extracting(TenantInfo::tenantName).containsExactly("shop-1");
        assertThat(second.nextToken()).isNull();
        assertThat(names(Map.of("TENANT_NAME_CONTAINS", "news"))).containsExactly("News-2", "news-1");
        assertThat(names(Map.of("TENANT_NAME_CONTAINS", "NEWS", "SENDING_STATUS", "ENABLED")))
                .containsExactly("News-2");
        refused("Invalid sending status <OFF>.", () -> names(Map.of("SENDING_STATUS", "OFF")));
        refused("Invalid Next Token", () -> ses.listTenants(r -> r.nextToken("mine")));
        refused(
                "Invalid Next Token",
                () -> ses.listTenants(
                        r -> r.nextToken(first.nextToken()).filterWithStrings(Map.of("TENANT_NAME_CONTAINS", "news"))));
        refused(
                "1 validation error detected: Value '101' at 'pageSize' failed to satisfy constraint: Member must have"
                        + " value less than or equal to 100",
                () -> ses.listTenants(r -> r.pageSize(101)));
        refused(
                "1 validation error detected: Value at 'filter' failed to satisfy constraint: Map keys must satisfy"
                        + " constraint: [Member must satisfy enum value set: [TENANT_NAME_CONTAINS, SENDING_STATUS]]",
                () -> names(Map.of("NAME", "news")));
    }

    private List<String> names(Map<String, String> filter) {
        return ses.listTenants(r -> r.filterWithStrings(filter)).tenants().stream()
                .map(TenantInfo::tenantName)
                .toList();
    }

    @Test
    @Shows(
            value = {
                "CreateTenantResourceAssociation",
                "DeleteTenantResourceAssociation",
                "ListTenantResources",
                "ListResourceTenants"
            },
            face = Face.V2)
    void resourcesAreAssociatedListedAndTakenAway() {
        makeResources();
        ses.createTenant(r -> r.tenantName("shop"));
        ses.createTenant(r -> r.tenantName("shop-2"));
        List<String> arns = List.of(ARN + "configuration-set/set", DOMAIN, ARN + "template/hello");
        arns.forEach(arn -> associate("shop", arn));
        associate("shop-2", DOMAIN);
        var page = ses.listTenantResources(r -> r.tenantName("shop").pageSize(2));
        List<TenantResource> all = new ArrayList<>(page.tenantResources());
        all.addAll(ses.listTenantResources(r -> r.tenantName("shop").nextToken(page.nextToken()))
                .tenantResources());
        assertThat(all).extracting(TenantResource::resourceArn).containsExactlyElementsOf(arns);
        assertThat(all)
                .extracting(TenantResource::resourceType)
                .containsExactly(
                        ResourceType.CONFIGURATION_SET, ResourceType.EMAIL_IDENTITY, ResourceType.EMAIL_TEMPLATE);
        for (String type : List.of("EMAIL_IDENTITY", "identity")) {
            assertThat(ses.listTenantResources(
                                    r -> r.tenantName("shop").filterWithStrings(Map.of("RESOURCE_TYPE", type)))
                            .tenantResources())
                    .extracting(TenantResource::resourceArn)
                    .containsExactly(DOMAIN);
        }
        refused(
                "Invalid resource type x specified.",
                () -> ses.listTenantResources(
                        r -> r.tenantName("shop").filterWithStrings(Map.of("RESOURCE_TYPE", "x"))));
        refused(
                "Invalid Next Token",
                () -> ses.listTenantResources(r -> r.tenantName("shop-2").nextToken(page.nextToken())));
        var tenants = ses.listResourceTenants(r -> r.resourceArn(DOMAIN).pageSize(1));
        assertThat(tenants.resourceTenants())
                .as("who may for longest comes first")
                .extracting(ResourceTenantMetadata::tenantName)
                .containsExactly("shop");
        var rest = ses.listResourceTenants(r -> r.resourceArn(DOMAIN).nextToken(tenants.nextToken()));
        assertThat(rest.resourceTenants().getFirst().tenantName()).isEqualTo("shop-2");
        assertThat(rest.resourceTenants().getFirst().tenantId())
                .isEqualTo(ses.getTenant(r -> r.tenantName("shop-2")).tenant().tenantId());
        assertThat(rest.resourceTenants().getFirst().resourceArn()).isEqualTo(DOMAIN);

        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> associate("shop", DOMAIN))
                .withMessageStartingWith("Resources " + DOMAIN + " has already been associated with tenant shop");
        ses.deleteTenantResourceAssociation(r -> r.tenantName("shop-2").resourceArn(DOMAIN));
        ses.deleteTenantResourceAssociation(r -> r.tenantName("shop-2").resourceArn(DOMAIN));
        ses.deleteTenant(r -> r.tenantName("shop"));
        assertThat(ses.listResourceTenants(r -> r.resourceArn(DOMAIN)).resourceTenants())
                .isEmpty();
    }

    @Test
    void whatIsNoResourceOfTheAccountIsRefused() {
        ses.createTenant(r -> r.tenantName("shop"));
        refused("Provided resource identifier is not an SES resource", () -> associate("shop", "example.com"));
        refused(
                "Provided resource identifier is not an SES resource",
                () -> associate("shop", "arn:aws:sns:us-east-1:123456789012:topic/t"));
        refused("Provided ARN is not in SES resource ARN format", () -> associate("shop", ARN + "identity"));
        refused("Unsupported resource type: contact-list", () -> associate("shop", ARN + "contact-list/a"));
        String elsewhere = DOMAIN.replace("us-east-1", "eu-west-1");
        refused("Resource <" + elsewhere + "> must be in the same region", () -> associate("shop", elsewhere));
        String others = DOMAIN.replace("123456789012", "210987654321");
        refused("Resource <" + others + "> must be in the same account", () -> associate("shop", others));
        // The text is a guess.
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> associate("shop", ARN + "template/none"))
                .withMessageStartingWith("Resource <" + ARN + "template/none> does not exist.");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.listResourceTenants(r -> r.resourceArn(ARN + "template/none")))
                .withMessageStartingWith("Resource <" + ARN + "template/none> does not exist.");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> associate("none", DOMAIN))
                .withMessageStartingWith("The requested tenant <none> does not exist.");
    }

    @Test
    void whatATenantUsesIsNotDeletedByEitherVersion() {
        makeResources();
        ses.createTenant(r -> r.tenantName("shop"));
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            Map<String, Consumer<SesClient>> deletes = Map.of(
                    DOMAIN,
                    c -> c.deleteIdentity(r -> r.identity("example.com")),
                    ARN + "configuration-set/set",
                    c -> c.deleteConfigurationSet(r -> r.configurationSetName("set")),
                    ARN + "template/hello",
                    c -> c.deleteTemplate(r -> r.templateName("hello")));
            deletes.forEach((arn, delete) -> {
                associate("shop", arn);
                assertThatExceptionOfType(SesException.class)
                        .isThrownBy(() -> delete.accept(v1))
                        .withMessageStartingWith(inUse(arn));
            });
            refused(inUse(ARN + "template/hello"), () -> ses.deleteEmailTemplate(r -> r.templateName("hello")));
            ses.deleteTenant(r -> r.tenantName("shop"));
            deletes.values().forEach(delete -> delete.accept(v1));
        }
    }

    private static String inUse(String arn) {
        return "Cannot delete <" + arn
                + "> because it has tenant associations. Remove all tenant associations and try again.";
    }

    @Test
    void aMessageForATenantNeedsWhatTheTenantHas() {
        makeResources();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> send("a@x.test", "shop"))
                .withMessageStartingWith("Tenant shop for AwsAccountId 123456789012 not found.");
        String arn = ses.createTenant(r -> r.tenantName("shop")).tenantArn();
        SendEmailRequest whole = SendEmailRequest.builder()
                .fromEmailAddress("shop@example.com")
                .destination(d -> d.toAddresses("a@x.test"))
                .content(c -> c.template(t -> t.templateName("hello").templateData("{}")))
                .configurationSetName("set")
                .tenantName("shop")
                .build();
        notAssociated(
                DOMAIN + ", " + ARN + "configuration-set/set, " + ARN + "template/hello", () -> ses.sendEmail(whole));
        associate("shop", DOMAIN);
        associate("shop", ARN + "configuration-set/set");
        notAssociated(ARN + "template/hello", () -> ses.sendEmail(whole));
        notAssociated(
                ARN + "template/hello",
                () -> ses.sendBulkEmail(r -> r.fromEmailAddress("shop@example.com")
                        .tenantName("shop")
                        .defaultContent(
                                c -> c.template(t -> t.templateName("hello").templateData("{}")))
                        .bulkEmailEntries(e -> e.destination(d -> d.toAddresses("a@x.test")))));
        associate("shop", ARN + "template/hello");
        assertThat(posthorn.ended(ses.sendEmail(whole).messageId())
                        .mail()
                        .origin()
                        .orElseThrow()
                        .sendingTenant())
                .contains(arn.substring(arn.indexOf("shop/")));
        posthorn.ended(ses.sendBulkEmail(r -> r.fromEmailAddress("shop@example.com")
                        .tenantName("shop")
                        .defaultContent(
                                c -> c.template(t -> t.templateName("hello").templateData("{}")))
                        .bulkEmailEntries(e -> e.destination(d -> d.toAddresses("b@x.test"))))
                .bulkEmailEntryResults()
                .getFirst()
                .messageId());
        String raw = "From: shop@example.com\r\nTo: raw@x.test\r\nX-SES-TENANT: shop\r\nSubject: Raw\r\n\r\nHello\r\n";
        posthorn.ended(ses.sendEmail(r -> r.content(c -> c.raw(m -> m.data(SdkBytes.fromUtf8String(raw)))))
                .messageId());
        assertThat(new String(TestServer.arrived(relay, "raw@x.test").content(), StandardCharsets.ISO_8859_1))
                .doesNotContain("X-SES-TENANT");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.sendEmail(r -> r.content(
                        c -> c.raw(m -> m.data(SdkBytes.fromUtf8String(raw.replace("TENANT: shop", "TENANT: none")))))))
                .withMessageStartingWith("Tenant none for AwsAccountId 123456789012 not found.");
    }

    @Test
    void anAddressOfItsOwnIsTheIdentityBeforeItsDomain() {
        posthorn.server.identities().vouch(OWNER, "shop@example.com");
        ses.createTenant(r -> r.tenantName("shop"));
        associate("shop", DOMAIN);
        notAssociated(ARN + "identity/shop@example.com", () -> send("a@x.test", "shop"));
        associate("shop", ARN + "identity/shop@example.com");
        posthorn.ended(send("a@x.test", "shop"));
    }

    @Test
    void aTenantThatIsSwitchedOffSendsNothing() {
        String arn = ses.createTenant(r -> r.tenantName("shop")).tenantArn();
        associate("shop", DOMAIN);
        setStatus(arn, SendingStatus.DISABLED);
        assertThat(ses.getTenant(r -> r.tenantName("shop")).tenant().sendingStatus())
                .isEqualTo(SendingStatus.DISABLED);
        // The text is a guess.
        assertThatExceptionOfType(SendingPausedException.class)
                .isThrownBy(() -> send("a@x.test", "shop"))
                .withMessageStartingWith("Sending is paused for tenant shop");
        posthorn.ended(send("a@x.test", null));
        setStatus(arn, SendingStatus.REINSTATED);
        posthorn.ended(send("a@x.test", "shop"));
    }

    private void setStatus(String arn, SendingStatus status) {
        ses.updateReputationEntityCustomerManagedStatus(r -> r.reputationEntityType("RESOURCE")
                .reputationEntityReference(arn)
                .sendingStatus(status));
    }

    @Test
    @Shows(value = "PutTenantSuppressionAttributes", face = Face.V2)
    void aTenantHasASuppressionListOfItsOwnIfItWants() {
        ses.createTenant(r -> r.tenantName("shop"));
        associate("shop", DOMAIN);
        put("shop", SuppressionListScope.TENANT, SuppressionListReason.BOUNCE);
        posthorn.ended(send("gone@x.test", "shop"));
        await("the entry").atMost(TestServer.PATIENCE).until(() -> isListed("gone@x.test", "shop"));
        assertThat(isListed("gone@x.test", null)).isFalse();
        assertThat(ses.getSuppressedDestination(
                                r -> r.emailAddress("gone@x.test").tenantName("shop"))
                        .suppressedDestination()
                        .tenantName())
                .isEqualTo("shop");
        ses.putSuppressedDestination(r -> r.emailAddress("own@x.test")
                .reason(SuppressionListReason.BOUNCE)
                .tenantName("shop"));
        ses.putSuppressedDestination(r -> r.emailAddress("angry@x.test")
                .reason(SuppressionListReason.COMPLAINT)
                .tenantName("shop"));
        ses.putSuppressedDestination(r -> r.emailAddress("account@x.test").reason(SuppressionListReason.BOUNCE));
        assertThat(status("own@x.test", "shop")).isEqualTo(RecipientState.Status.BOUNCED);
        assertThat(status("own@x.test", null)).isEqualTo(RecipientState.Status.DELIVERED);
        assertThat(status("angry@x.test", "shop")).isEqualTo(RecipientState.Status.DELIVERED);
        assertThat(status("account@x.test", "shop")).isEqualTo(RecipientState.Status.DELIVERED);

        put("shop", SuppressionListScope.ACCOUNT, SuppressionListReason.BOUNCE);
        assertThat(status("own@x.test", "shop")).isEqualTo(RecipientState.Status.DELIVERED);
        assertThat(status("account@x.test", "shop")).isEqualTo(RecipientState.Status.BOUNCED);
        posthorn.ended(send("late@x.test", "shop"));
        await("the entry").atMost(TestServer.PATIENCE).until(() -> isListed("late@x.test", null));

        ses.putTenantSuppressionAttributes(r -> r.tenantName("shop"));
        assertThat(ses.getTenant(r -> r.tenantName("shop")).tenant().suppressionAttributes())
                .isNull();
        ses.deleteSuppressedDestination(r -> r.emailAddress("own@x.test").tenantName("shop"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.deleteSuppressedDestination(
                        r -> r.emailAddress("own@x.test").tenantName("shop")))
                .withMessageStartingWith("Email address own@x.test does not exist on your suppression list.");
        assertThat(ses.listSuppressedDestinations(r -> r.tenantName("shop")).suppressedDestinationSummaries())
                .extracting(entry -> entry.emailAddress())
                .containsExactly("angry@x.test", "gone@x.test");
        var page = ses.listSuppressedDestinations(r -> r.tenantName("shop").pageSize(1));
        assertThat(ses.listSuppressedDestinations(r -> r.tenantName("shop").nextToken(page.nextToken()))
                        .suppressedDestinationSummaries())
                .hasSize(1);
        ses.deleteTenant(r -> r.tenantName("shop"));
        ses.createTenant(r -> r.tenantName("shop"));
        assertThat(ses.listSuppressedDestinations(r -> r.tenantName("shop")).suppressedDestinationSummaries())
                .isEmpty();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> ses.listSuppressedDestinations(r -> r.tenantName("none")))
                .withMessageStartingWith("The requested tenant <none> does not exist.");
    }

    @Test
    void reasonsAndScopeComeTogether() {
        refused(
                "SuppressedReasons cannot be specified without SuppressionScope.",
                () -> put("none", null, SuppressionListReason.BOUNCE));
        refused(
                "SuppressionScope is required when SuppressedReasons are provided. Valid values are: TENANT, ACCOUNT",
                () -> put("none", null));
        refused(
                "SuppressionScope cannot be specified without SuppressedReasons.",
                () -> ses.createTenant(r ->
                        r.tenantName("x").suppressionAttributes(s -> s.suppressionScope(SuppressionListScope.TENANT))));
        refused(
                "Each suppressed reason can only be specified at most once",
                () -> put(
                        "none",
                        SuppressionListScope.TENANT,
                        SuppressionListReason.BOUNCE,
                        SuppressionListReason.BOUNCE));
        refused(
                "1 validation error detected: Value at 'suppressionScope' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [TENANT, ACCOUNT]",
                () -> ses.putTenantSuppressionAttributes(
                        r -> r.tenantName("none").suppressionScope("ALL")));
    }

    private void put(String tenant, SuppressionListScope scope, SuppressionListReason... reasons) {
        ses.putTenantSuppressionAttributes(
                r -> r.tenantName(tenant).suppressedReasons(reasons).suppressionScope(scope));
    }

    private boolean isListed(String address, String tenant) {
        try {
            ses.getSuppressedDestination(r -> r.emailAddress(address).tenantName(tenant));
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private RecipientState.Status status(String address, String tenant) {
        return posthorn.ended(send(address, tenant)).recipients().getFirst().status();
    }

    private void makeResources() {
        ses.createEmailTemplate(r ->
                r.templateName("hello").templateContent(t -> t.subject("Hello").text("there")));
        try (SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            v1.createConfigurationSet(r -> r.configurationSet(set -> set.name("set")));
        }
    }

    private void associate(String tenant, String arn) {
        ses.createTenantResourceAssociation(r -> r.tenantName(tenant).resourceArn(arn));
    }

    private static void refused(String text, ThrowingCallable call) {
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(call).withMessageStartingWith(text);
    }

    private static void notAssociated(String arns, ThrowingCallable call) {
        assertThatExceptionOfType(SesV2Exception.class)
                .isThrownBy(call)
                .withMessageStartingWith("Tenant not associated with resources [" + arns + "].")
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                });
    }

    private String send(String to, String tenant) {
        return ses.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .tenantName(tenant)
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))))
                .messageId();
    }
}
