package org.posthorn.receiving.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.engine.mime.CleanText;
import org.posthorn.engine.work.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the programs beside this server find in a message: rspamd spam, clamd viruses. One that is not configured
/// makes DISABLED; one that is down, slow, overrun or unclear makes PROCESSING_FAILED, and mail is taken all the same.
/// Safe for use by many threads.
public final class Scanners {
    /// For the whole of a scan, waiting for its turn included.
    private static final Duration WHOLE = Duration.ofSeconds(20);

    /// Scans at a time by each program; clamd's own MaxThreads is 10.
    private static final int MOST_AT_A_TIME = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Scanners.class);

    private final Optional<Bounded> spam;
    private final Optional<Bounded> virus;
    private final Duration whole;
    private final LineBudget warnings = new LineBudget(
            System::nanoTime,
            (scanner, times) -> LOG.info("event=scan-failures-not-shown scanner={} times={}", scanner, times));

    /// Dialogues with a scanner; they end when their thread is interrupted.
    interface Dialogue {
        /// @throws IOException when it comes to nothing
        Verdict scan(ReceivedMail mail) throws IOException, InterruptedException;

        /// Asks whether it is there.
        ///
        /// @throws IOException when it is not
        void ping() throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    private record Bounded(String name, Dialogue dialogue, Semaphore turns) {
        Bounded(String name, Dialogue dialogue) {
            this(name, dialogue, new Semaphore(MOST_AT_A_TIME));
        }
    }

    /// @param spam only PASS, GRAY, FAIL, PROCESSING_FAILED and DISABLED
    /// @param virus only PASS, FAIL, PROCESSING_FAILED and DISABLED
    public record Found(Verdict spam, Verdict virus) {
        /// Nobody asked.
        public static final Found NOTHING = new Found(Verdict.DISABLED, Verdict.DISABLED);
    }

    public Scanners(Optional<InetSocketAddress> rspamd, Optional<InetSocketAddress> clamd) {
        this(rspamd, clamd, WHOLE);
    }

    Scanners(Optional<InetSocketAddress> rspamd, Optional<InetSocketAddress> clamd, Duration whole) {
        this.spam = rspamd.map(address -> new Bounded("rspamd", new Rspamd(address)));
        this.virus = clamd.map(address -> new Bounded("clamd", new Clamd(address)));
        this.whole = whole;
    }

    /// Both at the same time; takes 20 seconds at most.
    public Found scan(ReceivedMail mail) {
        CompletableFuture<Verdict> viruses = new CompletableFuture<>();
        if (virus.isPresent()) {
            Thread.ofVirtual().name("virus-scan").start(() -> viruses.complete(virus(mail)));
        } else {
            viruses.complete(Verdict.DISABLED);
        }
        return new Found(spam(mail), viruses.join());
    }

    /// Takes 20 seconds at most.
    public Verdict spam(ReceivedMail mail) {
        return spam.map(scanner -> verdict(scanner, mail)).orElse(Verdict.DISABLED);
    }

    /// Takes 20 seconds at most.
    public Verdict virus(ReceivedMail mail) {
        return virus.map(scanner -> verdict(scanner, mail)).orElse(Verdict.DISABLED);
    }

    /// Whether each that is configured answers; takes 20 seconds at most for each.
    ///
    /// @return what is wrong, by its name; empty when nothing is
    public SequencedMap<String, Optional<String>> faults() {
        SequencedMap<String, Optional<String>> faults = new LinkedHashMap<>();
        Stream.of(spam, virus).flatMap(Optional::stream).forEach(scanner -> {
            try {
                ask(scanner, () -> {
                    scanner.dialogue().ping();
                    return true;
                });
                faults.put(scanner.name(), Optional.empty());
            } catch (IOException e) {
                faults.put(scanner.name(), Optional.of(CleanText.of(String.valueOf(e.getMessage()))));
            }
        });
        return faults;
    }

    private Verdict verdict(Bounded scanner, ReceivedMail mail) {
        try {
            return ask(scanner, () -> scanner.dialogue().scan(mail));
        } catch (IOException e) {
            if (warnings.take(scanner.name(), 1)) {
                LOG.warn(
                        "event=scan-failed scanner={} reason=\"{}\"",
                        scanner.name(),
                        CleanText.of(String.valueOf(e.getMessage())));
            }
            return Verdict.PROCESSING_FAILED;
        }
    }

    /// @throws IOException when there is no answer, for whatever reason
    private <T> T ask(Bounded scanner, Question<T> question) throws IOException {
        long end = System.nanoTime() + whole.toNanos();
        try {
            if (!scanner.turns().tryAcquire(whole.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("no turn within " + whole.toMillis() + " ms");
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            Thread thread = Thread.ofVirtual().name(scanner.name()).start(() -> answer(scanner, question, answer));
            try {
                return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } finally {
                // Closes the connection of one that is late.
                thread.interrupt();
            }
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + whole.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(words(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String words(@Nullable Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : String.valueOf(cause);
    }

    /// Gives its turn back when the dialogue has ended, and not when nobody waits for it any longer.
    private static <T> void answer(Bounded scanner, Question<T> question, CompletableFuture<T> answer) {
        try {
            answer.complete(question.ask());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(e);
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            scanner.turns().release();
        }
    }
}
