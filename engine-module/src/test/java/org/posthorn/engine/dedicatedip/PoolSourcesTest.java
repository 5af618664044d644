package org.posthorn.engine.dedicatedip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.delivery.Sources.Choice;
import org.posthorn.engine.identity.AccountDefaults;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.DedicatedIpPool.ScalingMode;
import org.posthorn.engine.testing.MemoryEngine;
import org.posthorn.engine.testing.TestMail;

/// Which of 127.0.0.2 and 127.0.0.3 mail leaves from; 127.0.0.4 is another account's. A warm address has no limit, and
/// in the end 1000 recipients a day.
class PoolSourcesTest {
    private static final Tenant TENANT = TestMail.TENANT;
    private static final InetAddress TWO = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress THREE = InetAddress.ofLiteral("127.0.0.3");

    private final MemoryEngine engine = new MemoryEngine(new AccountDefaults(false, 1_000, 100));
    private final DedicatedIps ips = engine.get(DedicatedIps.class);
    private final PoolSources sources = engine.get(PoolSources.class);

    private void pool(String name, String set, String... addresses) {
        engine.get(DedicatedIpPools.class).create(TENANT, name, ScalingMode.STANDARD, Map.of());
        List.of(addresses).forEach(address -> ips.putInPool(TENANT, address, name));
        ConfigurationSets sets = engine.get(ConfigurationSets.class);
        sets.create(TENANT, set);
        sets.change(TENANT, set, before -> before.withSendingPool(Optional.of(name)));
    }

    private Mail mail(String set) {
        return TestMail.of("example.com", set, engine.clock().instant(), "ann@example.net");
    }

    private List<InetAddress> choice(Mail mail) {
        return sources.choose(mail) instanceof Choice.Pool pool ? pool.addresses() : List.of();
    }

    @Test
    void mailOfASetLeavesFromItsPoolAndOtherMailFromTheRest() {
        pool("news", "letters", "127.0.0.3");
        assertThat(choice(mail("letters"))).containsExactly(THREE);
        assertThat(choice(mail("none"))).containsExactly(TWO);
        ips.putInPool(TENANT, "127.0.0.2", "news");
        assertThat(choice(mail("letters"))).containsExactlyInAnyOrder(TWO, THREE);
        assertThat(sources.choose(mail("none"))).isEqualTo(Choice.Any.ANY);
    }

    @Test
    void aMessageKeepsItsAddressAndMailIsSpread() {
        Mail one = mail("none");
        assertThat(choice(one)).isEqualTo(choice(one));
        assertThat(IntStream.range(0, 100).mapToObj(i -> choice(mail("none")).getFirst()))
                .contains(TWO, THREE);
    }

    @Test
    void aPoolWithoutAddressesHasNothingToSendFrom() {
        pool("empty", "letters");
        assertThat(sources.choose(mail("letters"))).isEqualTo(new Choice.Pool("empty", List.of()));
    }

    @Test
    void anAddressOfAnotherAccountIsNotSeen() {
        assertThat(ips.list(TENANT, Optional.empty(), "", 10))
                .extracting(DedicatedIp::ip)
                .containsExactly("127.0.0.2", "127.0.0.3");
        assertThat(ips.list(new Tenant("999999999999", "us-east-1"), Optional.empty(), "", 10))
                .extracting(DedicatedIp::ip)
                .containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.4");
    }

    @Test
    void anAddressInItsWarmupHasAPartOfItsDayAndGetsOnByItself() {
        ips.putWarmup(TENANT, "127.0.0.2", 10);
        Mail mail = mail("none");
        assertThat(sources.take(mail, TWO, 99)).isTrue();
        assertThat(sources.take(mail, TWO, 2)).isFalse();
        sources.giveBack(mail, TWO, 1);
        assertThat(sources.take(mail, TWO, 2)).isTrue();
        assertThat(sources.take(mail, TWO, 1)).isFalse();
        assertThat(sources.take(mail, THREE, 1_000_000)).isTrue();
        engine.clock().advance(Duration.ofDays(9));
        assertThat(ips.get(TENANT, "127.0.0.2").percentage()).isEqualTo(30);
        assertThat(sources.take(mail, TWO, 300)).isTrue();
        assertThat(sources.take(mail, TWO, 1)).isFalse();
        engine.clock().advance(Duration.ofDays(32));
        assertThat(ips.get(TENANT, "127.0.0.2").status()).isEqualTo(DedicatedIp.WarmupStatus.DONE);
        assertThat(sources.take(mail, TWO, 1_000_000)).isTrue();
    }

    @Test
    void theColdestMaySendFiftyADay() {
        ips.putWarmup(TENANT, "127.0.0.2", 0);
        assertThat(sources.take(mail("none"), TWO, 50)).isTrue();
        assertThat(sources.take(mail("none"), TWO, 1)).isFalse();
    }

    @Test
    void aRestartGivesNoMoreOfADayAndTakesLittle() {
        ips.putWarmup(TENANT, "127.0.0.2", 10);
        sources.take(mail("none"), TWO, 40);
        PoolSources again = engine.again().get(PoolSources.class);
        assertThat(again.take(mail("none"), TWO, 61)).isFalse();
        assertThat(again.take(mail("none"), TWO, 55)).isTrue();
    }

    @Test
    void whatAPoolInItsWarmupCantSendMayLeaveFromTheDefaultOne() {
        pool("news", "letters", "127.0.0.3");
        ips.putWarmup(TENANT, "127.0.0.3", 10);
        assertThat(choice(mail("letters"))).containsExactly(THREE, TWO);
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        assertThat(SourceAddress.parse(" 127.0.0.2  account=123456789012 "))
                .isEqualTo(new SourceAddress(TWO, Optional.of("123456789012")));
        assertThat(SourceAddress.parse("2001:db8::1").name()).isEqualTo("2001:db8:0:0:0:0:0:1");
        for (String wrong : List.of(
                "",
                "mail.example.com",
                "127.1",
                "fe80::1%eth0",
                "127.0.0.2 account=1",
                "127.0.0.2 x",
                "0.0.0.0",
                "224.0.0.1")) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> SourceAddress.parse(wrong));
        }
    }
}
