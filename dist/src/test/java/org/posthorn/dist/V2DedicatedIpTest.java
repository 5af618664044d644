package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.AlreadyExistsException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.DedicatedIp;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.ScalingMode;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.Tag;
import software.amazon.awssdk.services.sesv2.model.WarmupStatus;

/// Addresses and their pools by API v2 through its SDK, up to what a relay sees of them.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2DedicatedIpTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final Tenant OTHER = new Tenant("210987654321", "us-east-1");

    @TempDir
    private static Path directory;

    private static ScriptedPeer relay;
    private static TestServer posthorn;
    private static SesV2Client ses;
    private static SesV2Client other;

    @BeforeAll
    static void start() throws Exception {
        relay = ScriptedPeer.start(new PeerScript());
        posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=" + relay.address(),
                "account.sandbox=false",
                "delivery.source_addresses=127.0.0.2,127.0.0.3,127.0.0.4 account=" + OTHER.accountId());
        Credential key = posthorn.tenant(TENANT, "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
        Credential others = posthorn.tenant(OTHER, "example.org");
        other = posthorn.clientV2(others.accessKeyId(), others.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        other.close();
        posthorn.close();
        relay.close();
    }

    private static void refused(Class<? extends SesV2Exception> type, ThrowingCallable call, String text) {
        assertThatExceptionOfType(type)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text));
    }

    private static void pool(String name) {
        ses.createDedicatedIpPool(r -> r.poolName(name));
    }

    private static String clientOf(String recipient) {
        return TestServer.arrived(relay, recipient).client().getHostAddress();
    }

    private static String send(SesV2Client client, String from, String to, Optional<String> set) {
        return client.sendEmail(r -> r.fromEmailAddress(from)
                        .destination(d -> d.toAddresses(to))
                        .configurationSetName(set.orElse(null))
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hello")).body(b -> b.text(t -> t.data("Hello"))))))
                .messageId();
    }

    @Test
    @Shows(
            value = {"CreateDedicatedIpPool", "GetDedicatedIpPool", "DeleteDedicatedIpPool"},
            face = Face.V2)
    void poolsAreMadeToldOfAndDeletedWithTheirTags() {
        ses.createDedicatedIpPool(r -> r.poolName("made")
                .scalingMode(ScalingMode.MANAGED)
                .tags(t -> t.key("team").value("news")));
        assertThat(ses.getDedicatedIpPool(r -> r.poolName("made")).dedicatedIpPool())
                .satisfies(pool -> assertThat(pool.poolName()).isEqualTo("made"))
                .satisfies(pool -> assertThat(pool.scalingMode()).isEqualTo(ScalingMode.MANAGED));
        String arn = "arn:aws:ses:us-east-1:123456789012:dedicated-ip-pool/made";
        assertThat(ses.listTagsForResource(r -> r.resourceArn(arn)).tags())
                .containsExactly(Tag.builder().key("team").value("news").build());
        refused(
                AlreadyExistsException.class,
                () -> ses.createDedicatedIpPool(r -> r.poolName("made")),
                "The pool <made> already exists.");
        ses.deleteDedicatedIpPool(r -> r.poolName("made"));
        String gone = "The requested pool <made> does not exist.";
        refused(NotFoundException.class, () -> ses.getDedicatedIpPool(r -> r.poolName("made")), gone);
        refused(NotFoundException.class, () -> ses.deleteDedicatedIpPool(r -> r.poolName("made")), gone);
        pool("made");
        assertThat(ses.listTagsForResource(r -> r.resourceArn(arn)).tags()).isEmpty();
        assertThat(ses.getDedicatedIpPool(r -> r.poolName("made"))
                        .dedicatedIpPool()
                        .scalingMode())
                .isEqualTo(ScalingMode.STANDARD);
        ses.deleteDedicatedIpPool(r -> r.poolName("made"));
    }

    /// The texts about the form of a name, and about the default pool, are guesses.
    @Test
    void namesAndModesAreChecked() {
        refused(
                BadRequestException.class,
                () -> ses.createDedicatedIpPool(r -> r.poolName(" ")),
                "Pool name can't be blank.");
        refused(
                BadRequestException.class,
                () -> ses.createDedicatedIpPool(r -> r.poolName("a pool")),
                "Pool name can contain up to 64 characters. Only alphanumeric characters, underscores(_) and hyphens(-)"
                        + " are allowed.");
        refused(
                BadRequestException.class,
                () -> ses.createDedicatedIpPool(r -> r.poolName("x").scalingMode("LARGE")),
                "The ScalingMode parameter is invalid.");
        refused(
                BadRequestException.class,
                () -> ses.createDedicatedIpPool(r -> {}),
                "1 validation error detected: Value at 'poolName' failed to satisfy constraint: Member must not be null");
        refused(
                AlreadyExistsException.class,
                () -> ses.createDedicatedIpPool(r -> r.poolName("ses-default-dedicated-pool")),
                "The pool <ses-default-dedicated-pool> already exists.");
        refused(
                BadRequestException.class,
                () -> ses.deleteDedicatedIpPool(r -> r.poolName("ses-default-dedicated-pool")),
                "The pool <ses-default-dedicated-pool> cannot be deleted.");
    }

    @Test
    @Shows(value = "PutDedicatedIpPoolScalingAttributes", face = Face.V2)
    void aManagedPoolStaysSo() {
        pool("scaled");
        ses.putDedicatedIpPoolScalingAttributes(r -> r.poolName("scaled").scalingMode(ScalingMode.STANDARD));
        ses.putDedicatedIpPoolScalingAttributes(r -> r.poolName("scaled").scalingMode(ScalingMode.MANAGED));
        for (String mode : List.of("STANDARD", "LARGE")) {
            refused(
                    BadRequestException.class,
                    () -> ses.putDedicatedIpPoolScalingAttributes(
                            r -> r.poolName("scaled").scalingMode(mode)),
                    "The ScalingMode parameter is invalid.");
        }
        refused(
                NotFoundException.class,
                () -> ses.putDedicatedIpPoolScalingAttributes(
                        r -> r.poolName("none").scalingMode(ScalingMode.MANAGED)),
                "The requested pool <none> does not exist.");
        ses.deleteDedicatedIpPool(r -> r.poolName("scaled"));
    }

    /// The texts about pages and about too many are guesses.
    @Test
    @Shows(value = "ListDedicatedIpPools", face = Face.V2)
    void poolsAreListedInPagesAndAreFiftyAtMost() {
        List<String> names =
                Stream.iterate(10, i -> i + 1).limit(50).map(i -> "listed-" + i).toList();
        names.forEach(name -> other.createDedicatedIpPool(r -> r.poolName(name)));
        List<String> listed = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            var page = other.listDedicatedIpPools(r -> r.pageSize(20).nextToken(next));
            listed.addAll(page.dedicatedIpPools());
            token = page.nextToken();
        } while (token != null);
        assertThat(listed).isEqualTo(names);
        refused(
                LimitExceededException.class,
                () -> other.createDedicatedIpPool(r -> r.poolName("one-more")),
                "Maximum number of dedicated IP pools (50) exceeded.");
        refused(
                BadRequestException.class,
                () -> ses.listDedicatedIpPools(r -> r.pageSize(0)),
                "The page size must be between 1 and 1000");
        refused(
                BadRequestException.class,
                () -> ses.getDedicatedIps(r -> r.nextToken("strange")),
                "Invalid NextToken <strange>.");
    }

    @Test
    @Shows(
            value = {"GetDedicatedIp", "GetDedicatedIps", "PutDedicatedIpWarmupAttributes"},
            face = Face.V2)
    void addressesAreThoseOfTheConfigurationAndWarmUntilToldOtherwise() {
        assertThat(other.getDedicatedIps(r -> {}).dedicatedIps())
                .extracting(DedicatedIp::ip)
                .containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.4");
        var first = other.getDedicatedIps(r -> r.pageSize(2));
        assertThat(first.dedicatedIps()).extracting(DedicatedIp::ip).containsExactly("127.0.0.2", "127.0.0.3");
        var second = other.getDedicatedIps(r -> r.pageSize(2).nextToken(first.nextToken()));
        assertThat(second.dedicatedIps()).extracting(DedicatedIp::ip).containsExactly("127.0.0.4");
        assertThat(second.nextToken()).isNull();
        assertThat(other.getDedicatedIp(r -> r.ip("127.0.0.4")).dedicatedIp())
                .isEqualTo(DedicatedIp.builder()
                        .ip("127.0.0.4")
                        .warmupStatus(WarmupStatus.DONE)
                        .warmupPercentage(100)
                        .poolName("ses-default-dedicated-pool")
                        .build());
        other.putDedicatedIpWarmupAttributes(r -> r.ip("127.0.0.4").warmupPercentage(20));
        assertThat(other.getDedicatedIp(r -> r.ip("127.0.0.4")).dedicatedIp())
                .satisfies(ip -> assertThat(ip.warmupStatus()).isEqualTo(WarmupStatus.IN_PROGRESS))
                .satisfies(ip -> assertThat(ip.warmupPercentage()).isEqualTo(20));
        refused(
                NotFoundException.class,
                () -> ses.getDedicatedIp(r -> r.ip("127.0.0.4")),
                "Could not find dedicated IP <127.0.0.4> under this account.");
        refused(
                BadRequestException.class,
                () -> ses.putDedicatedIpWarmupAttributes(r -> r.ip("127.0.0.4")),
                "Warmup Percentage can't be null.");
        refused(
                BadRequestException.class,
                () -> ses.putDedicatedIpWarmupAttributes(r -> r.ip("127.0.0.4").warmupPercentage(101)),
                "Warmup Percentage must be between 0 and 100.");
        refused(
                NotFoundException.class,
                () -> ses.putDedicatedIpWarmupAttributes(r -> r.ip("127.0.0.4").warmupPercentage(1)),
                "Could not find dedicated IP <127.0.0.4> under this account.");
        refused(
                NotFoundException.class,
                () -> ses.getDedicatedIps(r -> r.poolName("none")),
                "The requested pool <none> does not exist.");
    }

    @Test
    @Shows(value = "PutDedicatedIpInPool", face = Face.V2)
    void mailOfASetLeavesFromTheAddressOfItsPool() {
        pool("letters");
        ses.putDedicatedIpInPool(r -> r.ip("127.0.0.3").destinationPoolName("letters"));
        assertThat(ses.getDedicatedIps(r -> r.poolName("letters")).dedicatedIps())
                .extracting(DedicatedIp::ip, DedicatedIp::poolName)
                .containsExactly(tuple("127.0.0.3", "letters"));
        Table<ConfigurationSet> sets = set("letters-set", "letters");
        for (int i = 0; i < 5; i++) {
            send(ses, "shop@example.com", "letter-" + i + "@x.test", Optional.of("letters-set"));
            send(ses, "shop@example.com", "other-" + i + "@x.test", Optional.empty());
        }
        for (int i = 0; i < 5; i++) {
            assertThat(clientOf("letter-" + i + "@x.test")).isEqualTo("127.0.0.3");
            assertThat(clientOf("other-" + i + "@x.test")).isEqualTo("127.0.0.2");
        }
        assertThat(relay.commands().stream().filter(line -> line.startsWith("EHLO")))
                .containsOnly("EHLO mail.test");
        refused(
                BadRequestException.class,
                () -> ses.deleteDedicatedIpPool(r -> r.poolName("letters")),
                "The pool <letters> is in use by configuration set <letters-set>.");
        refused(
                BadRequestException.class,
                () -> ses.putDedicatedIpInPool(r -> r.ip("127.0.0.3")),
                "Pool name can't be blank.");
        refused(
                NotFoundException.class,
                () -> ses.putDedicatedIpInPool(r -> r.ip("127.0.0.9").destinationPoolName("none")),
                "Could not find dedicated IP <127.0.0.9> under this account.");
        refused(
                NotFoundException.class,
                () -> ses.putDedicatedIpInPool(r -> r.ip("127.0.0.3").destinationPoolName("none")),
                "The requested pool <none> does not exist.");
        sets.delete(TENANT, "letters-set");
        ses.deleteDedicatedIpPool(r -> r.poolName("letters"));
        assertThat(ses.getDedicatedIp(r -> r.ip("127.0.0.3")).dedicatedIp().poolName())
                .isEqualTo("ses-default-dedicated-pool");
    }

    @Test
    void mailOfAPoolWithoutAddressesWaitsUntilItHasOne() {
        pool("late");
        Table<ConfigurationSet> sets = set("late-set", "late");
        String id = send(ses, "shop@example.com", "late@x.test", Optional.of("late-set"));
        await().atMost(TestServer.PATIENCE)
                .untilAsserted(() -> assertThat(posthorn.server
                                .queue()
                                .find(MessageId.parse(id).orElseThrow())
                                .orElseThrow()
                                .recipients()
                                .getFirst()
                                .lastReply())
                        .hasValueSatisfying(reply -> assertThat(reply.toString())
                                .isEqualTo("451 4.3.5 no address of the pool late can be used: there is none")));
        sets.delete(TENANT, "late-set");
    }

    /// What a configuration set sends from is said by PutConfigurationSetDeliveryOptions.
    private static Table<ConfigurationSet> set(String name, String pool) {
        Table<ConfigurationSet> sets = posthorn.server.settings().table(Tables.CONFIGURATION_SETS);
        sets.put(TENANT, name, ConfigurationSet.named(name).withSendingPool(Optional.of(pool)));
        return sets;
    }
}
