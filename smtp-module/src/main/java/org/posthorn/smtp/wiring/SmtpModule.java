package org.posthorn.smtp.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.KeyUses;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.wiring.EngineConfig;
import org.posthorn.smtp.dns.DnsClient;
import org.posthorn.smtp.server.CredentialLogin;
import org.posthorn.smtp.server.ListenerConfig;
import org.posthorn.smtp.server.OpenLogin;
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

    @Override
    protected void configure() {
        bind(Dns.class).to(DnsClient.class);
    }

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
    @Singleton
    SubmissionLogin login(
            EngineConfig config, Regions regions, Accounts accounts, KeyUses uses, Provider<OpenLogin> open) {
        return switch (config.callers()) {
            case ANYBODY -> open.get();
            // A password tells its region only to who tries each, so where any is allowed it is one of SES's.
            case BY_KEY ->
                new CredentialLogin(accounts::credential, regions.names().isEmpty() ? Regions.ofSes() : regions.names())
                        .telling(caller -> uses.note(caller.accessKeyId()));
        };
    }

    @Provides
    @Singleton
    SubmissionService submission(SmtpConfig config, EngineConfig engine, SubmissionLogin login, Sender sender) {
        return new SubmissionService(
                ListenerConfig.submission(config.submission(), engine.mailDomain()),
                config.submissionTls(),
                config.tls(),
                login,
                (caller, email) -> sender.send(caller, Sender.SMTP, email));
    }
}
