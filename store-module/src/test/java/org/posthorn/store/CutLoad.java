package org.posthorn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthorn.engine.UnavailableException;
import org.posthorn.engine.delivery.Lease;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Submission;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestMail;

/// A process that works on a store, and writes what it was answered to the file `answers` beside it, a line each:
///
/// ```
/// accepted ID NUMBER SIZE     a message, whose content is bytes(NUMBER, SIZE)
/// trying ROW VALUE            a setting, before it is put
/// put ROW VALUE               and afterwards
/// refused                     a call
/// shut MESSAGE                the store did not open
/// closed
/// ```
///
/// It ends without a word to the store after so many answers, or closes it first.
public final class CutLoad {
    private static final int SENDERS = 4;
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final FileChannel answers;
    private final AtomicInteger left;
    private final AtomicInteger numbers;
    private final TestClock clock = new TestClock();
    private final long end = System.nanoTime() + LONGEST.toNanos();

    private CutLoad(Path directory, int wanted, int firstNumber) throws IOException {
        this.answers = FileChannel.open(
                directory.resolve("answers"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        this.left = new AtomicInteger(wanted);
        this.numbers = new AtomicInteger(firstNumber);
    }

    static byte[] bytes(int number, int size) {
        byte[] bytes = new byte[size];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    /// @param args directory, answers wanted, first number, whether to close
    public static void main(String[] args) throws Exception {
        CutLoad load = new CutLoad(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        RocksStore store = load.open(Path.of(args[0], "store"));
        load.run(store);
        if (Boolean.parseBoolean(args[3])) {
            store.close();
            load.say("closed");
        }
        Runtime.getRuntime().halt(0);
    }

    private synchronized void say(String line) throws IOException {
        answers.write(StandardCharsets.UTF_8.encode(line + "\n"));
    }

    private RocksStore open(Path directory) throws IOException, InterruptedException {
        while (true) {
            try {
                return RocksStore.open(
                        new StoreConfig(directory, 100_000, 0, 1 << 20, Duration.ofDays(14), 1_000_000),
                        clock,
                        Duration.ofMillis(200));
            } catch (IOException e) {
                say("shut " + String.valueOf(e.getMessage()).replace('\n', ' '));
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private interface Call {
        void run() throws IOException, InterruptedException;
    }

    private Thread repeat(Call call) {
        return Thread.ofPlatform().start(() -> {
            try {
                while (left.get() > 0 && System.nanoTime() < end) {
                    try {
                        call.run();
                    } catch (UnavailableException e) {
                        say("refused");
                        Thread.sleep(PAUSE);
                    }
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void run(RocksStore store) throws InterruptedException {
        Table<Tenant> table = store.settings().table(new TableName<>("tenants", Tenant.class));
        for (int i = 0; i < SENDERS; i++) {
            repeat(() -> send(store));
        }
        repeat(() -> settle(store));
        AtomicInteger value = new AtomicInteger(numbers.get());
        repeat(() -> {
            int next = value.incrementAndGet();
            String row = "row" + next % 5;
            say("trying " + row + " " + next);
            table.put(TestMail.TENANT, row, new Tenant(Integer.toString(next), "r"));
            answered("put " + row + " " + next);
        });
        repeat(() -> {
            Thread.sleep(PAUSE.multipliedBy(4));
            try {
                store.flush();
            } catch (IOException e) {
                // The disk is full or broken; the log has it all.
                say("refused");
            }
        });
        while (left.get() > 0 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
    }

    private void answered(String line) throws IOException {
        say(line);
        left.decrementAndGet();
    }

    private void send(RocksStore store) throws IOException {
        int number = numbers.incrementAndGet();
        int size = number % 5 == 0 ? 9_000 : 100 + number % 700;
        Submission submission =
                TestMail.sent(clock.instant(), new Content(bytes(number, size)), number + "@example.net");
        store.queue().submit(submission, 1);
        clock.advance(Duration.ofMillis(1));
        answered("accepted " + submission.mail().id() + " " + number + " " + size);
    }

    private void settle(RocksStore store) throws InterruptedException {
        for (Lease lease : store.queue().lease(2, Duration.ofMillis(5))) {
            if (lease.mail().id().low() % 2 == 0) {
                store.queue().settle(lease, TestMail.delivered(lease, clock.instant()), List.of());
            } else {
                store.queue()
                        .settle(
                                lease,
                                List.of(TestMail.deferred(
                                        lease.recipients().getFirst(),
                                        clock.instant().plusSeconds(600))),
                                List.of());
            }
        }
    }
}
