package org.posthorn.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.testing.MemorySettings;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.TestTls;

final class StsPoliciesTest {
    private static final long WEEK = 604_800;

    private final TestClock clock = new TestClock();
    private final LoopbackDns dns = LoopbackDns.start();
    private final PolicyServer web = new PolicyServer(TestTls.loopback());
    private final MemorySettings settings = new MemorySettings();
    private final StsPolicyFetcher fetcher = new StsPolicyFetcher(web::locate, TestTls.loopback());
    private final StsPolicies policies = open(fetcher);

    private StsPolicies open(StsPolicyFetcher with) {
        DnsClient client = new DnsClient(List.of(dns.address()), Duration.ofSeconds(10), 0);
        return new StsPolicies(client, with, settings, clock, Runnable::run);
    }

    @AfterEach
    void stop() {
        fetcher.close();
        web.close();
        dns.close();
    }

    private void publish(String domain, String id, String mode, String mx) {
        dns.txt("_mta-sts." + domain, "v=STSv1; id=" + id + ";");
        web.policy(domain, mode, WEEK, mx);
    }

    @Test
    void aPublishedPolicyHoldsFromTheFirstMail() {
        publish("example.com", "1", "enforce", "mx.example.com");
        assertThat(policies.find("Example.COM"))
                .contains(new StsPolicy(
                        StsMode.ENFORCE, List.of("mx.example.com"), "1", TestClock.START.plusSeconds(WEEK)));
    }

    @Test
    void aDomainWithoutTheTxtRecordIsNotAskedOverHttps() {
        web.policy("example.com", "enforce", WEEK, "mx.example.com");
        assertThat(policies.find("example.com")).isEmpty();
        assertThat(web.fetches()).isZero();
    }

    @Test
    void twoTxtRecordsAreNone() {
        publish("example.com", "1", "enforce", "mx.example.com");
        dns.txt("_mta-sts.example.com", "v=STSv1; id=1;", "v=STSv1; id=2;");
        assertThat(policies.find("example.com")).isEmpty();
    }

    @Test
    void recordsOfOtherThingsBesideItDoNoHarm() {
        publish("example.com", "1", "enforce", "mx.example.com");
        dns.txt("_mta-sts.example.com", "v=spf1 -all", "v=STSv1 ; x=y; id=20160831085700Z");
        assertThat(policies.find("example.com")).get().extracting(StsPolicy::id).isEqualTo("20160831085700Z");
    }

    @Test
    void anAddressLiteralHasNoPolicy() {
        assertThat(policies.find("[127.0.0.1]")).isEmpty();
        assertThat(dns.questionCount()).isZero();
    }

    @Test
    void noBadAnswerIsAPolicy() {
        dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
        String good = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 86400\n";
        web.policy("moved.example", "enforce", WEEK, "mx.example.com");
        for (PolicyServer.Page page : List.of(
                new PolicyServer.Page(302, "text/plain", good),
                new PolicyServer.Page(404, "text/plain", good),
                new PolicyServer.Page(200, "text/html", good),
                new PolicyServer.Page(200, "text/plain", good + "x: y\n".repeat(StsPolicyFetcher.MAX_BYTES)),
                new PolicyServer.Page(200, "text/plain", "nonsense"))) {
            web.page("example.com", page);
            clock.advance(StsPolicies.CHECK_INTERVAL);
            assertThat(policies.find("example.com"))
                    .as("%d %s", page.status(), page.type())
                    .isEmpty();
        }
        assertThat(web.fetches()).isEqualTo(5);
        web.page("example.com", new PolicyServer.Page(200, "Text/Plain; charset=utf-8", good));
        clock.advance(StsPolicies.CHECK_INTERVAL);
        assertThat(policies.find("example.com")).isPresent();
    }

    @Test
    void aServerWhoseCertificateIsForAnotherHostIsNotBelieved() {
        try (PolicyServer impostor = new PolicyServer(TestTls.elsewhere());
                StsPolicyFetcher deceived = new StsPolicyFetcher(impostor::locate, TestTls.elsewhere())) {
            dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
            impostor.policy("example.com", "enforce", WEEK, "mx.example.com");
            assertThat(open(deceived).find("example.com")).isEmpty();
            assertThat(impostor.fetches()).isZero();
        }
    }

    @Test
    void aServerOfAnUnknownAuthorityIsNotBelieved() {
        try (StsPolicyFetcher distrustful = new StsPolicyFetcher(web::locate, TestTls.elsewhere())) {
            publish("example.com", "1", "enforce", "mx.example.com");
            assertThat(open(distrustful).find("example.com")).isEmpty();
        }
    }

