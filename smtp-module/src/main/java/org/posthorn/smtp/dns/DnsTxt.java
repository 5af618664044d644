package org.posthorn.smtp.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.engine.identity.TxtLookup;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Looks up TXT records in DNS, always afresh: a record that was published a moment ago must be seen. Safe for use by
/// many threads.
public final class DnsTxt implements TxtLookup {
    private static final Duration SELECTOR_LAG = Duration.ofSeconds(1);

    private final Resolver resolver;

    /// @param servers the name servers to ask, in turn; empty for those of the operating system
    /// @param timeout for one question to one server
    /// @param retries further questions to a server that does not answer
    public DnsTxt(List<InetSocketAddress> servers, Duration timeout, int retries) {
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
        this.resolver = all;
    }

    /// With the operating system's servers, 5 seconds and two retries.
    public static DnsTxt system() {
        return new DnsTxt(List.of(), Duration.ofSeconds(5), 2);
    }

    @Override
    public Answer lookup(String name) {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(name, Name.root), Type.TXT, DClass.IN);
        } catch (TextParseException e) {
            return new Absent(); // A name that DNS can't hold has no records.
        }
        lookup.setResolver(resolver);
        lookup.setCache(null);
        lookup.setSearchPath((Name[]) null);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> found(records);
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> new Absent();
            default -> new Unavailable(lookup.getErrorString());
        };
    }

    private static Answer found(Record[] records) {
        List<String> texts = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof TXTRecord txt) {
                // RFC 7208 §3.3: the strings of one record are read as one, without spaces.
                texts.add(String.join("", txt.getStrings()));
            }
        }
        return texts.isEmpty() ? new Absent() : new Found(texts);
    }
}
