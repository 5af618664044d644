package org.posthorn.bench;

import java.io.DataInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends a signed request over many connections, one request at a time on each, until a number is reached.
final class HttpLoad {
    private static final int SOCKET_TIMEOUT_MILLIS = 60_000;

    private HttpLoad() {}

    /// @param accepted answers with status 200
    /// @param p50Millis median time from the first byte sent to the last one read
    record Result(int connections, int accepted, int refused, double seconds, double p50Millis, double p99Millis) {
        double perSecond() {
            return accepted / seconds;
        }
    }

    static Result run(InetSocketAddress server, SignedRequest request, int connections, int requests)
            throws InterruptedException {
        AtomicInteger left = new AtomicInteger(requests);
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<long[]> times = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                long[] own = new long[requests];
                int count = 0;
                try (Socket socket = new Socket()) {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
                    socket.connect(server, SOCKET_TIMEOUT_MILLIS);
                    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                    while (left.getAndDecrement() > 0) {
                        long sent = System.nanoTime();
                        socket.getOutputStream().write(request.bytes());
                        (status(in) == 200 ? accepted : refused).incrementAndGet();
                        own[count++] = System.nanoTime() - sent;
                    }
                } catch (IOException e) {
                    refused.incrementAndGet();
                }
                synchronized (times) {
                    times.add(Arrays.copyOf(own, count));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(
                connections, accepted.get(), refused.get(), seconds, percentile(all, 0.5), percentile(all, 0.99));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)] / 1e6;
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
        in.readNBytes(length);
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