    @Test
    void aPolicyIsPinnedWhateverHappensToItsServers() {
        publish("example.com", "1", "enforce", "mx.example.com");
        assertThat(policies.find("example.com")).isPresent();
        dns.txt("_mta-sts.example.com", "v=STSv1; id=2;");
        web.remove("example.com");
        clock.advance(Duration.ofDays(2));
        assertThat(policies.find("example.com")).isPresent();
        dns.fail("_mta-sts.example.com");
        clock.advance(Duration.ofDays(2));
        assertThat(policies.find("example.com")).isPresent();
        clock.advance(Duration.ofDays(3));
        assertThat(policies.find("example.com")).isEmpty();
    }

    @Test
    void aPinOutlivesARestart() {
        publish("example.com", "1", "enforce", "mx.example.com");
        assertThat(policies.find("example.com")).isPresent();
        dns.fail("_mta-sts.example.com");
        assertThat(open(fetcher).find("example.com")).isPresent();
    }

    @Test
    void anotherIdMeansAnotherFetchAndTheSameIdNoneForADay() {
        publish("example.com", "1", "enforce", "old.example.com");
        policies.find("example.com");
        web.policy("example.com", "enforce", WEEK, "new.example.com");
        clock.advance(StsPolicies.CHECK_INTERVAL);
        policies.find("example.com");
        assertThat(web.fetches()).isEqualTo(1);

        dns.txt("_mta-sts.example.com", "v=STSv1; id=2;");
        policies.find("example.com");
        assertThat(web.fetches()).as("asked a moment ago").isEqualTo(1);
        clock.advance(StsPolicies.CHECK_INTERVAL);
        policies.find("example.com");
        assertThat(web.fetches()).isEqualTo(2);
        assertThat(policies.find("example.com").orElseThrow().matches("new.example.com"))
                .isTrue();

        clock.advance(StsPolicies.REFETCH_INTERVAL);
        policies.find("example.com");
        assertThat(web.fetches()).as("so that a pin does not run out").isEqualTo(3);
        assertThat(policies.find("example.com").orElseThrow().expires())
                .isEqualTo(clock.instant().plusSeconds(WEEK));
    }

    @Test
    void aPolicyOfNoneEndsAPin() {
        publish("example.com", "1", "enforce", "mx.example.com");
        policies.find("example.com");
        publish("example.com", "2", "none", "mx.example.com");
        clock.advance(StsPolicies.CHECK_INTERVAL);
        policies.find("example.com");
        assertThat(policies.find("example.com")).isEmpty();
    }

    @Test
    void mailToADomainWithAPinDoesNotWaitForTheCheck() throws InterruptedException {
        publish("example.com", "1", "enforce", "old.example.com");
        policies.find("example.com");
        clock.advance(StsPolicies.CHECK_INTERVAL);
        publish("example.com", "2", "enforce", "new.example.com");
        CountDownLatch mayCheck = new CountDownLatch(1);
        CountDownLatch checked = new CountDownLatch(1);
        DnsClient client = new DnsClient(List.of(dns.address()), Duration.ofSeconds(10), 0);
        StsPolicies background = new StsPolicies(
                client,
                fetcher,
                settings,
                clock,
                task -> Thread.ofVirtual().start(() -> {
                    await(mayCheck);
                    task.run();
                    checked.countDown();
                }));
        assertThat(background.find("example.com").orElseThrow().id()).isEqualTo("1");
        assertThat(background.find("example.com").orElseThrow().id()).isEqualTo("1");
        mayCheck.countDown();
        checked.await();
        assertThat(background.find("example.com").orElseThrow().id()).isEqualTo("2");
        assertThat(web.fetches()).isEqualTo(2);
    }

    @Test
    void pinsThatExpiredMakeRoomAndOthersStay() {
        Table<StsPin> pins = settings.table(StsPin.TABLE);
        StsPolicy old = new StsPolicy(StsMode.ENFORCE, List.of("mx"), "1", TestClock.START.plusSeconds(WEEK));
        for (int i = 0; i < StsPolicies.DOMAINS; i++) {
            pins.put(Tenant.INSTALLATION, "d" + i + ".example", new StsPin(old, TestClock.START));
        }
        publish("first.example", "1", "enforce", "mx.first.example");
        assertThat(policies.find("first.example")).isPresent();
        assertThat(pins.get(Tenant.INSTALLATION, "first.example")).as("no room").isEmpty();

        clock.advance(Duration.ofSeconds(WEEK));
        publish("second.example", "1", "enforce", "mx.second.example");
        assertThat(policies.find("second.example")).isPresent();
        assertThat(pins.page(Tenant.INSTALLATION, "", 10))
                .extracting(Table.Row::name)
                .containsExactly("second.example");
    }

    @Test
    void aPolicyIsAtItsWellKnownPlace() {
        assertThat(StsPolicyFetcher.wellKnown("example.com"))
                .isEqualTo(URI.create("https://mta-sts.example.com/.well-known/mta-sts.txt"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
