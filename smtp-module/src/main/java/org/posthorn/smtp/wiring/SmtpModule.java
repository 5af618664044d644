package org.posthorn.smtp.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Regions;
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

    @Provides
    @Singleton
    DnsClient dnsClient(SmtpConfig config) {
        return new DnsClient(config.nameServers(), DNS_TIMEOUT, DNS_RETRIES);
    }

    /// For mail that goes straight to mail exchangers.
    ///
    /// @param trust the authorities for connections that we make
    @Provides
    @Singleton
    TlsPolicies tlsPolicies(SmtpConfig config, Dns dns, Settings settings, InstantSource clock, SSLContext trust) {
        StsPolicyFetcher fetcher = new StsPolicyFetcher(StsPolicyFetcher::wellKnown, trust);
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
    SubmissionLogin login(EngineConfig config, Regions regions, Accounts accounts) {
        return config.dev()
                ? (username, password, sourceIp) ->
                        Optional.of(devCaller(accounts, regions.standard(), username, sourceIp))
                // A password tells its region only to who tries each, so where any is allowed it is one of SES's.
                : new CredentialLogin(
                        accounts::credential, regions.names().isEmpty() ? Regions.ofSes() : regions.names());
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
    private static Caller devCaller(Accounts accounts, String region, String username, String sourceIp) {
        String account = isAccountId(username) ? username : DEV_ACCOUNT;
        accounts.findOrCreate(account);
        return new Caller(
                new Tenant(account, region),
                username,
                "arn:aws:iam::" + account + ":user/" + username,
                Optional.of(sourceIp));
    }

    private static boolean isAccountId(String username) {
        return username.length() == 12 && username.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
