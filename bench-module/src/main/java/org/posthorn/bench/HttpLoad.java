package org.posthorn.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/// Sends a signed request over many connections, one request at a time on each, until a number or a time is reached.
/// It sends the next request when it has the answer, so a slow server is asked less often: latencies are those of
/// this load, not of requests that come whatever happens.
final class HttpLoad {
    private static final int SOCKET_TIMEOUT_MILLIS = 60_000;

    private final InetSocketAddress server;
    private final SignedRequest request;

    HttpLoad(InetSocketAddress server, SignedRequest request) {
        this.server = server;
        this.request = request;
    }

    /// @param accepted answers with status 200
    /// @param refused other answers, and connections that broke
    /// @param p50Millis median time from the first byte sent to the last one read
    record Result(int connections, int accepted, int refused, double seconds, double p50Millis, double p99Millis) {
        double perSecond() {
            return accepted / seconds;
        }
    }

    /// As many requests as go into a time.
    Result run(int connections, Duration time) throws InterruptedException {
        return run(connections, Integer.MAX_VALUE, System.nanoTime() + time.toNanos());
    }

    /// That many requests, or fewer when they take longer than `atMost`.
    Result run(int connections, int requests, Duration atMost) throws InterruptedException {
        return run(connections, requests, System.nanoTime() + atMost.toNanos());
    }

    private Result run(int connections, int requests, long deadline) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(requests);
        List<Client> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            Client client = new Client(left, deadline);
            clients.add(client);
            threads.add(Thread.ofVirtual().start(client));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] times = clients.stream()
                .flatMapToLong(client -> client.times.build())
                .sorted()
                .toArray();
        return new Result(
                connections,
                clients.stream().mapToInt(client -> client.accepted).sum(),
                clients.stream().mapToInt(client -> client.refused).sum(),
                seconds,
                percentileMillis(times, 0.5),
                percentileMillis(times, 0.99));
    }

    /// Of sorted nanoseconds; not a number when there are none.
    static double percentileMillis(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)] / 1e6;
    }

    /// One connection. Its results are read when its thread has ended.
    private final class Client implements Runnable {
        private final AtomicInteger left;
        private final long deadline;
        private final LongStream.Builder times = LongStream.builder();
        private int accepted;
        private int refused;

        private Client(AtomicInteger left, long deadline) {
            this.left = left;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
                socket.connect(server, SOCKET_TIMEOUT_MILLIS);
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                while (System.nanoTime() - deadline < 0 && left.getAndDecrement() > 0) {
                    long sent = System.nanoTime();
                    socket.getOutputStream().write(request.bytes());
                    if (status(in) == 200) {
                        accepted++;
                    } else {
                        refused++;
                    }
                    times.add(System.nanoTime() - sent);
                }
            } catch (IOException e) {
                refused++;
            }
        }
    }

    /// Reads one response and its body, whose length must be declared.
    private static int status(DataInputStream in) throws IOException {
        String first = line(in);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return Integer.parseInt(first.split(" ")[1]);
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
