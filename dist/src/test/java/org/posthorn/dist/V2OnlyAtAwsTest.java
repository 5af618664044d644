package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.dist.RefusalV2.assertBad;
import static org.posthorn.dist.RefusalV2.assertNotFound;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/// What API v2 has and only AWS can do: there is none of it, or an error of the model says why. The texts are ours.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class V2OnlyAtAwsTest {
    @TempDir
    private static Path directory;

    private static TestServer posthorn;
    private static SesV2Client ses;

    @BeforeAll
    static void start() throws Exception {
        posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:1");
        Credential key = posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.com");
        ses = posthorn.clientV2(key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    static void stop() {
        ses.close();
        posthorn.close();
    }

    @Test
    @Shows(
            value = {"GetDeliverabilityDashboardOptions", "PutDeliverabilityDashboardOption"},
            face = Face.V2)
    void theDashboardIsOffAndStaysSo() {
        assertBad(
                () -> ses.putDeliverabilityDashboardOption(r -> r.dashboardEnabled(true)),
                "Posthorn has no deliverability dashboard: it rests on mailboxes that AWS keeps at many providers.");
        ses.putDeliverabilityDashboardOption(r -> r.dashboardEnabled(false));
        var options = ses.getDeliverabilityDashboardOptions(r -> {});
        assertThat(options.dashboardEnabled()).isFalse();
        assertThat(options.hasActiveSubscribedDomains()).isFalse();
    }

    @Test
    @Shows(
            value = {
                "CreateDeliverabilityTestReport",
                "GetDeliverabilityTestReport",
                "ListDeliverabilityTestReports",
                "GetDomainDeliverabilityCampaign",
                "ListDomainDeliverabilityCampaigns",
                "GetDomainStatisticsReport",
                "GetBlacklistReports"
            },
            face = Face.V2)
    void thereAreNoReportsOfMailboxesElsewhere() {
        assertBad(
                () -> ses.createDeliverabilityTestReport(r -> r.fromEmailAddress("shop@example.com")
                        .content(c ->
                                c.simple(m -> m.subject(s -> s.data("Hi")).body(b -> b.text(t -> t.data("there")))))),
                "Posthorn makes no inbox placement tests: they need mailboxes at many providers.");
        assertNotFound(() -> ses.getDeliverabilityTestReport(r -> r.reportId("r-1")), "Report <r-1> does not exist.");
        var reports = ses.listDeliverabilityTestReports(r -> r.pageSize(10));
        assertThat(reports.hasDeliverabilityTestReports()).isTrue();
        assertThat(reports.deliverabilityTestReports()).isEmpty();
        assertThat(reports.nextToken()).isNull();
        assertNotFound(
                () -> ses.getDomainDeliverabilityCampaign(r -> r.campaignId("c-1")), "Campaign <c-1> does not exist.");
        var campaigns = ses.listDomainDeliverabilityCampaigns(
                r -> r.subscribedDomain("example.com").startDate(Instant.EPOCH).endDate(Instant.EPOCH));
        assertThat(campaigns.hasDomainDeliverabilityCampaigns()).isTrue();
        assertThat(campaigns.domainDeliverabilityCampaigns()).isEmpty();
        assertNotFound(
                () -> ses.getDomainStatisticsReport(
                        r -> r.domain("example.com").startDate(Instant.EPOCH).endDate(Instant.EPOCH)),
                "The deliverability dashboard has no data of <example.com>.");
        assertBad(
                () -> ses.getBlacklistReports(r -> r.blacklistItemNames("192.0.2.1")),
                "Posthorn has no blacklist reports: it asks no lists of blocked addresses.");
    }

    @Test
    @Shows(
            value = {
                "CreateMultiRegionEndpoint",
                "GetMultiRegionEndpoint",
                "ListMultiRegionEndpoints",
                "DeleteMultiRegionEndpoint"
            },
            face = Face.V2)
    void anInstallationIsOneSite() {
        assertBad(
                () -> ses.createMultiRegionEndpoint(
                        r -> r.endpointName("both").details(d -> d.routesDetails(route -> route.region("eu-west-1")))),
                "Posthorn has no multi-region endpoints: an installation is one site.");
        assertNotFound(
                () -> ses.getMultiRegionEndpoint(r -> r.endpointName("both")),
                "Multi-region endpoint <both> does not exist.");
        assertNotFound(
                () -> ses.deleteMultiRegionEndpoint(r -> r.endpointName("both")),
                "Multi-region endpoint <both> does not exist.");
        assertThat(ses.listMultiRegionEndpointsPaginator(r -> r.pageSize(5)).stream())
                .singleElement()
                .satisfies(page -> assertThat(page.multiRegionEndpoints()).isEmpty());
        assertThat(ses.listMultiRegionEndpoints(r -> {}).hasMultiRegionEndpoints())
                .isTrue();
    }
}
