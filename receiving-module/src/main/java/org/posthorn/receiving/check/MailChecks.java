package org.posthorn.receiving.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.posthorn.engine.dkim.DkimClaim;
import org.posthorn.engine.dkim.DkimProof;
import org.posthorn.engine.dkim.DkimResult;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.work.BoundedWork;
import org.posthorn.engine.work.UnfinishedWorkException;
import org.posthorn.receiving.check.DmarcCheck.Published;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks a message before it is taken: SPF, DKIM, DMARC. Safe for use by many threads.
///
/// What strangers wrote is read on a few threads of its own, and DNS is waited for on virtual ones, all questions at
/// the same time, so neither a hostile message nor a slow name server stands in the way of other mail.
public final class MailChecks implements AutoCloseable {
    private static final Duration MOST_READING = Duration.ofSeconds(10);
    private static final Duration MOST_TIME = Duration.ofSeconds(28);
    private static final int MOST_WAITING = 256;
    /// RFC 7489 §6.6.1 leaves it to us how many From domains are asked about.
    private static final int MOST_FROM_DOMAINS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(MailChecks.class);

    private final Spf spf;
    private final DkimProof proof;
    private final DmarcCheck dmarc;
    private final ResultFields fields;
    private final Scanners scanners;
    private final InstantSource clock;
    private final BoundedWork reading = BoundedWork.onCores("mail-checks", MOST_WAITING, MOST_READING);
    private final ExecutorService asking = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mail-checks-dns-", 1).factory());

    /// @param service what the results are signed with: `mail.domain`
    public MailChecks(Dns dns, Scanners scanners, InstantSource clock, String service) {
        this.scanners = scanners;
        this.spf = new Spf(dns, clock);
        this.proof = new DkimProof(dns);
        this.dmarc = new DmarcCheck(dns);
        this.fields = new ResultFields(service);
        this.clock = clock;
    }

    /// What a message says of itself.
    private record Reading(HeaderScan header, FromField from, List<DkimClaim> claims) {}

    /// Takes 30 seconds at most; what can't be said by then is PROCESSING_FAILED.
    ///
    /// @param scan whether it is scanned for spam and viruses
    /// @throws UncheckedIOException when there is too much to do: the peer may come again
    public Checked check(ReceivedMail received, boolean scan) {
        long deadline = System.nanoTime() + MOST_TIME.toNanos();
        Future<SpfResult> senderCheck = asking.submit(() -> spf(received));
        Optional<Reading> read;
        try {
            read = read(received);
        } catch (UncheckedIOException e) {
            senderCheck.cancel(true);
            throw e;
        }
        List<Future<DkimResult>> proofs = new ArrayList<>();
        read.ifPresent(found -> found.claims().forEach(claim -> proofs.add(asking.submit(() -> proof.of(claim)))));
        Set<String> domains = read.flatMap(found -> found.from().domains()).orElse(Set.of());
        List<Future<Published>> policies = new ArrayList<>();
        if (domains.size() <= MOST_FROM_DOMAINS) {
            domains.forEach(domain -> policies.add(asking.submit(() -> dmarc.published(domain))));
        }

        // While DNS is asked.
        Scanners.Found scanned = scan ? scanners.scan(received) : Scanners.Found.NOTHING;

        SpfResult sender = result(
                senderCheck,
                deadline,
                () -> new SpfResult(
                        SpfResult.Status.TEMPERROR, Spf.asked(received.client().helo(), received.sender()), ""));
        List<DkimResult> signatures = proofs(read, proofs, deadline);
        DmarcResult alignment = dmarc(read, domains, policies, sender, signatures, deadline);
        Verdicts verdicts = new Verdicts(
                SesWords.of(sender),
                SesWords.of(signatures),
                SesWords.of(alignment),
                alignment.policy(),
                scanned.spam(),
                scanned.virus());
        return new Checked(
                verdicts,
                isProven(received.sender(), sender, signatures),
                read.flatMap(found -> found.from().single()),
                fields.of(received.remoteIp(), received.client().helo(), sender, signatures, alignment, verdicts),
                read.map(found -> found.header().hops()).orElse(0));
    }

    private SpfResult spf(ReceivedMail received) {
        String ip = received.remoteIp();
        int zone = ip.indexOf('%');
        InetAddress address = InetAddress.ofLiteral(zone < 0 ? ip : ip.substring(0, zone));
        return spf.check(address, received.client().helo(), received.sender());
    }

    /// Empty when it takes too long.
    private Optional<Reading> read(ReceivedMail received) {
        try {
            return Optional.of(reading.call(() -> {
                HeaderScan header = HeaderScan.of(received.content());
                return new Reading(
                        header, FromField.of(header.from()), DkimClaim.of(received.content(), clock.instant()));
            }));
        } catch (UnfinishedWorkException e) {
            LOG.warn("event=checks-unfinished reason={} remote_ip={}", e.reason(), received.remoteIp());
            if (e.reason() == UnfinishedWorkException.Reason.LATE) {
                return Optional.empty();
            }
            // Whoever floods us would otherwise switch the checks off.
            throw new UncheckedIOException(new IOException("too busy to check it now"));
        }
    }

    private static List<DkimResult> proofs(Optional<Reading> read, List<Future<DkimResult>> proofs, long deadline) {
        if (read.isEmpty()) {
            return List.of(new DkimResult(DkimResult.Status.TEMPERROR, "", "", "", "message not read in time"));
        }
        List<DkimResult> results = new ArrayList<>();
        for (int i = 0; i < proofs.size(); i++) {
            DkimClaim claim = read.get().claims().get(i);
            results.add(result(proofs.get(i), deadline, claim::unanswered));
        }
        return results;
    }

    private static DmarcResult dmarc(
            Optional<Reading> read,
            Set<String> domains,
            List<Future<Published>> policies,
            SpfResult spf,
            List<DkimResult> signatures,
            long deadline) {
        if (read.isEmpty()) {
            return DmarcResult.of(DmarcResult.Status.TEMPERROR, "");
        }
        boolean askable = !domains.isEmpty() && policies.size() == domains.size();
        DmarcResult worst = DmarcResult.of(
                askable && read.get().from().wellFormed() ? DmarcResult.Status.PASS : DmarcResult.Status.PERMERROR, "");
        List<String> names = List.copyOf(domains);
        for (int i = 0; i < policies.size(); i++) {
            String name = names.get(i);
            Published published = result(policies.get(i), deadline, () -> new Published.Unknown(name));
            worst = DmarcResult.worse(worst, DmarcCheck.judge(published, spf, signatures));
        }
        return worst;
    }

    /// Whether a bounce would go to who sent it: not for the null sender, which has nobody behind it.
    private static boolean isProven(String sender, SpfResult spf, List<DkimResult> signatures) {
        String domain = spf.sender().substring(spf.sender().lastIndexOf('@') + 1);
        return !sender.isEmpty()
                && (spf.isPass()
                        || signatures.stream()
                                .anyMatch(signature -> signature.isPass()
                                        && OrganizationalDomain.isShared(signature.domain(), domain)));
    }

    private static <T> T result(Future<T> future, long deadline, Supplier<T> otherwise) {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            return otherwise.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            return otherwise.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        }
    }

    /// Reads and asks no more.
    @Override
    public void close() {
        reading.close();
        asking.shutdownNow();
    }
}
