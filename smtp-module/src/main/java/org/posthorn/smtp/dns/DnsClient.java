package org.posthorn.smtp.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks the configured name servers, and caches nothing.
public final class DnsClient implements Dns {
    private static final Duration SELECTOR_LAG = Duration.ofSeconds(1);

    private final Resolver resolver;

    /// @param servers the name servers to ask, in turn; empty for those of the operating system
    /// @param timeout for one question to one server
    /// @param retries further questions to a server that does not answer
    public DnsClient(List<InetSocketAddress> servers, Duration timeout, int retries) {
        this.resolver = resolver(servers, timeout, retries);
    }

    /// A way to put questions that are none of [Dns]: with the same servers and limits, and no cache either.
    public static Resolver resolver(List<InetSocketAddress> servers, Duration timeout, int retries) {
        List<InetSocketAddress> asked =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        List<Resolver> each = asked.stream()
                .<Resolver>map(server -> {
                    SimpleResolver one = new SimpleResolver(server);
                    one.setTimeout(timeout);
                    return one;
                })
                .toList();
        ExtendedResolver all = new ExtendedResolver(each);
        all.setRetries(retries + 1);
        // The time for all tries together; dnsjava may notice the end of one up to a second late.
        all.setTimeout(timeout.plus(SELECTOR_LAG).multipliedBy((long) (retries + 1) * each.size()));
        return all;
    }

    /// With the operating system's servers, 5 seconds and two retries.
    public static DnsClient system() {
        return new DnsClient(List.of(), Duration.ofSeconds(5), 2);
    }

    /// The same servers, for questions with answers of another form.
    Resolver resolver() {
        return resolver;
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return ask(name, Type.TXT, TXTRecord.class, DnsClient::text);
    }

    /// The bytes: dnsjava's text of them is that of a zone file, with escapes.
    private static String text(TXTRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        record.getStringsAsByteArrays().forEach(bytes::writeBytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public DnsAnswer<String> cname(String name) {
        return ask(name, Type.CNAME, CNAMERecord.class, alias -> host(alias.getTarget()));
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name) {
        DnsAnswer<MxRecord> answer =
                ask(name, Type.MX, MXRecord.class, mx -> new MxRecord(mx.getPriority(), host(mx.getTarget())));
        return answer instanceof DnsAnswer.Found<MxRecord> found
                ? new DnsAnswer.Found<>(found.values().stream()
                        .sorted(Comparator.comparingInt(MxRecord::preference))
                        .toList())
                : answer;
    }

    @Override
    public DnsAnswer<InetAddress> ipv4(String name) {
        return ask(name, Type.A, ARecord.class, ARecord::getAddress);
    }

    @Override
    public DnsAnswer<InetAddress> ipv6(String name) {
        return ask(name, Type.AAAA, AAAARecord.class, AAAARecord::getAddress);
    }

    @Override
    public DnsAnswer<String> names(InetAddress address) {
        return ask(ReverseMap.fromAddress(address).toString(), Type.PTR, PTRRecord.class, ptr -> host(ptr.getTarget()));
    }

    private <R extends Record, T> DnsAnswer<T> ask(String name, int type, Class<R> kind, Function<R, T> value) {
        Lookup lookup;
        try {
            // A backslash would begin an escape of zone files, and names are made of what strangers wrote (SPF).
            lookup = new Lookup(Name.fromString(name.replace("\\", "\\\\"), Name.root), type, DClass.IN);
        } catch (TextParseException e) {
            return new DnsAnswer.Absent<>(); // A name that DNS can't hold has no records.
        }
        lookup.setResolver(resolver);
        lookup.setCache(null);
        lookup.setSearchPath((Name[]) null);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> {
                List<T> values = Arrays.stream(records)
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .map(value)
                        .toList();
                yield values.isEmpty() ? new DnsAnswer.Absent<>() : new DnsAnswer.Found<>(values);
            }
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> new DnsAnswer.Absent<>();
            default -> new DnsAnswer.Unavailable<>(lookup.getErrorString());
        };
    }

    /// Lower case, without the final dot; empty for the root.
    static String host(Name name) {
        String text = name.toString(true).toLowerCase(Locale.ROOT);
        return text.equals(".") ? "" : text;
    }
}
