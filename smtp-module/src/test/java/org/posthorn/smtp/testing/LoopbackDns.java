package org.posthorn.smtp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A name server on 127.0.0.1 (UDP) that knows the records it was told. Other names don't exist.
///
/// Like a resolver it puts an alias and what it leads to into one answer, as far as it knows it.
public final class LoopbackDns implements AutoCloseable {
    private static final int MOST_ALIASES = 20;

    private sealed interface Trouble {}

    private record Code(int rcode) implements Trouble {}

    private record Silence() implements Trouble {}

    private final DatagramSocket socket;
    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<Name> authentic = ConcurrentHashMap.newKeySet();
    private final Map<Name, Trouble> troubles = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile long ttlSeconds = 300;
    private volatile Optional<SOARecord> soa = Optional.empty();

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

    /// The name has one TXT record for each text, and no other TXT record any more.
    public LoopbackDns txt(String name, String... texts) {
        empty(name).records.get(name(name)).removeIf(record -> record.getType() == Type.TXT);
        Arrays.stream(texts).forEach(text -> add(new TXTRecord(name(name), DClass.IN, ttlSeconds, List.of(text))));
        return this;
    }

    /// The name has one TXT record, made of several strings.
    public LoopbackDns txtInParts(String name, String... parts) {
        return add(new TXTRecord(name(name), DClass.IN, ttlSeconds, List.of(parts)));
    }

    /// The name has one more MX record; an exchanger without a name is a null MX (RFC 7505).
    public LoopbackDns mx(String name, int preference, String exchanger) {
        return add(new MXRecord(name(name), DClass.IN, ttlSeconds, preference, name(exchanger)));
    }

    /// The name has one more A record.
    public LoopbackDns a(String name, String address) {
        return add(new ARecord(name(name), DClass.IN, ttlSeconds, literal(address)));
    }

    /// The name has one more AAAA record.
    public LoopbackDns aaaa(String name, String address) {
        return add(new AAAARecord(name(name), DClass.IN, ttlSeconds, literal(address)));
    }

    /// The address has one more PTR record.
    public LoopbackDns ptr(String address, String name) {
        return add(new PTRRecord(ReverseMap.fromAddress(literal(address)), DClass.IN, ttlSeconds, name(name)));
    }

    /// The name is an alias.
    public LoopbackDns cname(String name, String target) {
        return add(new CNAMERecord(name(name), DClass.IN, ttlSeconds, name(target)));
    }

    /// The name has one more TLSA record (RFC 6698).
    public LoopbackDns tlsa(String name, int usage, int selector, int matchingType, byte[] data) {
        return add(new TLSARecord(name(name), DClass.IN, ttlSeconds, usage, selector, matchingType, data));
    }

    /// The name has exactly these records, and the server says that DNSSEC secures them (the AD flag).
    public LoopbackDns secure(String name, Record... only) {
        authentic.add(name(name));
        return replace(name, only);
    }

    /// The name has exactly these records, which DNSSEC does not secure.
    public LoopbackDns insecure(String name, Record... only) {
        authentic.remove(name(name));
        return replace(name, only);
    }

    private LoopbackDns replace(String name, Record... only) {
        empty(name).records.put(name(name), new CopyOnWriteArrayList<>(only));
        return this;
    }

    /// Records that are told from now on hold for so long.
    public LoopbackDns ttl(Duration ttl) {
        ttlSeconds = ttl.toSeconds();
        return this;
    }

    /// Answers that there are no records hold for so long.
    public LoopbackDns absenceTtl(Duration ttl) {
        Name zone = Name.root;
        soa = Optional.of(new SOARecord(
                zone, DClass.IN, ttl.toSeconds(), name("ns"), name("hostmaster"), 1, 1, 1, 1, ttl.toSeconds()));
        return this;
    }

    /// The name exists, without more records than it has already.
    public LoopbackDns empty(String name) {
        troubles.remove(name(name));
        records.computeIfAbsent(name(name), key -> new CopyOnWriteArrayList<>());
        return this;
    }

    /// The server fails for this name (SERVFAIL).
    public LoopbackDns fail(String name) {
        troubles.put(name(name), new Code(Rcode.SERVFAIL));
        return this;
    }

    /// The server never answers for this name.
    public LoopbackDns silent(String name) {
        troubles.put(name(name), new Silence());
        return this;
    }

    private LoopbackDns add(Record record) {
        troubles.remove(record.getName());
        records.computeIfAbsent(record.getName(), key -> new CopyOnWriteArrayList<>())
                .add(record);
        return this;
    }

    private static Name name(String text) {
        if (text.isEmpty()) {
            return Name.root;
        }
        try {
            return Name.fromString(text.toLowerCase(Locale.ROOT), Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static InetAddress literal(String address) {
        return InetAddress.ofLiteral(address);
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
                Optional<Message> reply = reply(query, query.getQuestion());
                if (reply.isPresent()) {
                    byte[] wire = reply.get().toWire();
                    socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or not a question: nothing to answer.
            }
        }
    }

    private Optional<Message> reply(Message query, Record question) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
        Name name = question.getName().canonicalize();
        if (authentic.contains(name)) {
            reply.getHeader().setFlag(Flags.AD);
        }
        for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
            Trouble trouble = troubles.get(name);
            if (trouble instanceof Silence) {
                return Optional.empty();
            }
            List<Record> known = records.get(name);
            if (trouble instanceof Code code) {
                reply.getHeader().setRcode(code.rcode());
            } else if (known == null) {
                reply.getHeader().setRcode(Rcode.NXDOMAIN);
            }
            List<Record> fitting = of(known == null ? List.of() : known, question.getType());
            List<Record> alias = of(known == null ? List.of() : known, Type.CNAME);
            fitting.forEach(record -> reply.addRecord(record, Section.ANSWER));
            if (trouble != null || !fitting.isEmpty() || alias.isEmpty()) {
                break;
            }
            if (reply.findRecord(alias.getFirst(), Section.ANSWER)) {
                break; // a circle
            }
            reply.addRecord(alias.getFirst(), Section.ANSWER);
            name = ((CNAMERecord) alias.getFirst()).getTarget();
        }
        if (reply.getSection(Section.ANSWER).stream().allMatch(record -> record.getType() != question.getType())) {
            soa.ifPresent(record -> reply.addRecord(record, Section.AUTHORITY));
        }
        return Optional.of(reply);
    }

    private static List<Record> of(List<Record> known, int type) {
        return known.stream().filter(record -> record.getType() == type).toList();
    }

    @Override
    public void close() {
        socket.close();
    }
}
