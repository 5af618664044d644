package org.posthorn.smtp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A name server on 127.0.0.1 (UDP) that knows the TXT records it was told. Other names don't exist.
public final class LoopbackDns implements AutoCloseable {
    private sealed interface Answer {}

    private record Texts(List<List<String>> records) implements Answer {}

    private record Code(int rcode) implements Answer {}

    private record Silence() implements Answer {}

    private final DatagramSocket socket;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();

    private LoopbackDns() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread.ofVirtual().name("loopback-dns").start(this::serve);
    }

    public static LoopbackDns start() {
        try {
            return new LoopbackDns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The name has one TXT record for each text.
    public LoopbackDns txt(String name, String... texts) {
        return put(name, new Texts(Arrays.stream(texts).map(List::of).toList()));
    }

    /// The name has one TXT record, made of several strings.
    public LoopbackDns txtInParts(String name, String... parts) {
        return put(name, new Texts(List.of(List.of(parts))));
    }

    /// The name exists, without TXT records.
    public LoopbackDns empty(String name) {
        return put(name, new Texts(List.of()));
    }

    /// The server fails for this name (SERVFAIL).
    public LoopbackDns fail(String name) {
        return put(name, new Code(Rcode.SERVFAIL));
    }

    /// The server never answers for this name.
    public LoopbackDns silent(String name) {
        return put(name, new Silence());
    }

    private LoopbackDns put(String name, Answer answer) {
        answers.put(name.toLowerCase(Locale.ROOT), answer);
        return this;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /// How many questions came, repeated ones included.
    public int questionCount() {
        return questions.get();
    }

    private void serve() {
        byte[] buffer = new byte[4_096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                questions.incrementAndGet();
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                Record question = query.getQuestion();
                Answer answer = answers.getOrDefault(
                        question.getName().toString(true).toLowerCase(Locale.ROOT), new Code(Rcode.NXDOMAIN));
                if (!(answer instanceof Silence)) {
                    byte[] reply = reply(query, question, answer).toWire();
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or not a question: nothing to answer.
            }
        }
    }

    private static Message reply(Message query, Record question, Answer answer) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
        switch (answer) {
            case Code code -> reply.getHeader().setRcode(code.rcode());
            case Texts texts -> {
                Name name = question.getName();
                if (question.getType() == Type.TXT) {
                    texts.records()
                            .forEach(strings ->
                                    reply.addRecord(new TXTRecord(name, DClass.IN, 300, strings), Section.ANSWER));
                }
            }
            case Secured secured -> {
                if (secured.authentic()) {
                    reply.getHeader().setFlag(Flags.AD);
                }
                secured.records().stream()
                        .filter(record -> record.getType() == question.getType())
                        .forEach(record -> reply.addRecord(record, Section.ANSWER));
            }
            case Silence silence -> throw new IllegalArgumentException("silence has no reply");
        }
        return reply;
    }

    @Override
    public void close() {
        socket.close();
    }

    private record Secured(boolean authentic, List<Record> records) implements Answer {}

    /// The name has these records, and the server says that DNSSEC secures them (the AD flag).
    public LoopbackDns secure(String name, Record... records) {
        return put(name, new Secured(true, List.of(records)));
    }

    /// The name has these records, which DNSSEC does not secure.
    public LoopbackDns insecure(String name, Record... records) {
        return put(name, new Secured(false, List.of(records)));
    }
}
