package org.posthorn.smtp.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Finds mail exchangers, and the addresses of hosts, through the configured name servers, and remembers the answers
/// for as long as they hold.
///
/// What is remembered, and how long: records for their least TTL, 30 seconds to a day; that there are none for the time
/// of the zone's SOA record, 30 seconds to 5 minutes (RFC 2308); a failure for 30 seconds. Aliases are followed, up to
/// 8 in a row. Safe for use by many threads; blocks, with a limit on the time.
@Singleton
public final class HostResolver {
    private static final Logger log = LoggerFactory.getLogger(HostResolver.class);
    private static final int MOST_ANSWERS = 20_000;
    private static final int MOST_ALIASES = 8;
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(5);

    private record Question(Name name, int type) {}

    private record Remembered(DnsAnswer<Record> answer, Duration hold) {}

    private final Resolver resolver;
    private final Cache<Question, Remembered> cache;

    /// @param client names the servers and the limits on the time; it caches nothing itself
    @Inject
    public HostResolver(DnsClient client, InstantSource clock) {
        this.resolver = client.resolver();
        Instant start = clock.instant();
        this.cache = Caffeine.newBuilder()
                .maximumSize(MOST_ANSWERS)
                .ticker(() -> Duration.between(start, clock.instant()).toNanos())
                .expireAfter(Expiry.<Question, Remembered>writing((question, remembered) -> remembered.hold()))
                .build();
    }

    /// The name's MX records, in no order.
    public DnsAnswer<MxRecord> mx(String name) {
        return ask(name, Type.MX, record -> {
            MXRecord mx = (MXRecord) record;
            return new MxRecord(mx.getPriority(), DnsClient.host(mx.getTarget()));
        });
    }

    public DnsAnswer<InetAddress> ipv4(String name) {
        return ask(name, Type.A, record -> ((ARecord) record).getAddress());
    }

    public DnsAnswer<InetAddress> ipv6(String name) {
        return ask(name, Type.AAAA, record -> ((AAAARecord) record).getAddress());
    }

    /// The names of an address (RFC 1035 §3.5), in lower case without the final dot.
    public DnsAnswer<String> names(InetAddress address) {
        return ask(
                ReverseMap.fromAddress(address).toString(),
                Type.PTR,
                record -> DnsClient.host(((PTRRecord) record).getTarget()));
    }

    /// The addresses of a host that somebody configured: a literal address is its own, `localhost` is this machine, and
    /// what the name servers don't know is looked for where the operating system looks, in its file of hosts above all.
    /// IPv4 first: where IPv6 does not work, each of its addresses costs the time for a connection.
    ///
    /// @throws UnknownHostException when there is none, or nobody could say
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        if (isLiteral(host) || host.equalsIgnoreCase("localhost")) {
            return List.of(InetAddress.getAllByName(host));
        }
        List<InetAddress> addresses = new ArrayList<>();
        Optional<String> failure = Optional.empty();
        for (DnsAnswer<InetAddress> answer : List.of(ipv4(host), ipv6(host))) {
            switch (answer) {
                case DnsAnswer.Found<InetAddress> found -> addresses.addAll(found.values());
                case DnsAnswer.Absent<InetAddress> absent -> {}
                case DnsAnswer.Unavailable<InetAddress> down -> failure = Optional.of(down.reason());
            }
        }
        if (!addresses.isEmpty()) {
            return addresses;
        }
        if (failure.isPresent()) {
            throw new UnknownHostException(host + ": " + failure.get());
        }
        return List.of(InetAddress.getAllByName(host));
    }

    private static boolean isLiteral(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private <T> DnsAnswer<T> ask(String name, int type, Function<Record, T> value) {
        Question question;
        try {
            question = new Question(Name.fromString(name, Name.root).canonicalize(), type);
        } catch (TextParseException e) {
            return new DnsAnswer.Absent<>(); // A name that DNS can't hold has no records.
        }
        Remembered known = cache.getIfPresent(question);
        if (known == null) {
            known = ask(question);
            cache.put(question, known);
        }
        return switch (known.answer()) {
            case DnsAnswer.Found<Record> found ->
                new DnsAnswer.Found<>(found.values().stream().map(value).toList());
            case DnsAnswer.Absent<Record> absent -> new DnsAnswer.Absent<>();
            case DnsAnswer.Unavailable<Record> failure -> new DnsAnswer.Unavailable<>(failure.reason());
        };
    }

    /// Asks, and follows aliases both inside an answer and with further questions.
    private Remembered ask(Question question) {
        Name name = question.name();
        long seconds = LONGEST.toSeconds();
        int aliases = 0;
        try {
            while (true) {
                Message reply = resolver.send(Message.newQuery(Record.newRecord(name, question.type(), DClass.IN)));
                int code = reply.getRcode();
                if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
                    return failure("the name server answered " + Rcode.string(code));
                }
                Name asked = name;
                while (true) {
                    List<Record> records = records(reply, name, question.type());
                    if (!records.isEmpty()) {
                        return new Remembered(new DnsAnswer.Found<>(records), hold(least(seconds, records), LONGEST));
                    }
                    List<Record> alias = records(reply, name, Type.CNAME);
                    if (alias.isEmpty()) {
                        break;
                    }
                    if (++aliases > MOST_ALIASES) {
                        return failure("more than " + MOST_ALIASES + " aliases in a row");
                    }
                    seconds = least(seconds, alias);
                    Name target = ((CNAMERecord) alias.getFirst()).getTarget().canonicalize();
                    log.info("event=dns-alias name={} target={}", DnsClient.host(name), DnsClient.host(target));
                    name = target;
                }
                if (code == Rcode.NXDOMAIN || name.equals(asked)) {
                    return new Remembered(
                            new DnsAnswer.Absent<>(), hold(Math.min(seconds, absenceSeconds(reply)), LONGEST_ABSENCE));
                }
            }
        } catch (IOException e) {
            return failure(e.getMessage() == null ? "no answer" : e.getMessage());
        }
    }

    private static Remembered failure(String reason) {
        return new Remembered(new DnsAnswer.Unavailable<>(reason), SHORTEST);
    }

    private static List<Record> records(Message reply, Name name, int type) {
        List<Record> records = new ArrayList<>();
        for (Record record : reply.getSection(Section.ANSWER)) {
            if (record.getType() == type && record.getName().equals(name)) {
                records.add(record);
            }
        }
        return records;
    }

    private static long least(long seconds, List<Record> records) {
        return records.stream().mapToLong(Record::getTTL).reduce(seconds, Math::min);
    }

    /// RFC 2308 §5: the lesser of the SOA record's own TTL and its minimum field.
    private static long absenceSeconds(Message reply) {
        Optional<SOARecord> soa = reply.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .findFirst();
        return soa.map(record -> Math.min(record.getTTL(), record.getMinimum())).orElse(0L);
    }

    private static Duration hold(long seconds, Duration longest) {
        return Duration.ofSeconds(Math.clamp(seconds, SHORTEST.toSeconds(), longest.toSeconds()));
    }
}
