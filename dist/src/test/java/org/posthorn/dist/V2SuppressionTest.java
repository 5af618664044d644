package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.RefusalV2.assertBad;
import static org.posthorn.dist.RefusalV2.assertNotFound;
import static org.posthorn.dist.RefusalV2.assertRefused;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.InvalidNextTokenException;
import software.amazon.awssdk.services.sesv2.model.SuppressedDestinationSummary;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;

/// The account's suppression list by API v2, which is that of both APIs' mail.
class V2SuppressionTest {
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

    private static void put(SesV2Client by, String address, SuppressionListReason reason) {
        by.putSuppressedDestination(r -> r.emailAddress(address).reason(reason));
    }

    private static List<String> addresses(List<SuppressedDestinationSummary> page) {
        return page.stream().map(SuppressedDestinationSummary::emailAddress).toList();
    }

    @Test
    @Shows(
            value = {"PutSuppressedDestination", "GetSuppressedDestination", "DeleteSuppressedDestination"},
            face = Face.V2)
    void anAddressIsPutToldRenewedAndTakenOff() {
        Instant before = Instant.now().minusSeconds(1);
        ses.putSuppressedDestination(r -> r.emailAddress(" A.b+c@EXAMPLE.net ").reason(SuppressionListReason.BOUNCE));
        var told = ses.getSuppressedDestination(r -> r.emailAddress("A.b+c@example.NET"))
                .suppressedDestination();
        assertThat(told.emailAddress()).isEqualTo("A.b+c@example.net");
        assertThat(told.reason()).isEqualTo(SuppressionListReason.BOUNCE);
        assertThat(told.lastUpdateTime()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(told.attributes()).as("nothing of ours put it there").isNull();

        put(ses, "A.b+c@example.net", SuppressionListReason.COMPLAINT);
        var renewed = ses.getSuppressedDestination(r -> r.emailAddress("A.b+c@example.net"))
                .suppressedDestination();
        assertThat(renewed.reason()).isEqualTo(SuppressionListReason.COMPLAINT);
        assertThat(renewed.lastUpdateTime()).isAfterOrEqualTo(told.lastUpdateTime());
        assertNotFound(
                () -> ses.getSuppressedDestination(r -> r.emailAddress("a.b+c@example.net")),
                "Email address a.b+c@example.net does not exist on your suppression list.");

        ses.deleteSuppressedDestination(r -> r.emailAddress("A.b+c@example.net"));
        String gone = "Email address A.b+c@example.net does not exist on your suppression list.";
        assertNotFound(() -> ses.deleteSuppressedDestination(r -> r.emailAddress("A.b+c@example.net")), gone);
        assertNotFound(() -> ses.getSuppressedDestination(r -> r.emailAddress("A.b+c@example.net")), gone);
    }

    @Test
    void whatIsWrongIsSaid() {
        assertBad(
                () -> ses.putSuppressedDestination(
                        r -> r.emailAddress("a@example.net").reason("SPITE")),
                "1 validation error detected: Value at 'reason' failed to satisfy constraint: Member must satisfy enum"
                        + " value set: [BOUNCE, COMPLAINT]");
        assertBad(
                () -> ses.putSuppressedDestination(r -> {}),
                "2 validation errors detected: Value at 'emailAddress' failed to satisfy constraint: Member must not be"
                        + " null; Value at 'reason' failed to satisfy constraint: Member must not be null");
        // The texts are those of identities: none was seen.
        assertBad(() -> put(ses, "  ", SuppressionListReason.BOUNCE), "Email address not specified.");
        assertBad(() -> put(ses, "no address", SuppressionListReason.BOUNCE), "Invalid email address<no address>.");
    }

    @Test
    @Shows(value = "ListSuppressedDestinations", face = Face.V2)
    void theListComesInPagesAndByReasonAndTime() {
        try (SesV2Client other = client("210987654321")) {
            for (int i = 0; i < 12; i++) {
                put(
                        other,
                        "user" + i + "@example.net",
                        i % 3 == 0 ? SuppressionListReason.COMPLAINT : SuppressionListReason.BOUNCE);
            }
            List<String> names = new ArrayList<>();
            other.listSuppressedDestinationsPaginator(r -> r.pageSize(5)).stream()
                    .forEach(page -> names.addAll(addresses(page.suppressedDestinationSummaries())));
            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12)
                            .mapToObj(i -> "user" + i + "@example.net")
                            .toList());
            var complained = other.listSuppressedDestinations(r -> r.reasons(SuppressionListReason.COMPLAINT));
            assertThat(complained.nextToken()).isNull();
            assertThat(complained.suppressedDestinationSummaries()).hasSize(4).allSatisfy(one -> {
                assertThat(one.reason()).isEqualTo(SuppressionListReason.COMPLAINT);
                assertThat(one.lastUpdateTime()).isNotNull();
            });
            assertThat(other.listSuppressedDestinations(
                                    r -> r.reasons(SuppressionListReason.COMPLAINT, SuppressionListReason.BOUNCE))
                            .suppressedDestinationSummaries())
                    .hasSize(12);
            Instant now = Instant.now();
            assertThat(other.listSuppressedDestinations(r ->
                                    r.startDate(now.minus(Duration.ofHours(1))).endDate(now.plus(Duration.ofHours(1))))
                            .suppressedDestinationSummaries())
                    .hasSize(12);
            assertThat(other.listSuppressedDestinations(r -> r.startDate(now.plus(Duration.ofHours(1))))
                            .suppressedDestinationSummaries())
                    .isEmpty();
            assertThat(other.listSuppressedDestinations(r -> r.endDate(now.minus(Duration.ofHours(1))))
                            .suppressedDestinationSummaries())
                    .isEmpty();
        }
    }

    @Test
    void badPagesAndFiltersAreRefused() {
        assertRefused(
                () -> ses.listSuppressedDestinations(r -> r.nextToken("bad")),
                InvalidNextTokenException.class,
                400,
                "Invalid NextToken <bad>."); // a guess
        for (int size : List.of(0, 1001)) {
            assertBad(
                    () -> ses.listSuppressedDestinations(r -> r.pageSize(size)),
                    "Value " + size
                            + " for parameter PageSize is invalid. PageSize must be between 1 and 1000."); // a guess
        }
        assertBad(
                () -> ses.listSuppressedDestinations(r -> r.reasonsWithStrings("BOUNCE", "SPITE")),
                "1 validation error detected: Value at 'reasons' failed to satisfy constraint: Member must satisfy"
                        + " constraint: [Member must satisfy enum value set: [BOUNCE, COMPLAINT]]");
    }

    /// The lists of accounts are apart, and mail of both APIs keeps to them.
    @Test
    void mailOfBothApisIsKeptFromAnAddressOnTheList() {
        put(ses, "listed@example.net", SuppressionListReason.BOUNCE);
        try (SesV2Client other = client("333333333333");
                SesClient v1 = posthorn.client(key.accessKeyId(), key.secretAccessKey())) {
            assertThat(other.listSuppressedDestinations(r -> {}).suppressedDestinationSummaries())
                    .isEmpty();
            String first = v1.sendEmail(r -> r.source("shop@example.com")
                            .destination(d -> d.toAddresses("listed@example.net"))
                            .message(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there")))))
                    .messageId();
            String second = send(ses, "listed@example.net");
            for (String id : List.of(first, second)) {
                assertThat(posthorn.ended(id).recipients())
                        .allSatisfy(
                                recipient -> assertThat(recipient.status()).isEqualTo(RecipientState.Status.BOUNCED));
            }
            ses.deleteSuppressedDestination(r -> r.emailAddress("listed@example.net"));
            send(ses, "listed@example.net");
            assertThat(TestServer.arrived(relay, "listed@example.net").recipients())
                    .containsExactly("listed@example.net");
        }
    }

    private static String send(SesV2Client by, String to) {
        return by.sendEmail(r -> r.fromEmailAddress("shop@example.com")
                        .destination(d -> d.toAddresses(to))
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there"))))))
                .messageId();
    }
}
