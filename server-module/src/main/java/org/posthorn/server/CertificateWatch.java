package org.posthorn.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.config.PosthornConfig;
import org.posthorn.tls.ServerTls;
import org.posthorn.tls.TlsFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in time when certificates of the server end: in the log at the start and twice a day, in doctor, and as a
/// metric.
public final class CertificateWatch {
    static final Duration PAUSE = Duration.ofHours(12);
    /// Automatic renewal has failed for a while by then: Let's Encrypt's clients renew 30 days before the end.
    private static final Duration EARLY = Duration.ofDays(21);

    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

    private final List<ServerTls> certificates;
    private final InstantSource clock;

    /// @param certificates those of a running server, at least one
    CertificateWatch(List<ServerTls> certificates, InstantSource clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    /// Seconds until the first ends, negative after it.
    void register(MeterRegistry registry) {
        Gauge.builder(
                        "posthorn_certificate_expiry_seconds",
                        this,
                        watch -> watch.left().toSeconds())
                .strongReference(true)
                .register(registry);
    }

    private Duration left() {
        Instant first = certificates.stream()
                .map(ServerTls::expiry)
                .min(Instant::compareTo)
                .orElseThrow();
        return Duration.between(clock.instant(), first);
    }

    /// A line in the log for each whose end is near or past.
    void look() {
        certificates.forEach(tls -> tell(finding(tls)));
    }

    private static void tell(Finding finding) {
        switch (finding.state()) {
            case OK -> {}
            case WARN ->
                log.warn("event=certificate_ends_soon what=\"{}\" advice=\"{}\"", finding.what(), finding.howToMend());
            case BAD ->
                log.error("event=certificate_expired what=\"{}\" advice=\"{}\"", finding.what(), finding.howToMend());
        }
    }

    private Finding finding(ServerTls tls) {
        Instant end = tls.expiry();
        String file = tls.file() + " ";
        String day = " on " + end.truncatedTo(ChronoUnit.SECONDS);
        String mend = "renew it, and have the server read it: systemctl reload posthorn, or kill -HUP its process";
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative()) {
            return Finding.bad("certificate", file + "expired" + day + "; clients refuse it", mend);
        }
        return left.compareTo(EARLY) < 0
                ? Finding.warn("certificate", file + "ends in " + days(left) + day, mend)
                : Finding.ok("certificate", file + "is good until " + end.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String days(Duration left) {
        return left.toDays() == 1 ? "1 day" : left.toDays() + " days";
    }

    /// What doctor says: of the files as they are now.
    public static List<Finding> findings(PosthornConfig config, InstantSource clock) {
        List<String> faults = Preflight.tlsFiles(config);
        if (!faults.isEmpty()) {
            return faults.stream()
                    .map(fault -> Finding.bad(
                            "certificate", fault, "no server starts with it; one that runs keeps what it has"))
                    .toList();
        }
        CertificateWatch watch = new CertificateWatch(List.of(), clock);
        return Stream.concat(
                        load("api.tls", config.api().tls()).stream(),
                        load("inbound.tls", config.inbound().tls()).stream())
                .map(watch::finding)
                .toList();
    }

    private static Optional<ServerTls> load(String table, PosthornConfig.Tls files) {
        try {
            return ServerTls.load(table, files.certificate(), files.key());
        } catch (TlsFileException e) {
            return Optional.empty(); // has changed since we looked
        }
    }
}
