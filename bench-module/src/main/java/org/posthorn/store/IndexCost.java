package org.posthorn.store;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.posthorn.engine.delivery.QueuedMessage;
import org.posthorn.engine.delivery.RecipientState;
import org.posthorn.engine.event.Counters;
import org.posthorn.engine.event.Counts;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MailKind;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;

/// What the index of events costs a message in the store: rounds with and without it take turns in one process, each in
/// a database of its own. A message of 1 KB is submitted and settled, in the two batches that the queue makes of it.
///
/// Told are medians, of processor time of the process, which other load on the machine changes less than the clock's,
/// and of bytes of the log.
public final class IndexCost {
    private static final int ROUNDS = 8;
    private static final int MESSAGES = 30_000;
    private static final int MANY = 50;
    private static final int THREADS = 16;
    private static final String SENDER = "shop@example.com";
    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0 Ok: queued as 4bXyZ12345z1");
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final boolean indexed;
    private final int recipients;
    private final List<Double> micros = new ArrayList<>();
    private final List<Double> logBytes = new ArrayList<>();

    private IndexCost(boolean indexed, int recipients) {
        this.indexed = indexed;
        this.recipients = recipients;
    }

    /// @param args a directory to work in
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        for (int recipients : new int[] {1, MANY}) {
            IndexCost with = new IndexCost(true, recipients);
            IndexCost without = new IndexCost(false, recipients);
            for (int round = 0; round < ROUNDS; round++) {
                // The first warms up.
                with.round(directory.resolve("with"), round > 0);
                without.round(directory.resolve("without"), round > 0);
            }
            System.out.printf(
                    "recipients=%d cpu_micros without=%.1f with=%.1f times=%.2f log_bytes without=%.0f with=%.0f"
                            + " times=%.2f%n",
                    recipients,
                    median(without.micros),
                    median(with.micros),
                    median(with.micros) / median(without.micros),
                    median(without.logBytes),
                    median(with.logBytes),
                    median(with.logBytes) / median(without.logBytes));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private void round(Path directory, boolean isCounted) throws IOException, InterruptedException {
        int messages = recipients > 1 ? MESSAGES / 12 : MESSAGES;
        Files.createDirectories(directory);
        try (Database database = Database.open(directory)) {
            GroupCommit commit = new GroupCommit(database, new Watermark(), Group.NONE, InstantSource.system());
            long before = SYSTEM.getProcessCpuTime();
            List<Thread> threads = IntStream.range(0, THREADS)
                    .mapToObj(first -> Thread.ofPlatform().start(() -> {
                        for (int i = first; i < messages; i += THREADS) {
                            message(commit, i);
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            if (isCounted) {
                micros.add((SYSTEM.getProcessCpuTime() - before) / 1e3 / messages);
                logBytes.add((double) logBytes(directory) / messages);
            }
            commit.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long logBytes(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private void message(GroupCommit commit, int number) {
        Instant now = Instant.now();
        byte[] content = new byte[1_000];
        Arrays.fill(content, (byte) 'x');
        List<String> addresses = IntStream.range(0, recipients)
                .mapToObj(i -> "recipient" + number + "-" + i + "@example.net")
                .toList();
        Mail mail = new Mail(
                MessageId.next("us-east-1", now),
                new Tenant("123456789012", "us-east-1"),
                MailKind.SENT,
                now,
                new Envelope(SENDER, addresses),
                SENDER,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                content.length);
        QueuedMessage queued = QueuedMessage.of(new Submission(mail, new Content(content)));
        Batch submit = Batch.written().put(Column.CONTENT, Key.message(mail.id()), content);
        QueueRecords.replace(submit, queued);
        event(submit, mail, new MailEvent.Send(mail.id(), now, recipients));
        commit.commit(submit);

        List<RecipientState> states = addresses.stream()
                .map(address -> new RecipientState(address, RecipientState.Status.DELIVERED, 1, now, Optional.of(OK)))
                .toList();
        Batch settle = Batch.written();
        QueueRecords.replace(settle, queued.with(states));
        Optional<String> host = Optional.of("mx.example.net[192.0.2.1]:25");
        event(
                settle,
                mail,
                new MailEvent.Delivery(
                        mail.id(), now, addresses, 10, OK.toString(), "mta.example.com", host, Optional.empty()));
        commit.commit(settle);
    }

    /// As [Batch#events], or as it would be without an index.
    private void event(Batch batch, Mail mail, MailEvent event) {
        if (indexed) {
            batch.events(mail, List.of(event));
            return;
        }
        byte[] value = StoredRecord.encode(new Batch.StoredEvent(event), Long.BYTES);
        System.arraycopy(Key.number(event.at().toEpochMilli()), 0, value, 0, Long.BYTES);
        batch.changes().add(new Batch.Change.Append(value, List.of()));
        Counts counts = Counts.of(mail, List.of(event));
        long minute = TimeUnit.SECONDS.toMinutes(event.at().getEpochSecond());
        for (Counters.Subject subject : Counters.Subject.of(mail)) {
            for (CounterKind kind : CounterKind.values()) {
                if (kind.in(counts) > 0) {
                    batch.changes().add(new Batch.Change.Add(kind.key(subject, minute), kind.in(counts)));
                }
            }
        }
    }
}
