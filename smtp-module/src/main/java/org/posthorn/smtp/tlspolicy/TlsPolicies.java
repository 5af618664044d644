package org.posthorn.smtp.tlspolicy;

import java.util.List;
import java.util.Optional;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.client.TlsPolicy;
import org.posthorn.smtp.client.TlsaRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses how the connection to a mail exchanger is protected: DANE comes before MTA-STS (RFC 8461 §2), MTA-STS before
/// the configuration. Safe for use by many threads.
///
/// TLSA records that SMTP can't use make encryption mandatory without saying whose certificate is right (RFC 7672
/// §2.2), so an enforced MTA-STS policy, which does say, comes before those.
public final class TlsPolicies implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsPolicies.class);

    private final StsPolicies sts;
    private final Optional<DaneLookup> dane;

    /// @param dane empty where the name server is not trusted to validate DNSSEC
    public TlsPolicies(StsPolicies sts, Optional<DaneLookup> dane) {
        this.sts = sts;
        this.dane = dane;
    }

    /// Blocks for DNS and perhaps the fetch of a policy.
    ///
    /// @param domain the destination, whose MX records named the host
    /// @param base of the configuration or the message
    public TlsDecision decide(String domain, String mxHost, int port, TlsMode base) {
        DaneAnswer answer = dane.isPresent() ? dane.get().find(mxHost, port) : new DaneAnswer.None();
        return switch (answer) {
            case DaneAnswer.Unavailable unavailable ->
                new TlsDecision.Skip("the TLSA records of " + mxHost + " can't be had: " + unavailable.reason());
            case DaneAnswer.None none -> withoutDane(domain, mxHost, TlsPolicy.of(base));
            case DaneAnswer.Records found -> {
                TlsPolicy secured = new TlsPolicy(TlsMode.REQUIRED, List.of(mxHost, domain), found.records(), "dane");
                yield found.records().stream().anyMatch(TlsPolicies::isUsable)
                        ? new TlsDecision.Use(secured)
                        : withoutDane(domain, mxHost, secured);
            }
        };
    }

    private TlsDecision withoutDane(String domain, String mxHost, TlsPolicy otherwise) {
        Optional<StsPolicy> policy = sts.find(domain);
        if (policy.isEmpty()) {
            return new TlsDecision.Use(otherwise);
        }
        boolean matches = policy.get().matches(mxHost);
        return switch (policy.get().mode()) {
            case ENFORCE ->
                matches
                        ? new TlsDecision.Use(new TlsPolicy(TlsMode.REQUIRED, List.of(mxHost), List.of(), "mta-sts"))
                        : new TlsDecision.Skip("the MTA-STS policy of " + domain + " does not list " + mxHost);
            case TESTING -> {
                if (!matches) {
                    log.info("event=sts-testing domain={} host={} reason=\"host is not listed\"", domain, mxHost);
                }
                yield new TlsDecision.Use(otherwise);
            }
            case NONE -> new TlsDecision.Use(otherwise);
        };
    }

    /// Ends what is being fetched; nothing is asked any more.
    @Override
    public void close() {
        sts.close();
    }

    /// RFC 7672 §3.1: of the usages DANE-TA(2) and DANE-EE(3), with selectors and digests that are known.
    private static boolean isUsable(TlsaRecord record) {
        boolean whole = switch (record.matchingType()) {
            case 0 -> record.data().length > 0;
            case 1 -> record.data().length == 32;
            case 2 -> record.data().length == 64;
            default -> false;
        };
        return whole
                && (record.usage() == 2 || record.usage() == 3)
                && record.selector() >= 0
                && record.selector() <= 1;
    }
}
