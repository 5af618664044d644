package org.posthorn.smtp.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.send.Caller;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.dns.HostResolver;
import org.posthorn.smtp.server.CredentialLogin;
import org.posthorn.smtp.server.ListenerConfig;
import org.posthorn.smtp.server.SubmissionLogin;
import org.posthorn.smtp.server.SubmissionService;
import org.posthorn.smtp.tlspolicy.DaneLookup;
import org.posthorn.smtp.tlspolicy.StsPolicies;
import org.posthorn.smtp.tlspolicy.StsPolicyFetcher;
import org.posthorn.smtp.tlspolicy.TlsPolicies;

/// Binds the SES SMTP interface and DNS. The listener for incoming mail is made where its receiver is known.
public final class SmtpModule extends AbstractModule {
    private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);
    private static final int DNS_RETRIES = 2;
    private static final String DEV_ACCOUNT = "000000000000";
    private static final String DEV_REGION = "us-east-1";

    // Those with an SES endpoint: SMTP passwords are derived per region, and the password alone tells which.
    private static final List<String> REGIONS = List.of(
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
            "af-south-1",
            "ap-east-1",
            "ap-south-1",
            "ap-south-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-5",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "sa-east-1");

    @Provides
    @Singleton
    DnsClient dnsClient(SmtpConfig config) {
        return new DnsClient(config.nameServers(), DNS_TIMEOUT, DNS_RETRIES);
    }

    /// For mail that goes straight to mail exchangers.
    @Provides
    @Singleton
    TlsPolicies tlsPolicies(SmtpConfig config, Dns dns, Settings settings, InstantSource clock)
            throws NoSuchAlgorithmException {
        StsPolicyFetcher fetcher = new StsPolicyFetcher(StsPolicyFetcher::wellKnown, SSLContext.getDefault());
        return new TlsPolicies(
                new StsPolicies(dns, fetcher, settings, clock),
                config.trustDnssec()
                        ? Optional.of(
                                new DaneLookup(DnsClient.resolver(config.nameServers(), DNS_TIMEOUT, DNS_RETRIES)))
                        : Optional.empty());
    }

    @Provides
    Dns dns(DnsClient client) {
        return client;
    }

    @Provides
    @Singleton
    HostResolver hostResolver(DnsClient client, InstantSource clock) {
        return new HostResolver(client, clock);
    }

    @Provides
    @Singleton
    SubmissionLogin login(EngineConfig config, Accounts accounts) {
        return config.dev()
                ? (username, password, sourceIp) -> Optional.of(devCaller(accounts, username, sourceIp))
                : new CredentialLogin(accounts::credential, REGIONS);
    }

    @Provides
    @Singleton
    SubmissionService submission(SmtpConfig config, EngineConfig engine, SubmissionLogin login, Sender sender) {
        return new SubmissionService(
                ListenerConfig.submission(config.submission(), engine.mailDomain()),
                config.submissionTls(),
                config.tls(),
                login,
                sender::sendSmtp);
    }

    /// As over HTTP: a user name of twelve digits names the account, any other means the account of zeros.
    private static Caller devCaller(Accounts accounts, String username, String sourceIp) {
        String account = isAccountId(username) ? username : DEV_ACCOUNT;
        accounts.findOrCreate(account);
        return new Caller(
                new Tenant(account, DEV_REGION),
                username,
                "arn:aws:iam::" + account + ":user/" + username,
                Optional.of(sourceIp));
    }

    private static boolean isAccountId(String username) {
        return username.length() == 12 && username.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
