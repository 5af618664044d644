package org.posthorn.smtp.route;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.dns.HostResolver;

/// Finds the hosts that take mail for a domain (RFC 5321 §5.1).
///
/// | DNS says | answer |
/// |---|---|
/// | MX records | their hosts by preference, equal ones shuffled; the first 16, with 8 addresses each |
/// | no MX records | the domain itself, when it has addresses |
/// | neither | failed, 550 5.1.2 |
/// | a null MX (RFC 7505) | failed, 556 5.1.10 |
/// | MX records, but no host with an address | deferred, 451 4.4.4 |
/// | hosts in private networks only | failed, 554 5.4.4 |
/// | no answer, or a failure | deferred, 451 4.4.3 |
/// | we are an exchanger | those before us; none: ourselves, failed with 554 5.4.6 for whom nobody here wants |
///
/// Hosts in private networks, and on port 25 those at loopback addresses, are passed over: whoever publishes an MX
/// record must not get our mail to servers that trust their own machine or network. Safe for use by many threads;
/// blocks, with a limit on the time.
public final class MxLookup {
    private static final int MOST_EXCHANGERS = 16;
    private static final int MOST_ADDRESSES = 8;
    private static final int SMTP_PORT = 25;

    /// @param failure why the addresses could not be looked up; empty when there are addresses, or clearly none
    private record Resolved(MxRecord mx, List<InetAddress> addresses, Optional<String> failure) {}

    private final HostResolver dns;
    private final int port;
    private final boolean privateHosts;
    private final OurHosts us;
    private final Random random;

    /// @param port where exchangers listen: 25 but in tests
    /// @param privateHosts whether hosts in private networks are used
    /// @param random shuffles exchangers of equal preference
    public MxLookup(HostResolver dns, int port, boolean privateHosts, OurHosts us, Random random) {
        this.dns = dns;
        this.port = port;
        this.privateHosts = privateHosts;
        this.us = us;
        this.random = random;
    }

    /// @param domain the right side of an address: a name, in Unicode or A-labels, or an address literal in brackets
    MxAnswer find(String domain) {
        if (domain.startsWith("[")) {
            return literal(domain);
        }
        Optional<String> ascii = ascii(domain);
        if (ascii.isEmpty()) {
            return failed(550, "5.1.2 '" + domain + "' is no domain name");
        }
        String name = ascii.get();
        return switch (dns.mx(name)) {
            case DnsAnswer.Found<MxRecord> found -> byRecords(name, found.values());
            case DnsAnswer.Absent<MxRecord> absent -> byAddress(name);
            case DnsAnswer.Unavailable<MxRecord> failure -> unavailable(name, failure.reason());
        };
    }

    /// The domain in lower case and A-labels (RFC 5890), without a final dot; empty when it can't be a domain.
    static Optional<String> ascii(String domain) {
        try {
            String ascii = IDN.toASCII(domain).toLowerCase(Locale.ROOT);
            String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            return Optional.of(name).filter(text -> !text.isBlank());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// RFC 5321 §4.1.3: `[192.0.2.1]` or `[IPv6:2001:db8::1]`.
    private MxAnswer literal(String domain) {
        InetAddress address;
        try {
            address = address(domain);
        } catch (IllegalArgumentException e) {
            return failed(501, "5.1.3 " + domain + " is no address literal");
        }
        if (us.include(address, port) || isOwnLoopback(address)) {
            return loop(domain);
        }
        if (!isUsable(address)) {
            return failed(554, "5.4.4 " + domain + " is a private address");
        }
        String host = address.getHostAddress();
        return new MxAnswer.Exchangers("mx:" + host, List.of(new MailHost(host, port, List.of(address))));
    }

    private static InetAddress address(String literal) {
        String text = literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : "";
        if (text.regionMatches(true, 0, "IPv6:", 0, 5)) {
            return Inet6Address.ofLiteral(text.substring(5));
        }
        // InetAddress knows short forms, such as 10.5; RFC 5321 does not.
        if (text.chars().filter(c -> c == '.').count() != 3 || !text.chars().allMatch(c -> c == '.' || isDigit(c))) {
            throw new IllegalArgumentException("not four numbers");
        }
        return InetAddress.ofLiteral(text);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private MxAnswer byRecords(String domain, List<MxRecord> records) {
        List<MxRecord> order = new ArrayList<>(
                records.stream().filter(mx -> !mx.exchanger().isEmpty()).toList());
        if (order.isEmpty()) {
            return failed(556, "5.1.10 " + domain + " accepts no mail (null MX)");
        }
        Collections.shuffle(order, random);
        order.sort(Comparator.comparingInt(MxRecord::preference));
        Set<String> seen = new HashSet<>();
        order.removeIf(mx -> !seen.add(mx.exchanger()));
        List<MxRecord> before = before(
                order, order.stream().filter(mx -> us.include(mx.exchanger())).findFirst());
        if (before.isEmpty()) {
            return loop(domain);
        }
        List<MxRecord> asked = before.subList(0, Math.min(before.size(), MOST_EXCHANGERS));
        return choose(domain, resolve(asked));
    }

    /// Without MX records the domain itself is the exchanger.
    private MxAnswer byAddress(String domain) {
        if (us.include(domain)) {
            return loop(domain);
        }
        Resolved itself = resolve(new MxRecord(0, domain));
        if (itself.addresses().isEmpty() && itself.failure().isEmpty()) {
            return failed(550, "5.1.2 " + domain + ": no such domain (neither MX nor address records)");
        }
        return choose(domain, List.of(itself));
    }

    private MxAnswer choose(String domain, List<Resolved> resolved) {
        List<MxRecord> order = resolved.stream().map(Resolved::mx).toList();
        Optional<MxRecord> ours = resolved.stream()
                .filter(host -> host.addresses().stream().anyMatch(address -> us.include(address, port)))
                .map(Resolved::mx)
                .findFirst();
        List<MxRecord> before = before(order, ours);
        if (before.isEmpty()) {
            return loop(domain);
        }
        List<MailHost> hosts = resolved.stream()
                .filter(host -> before.contains(host.mx()))
                .map(host -> new MailHost(
                        host.mx().exchanger(),
                        port,
                        host.addresses().stream()
                                .filter(this::isUsable)
                                .limit(MOST_ADDRESSES)
                                .toList()))
                .filter(host -> !host.addresses().isEmpty())
                .toList();
        if (hosts.isEmpty()) {
            Optional<String> failure =
                    resolved.stream().flatMap(host -> host.failure().stream()).findFirst();
            if (resolved.stream().allMatch(this::isPrivate)) {
                return failed(554, "5.4.4 the mail exchangers of " + domain + " have private addresses only");
            }
            return failure.isPresent()
                    ? unavailable(domain, failure.get())
                    : deferred("4.4.4 no mail exchanger of " + domain + " has an address that can be used");
        }
        return new MxAnswer.Exchangers(destination(before), hosts);
    }

    /// RFC 5321 §5.1: of a list that names ourselves, only what is more preferred than we are may be used.
    private static List<MxRecord> before(List<MxRecord> order, Optional<MxRecord> ours) {
        OptionalInt limit = ours.stream().mapToInt(MxRecord::preference).min();
        return limit.isEmpty()
                ? order
                : order.stream()
                        .filter(mx -> mx.preference() < limit.getAsInt())
                        .toList();
    }

    private static String destination(List<MxRecord> exchangers) {
        return exchangers.stream()
                .sorted(Comparator.comparingInt(MxRecord::preference).thenComparing(MxRecord::exchanger))
                .map(MxRecord::exchanger)
                .collect(Collectors.joining(",", "mx:", ""));
    }

    /// Asks for all at the same time, so that one that does not answer costs its own time only.
    private List<Resolved> resolve(List<MxRecord> exchangers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return exchangers.stream()
                    .map(mx -> CompletableFuture.supplyAsync(() -> resolve(mx), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private Resolved resolve(MxRecord mx) {
        List<InetAddress> addresses = new ArrayList<>();
        Optional<String> failure = Optional.empty();
        // IPv4 first: where IPv6 does not work, each of its addresses costs the time for a connection.
        for (DnsAnswer<InetAddress> answer : List.of(dns.ipv4(mx.exchanger()), dns.ipv6(mx.exchanger()))) {
            switch (answer) {
                case DnsAnswer.Found<InetAddress> found -> {
                    // Not one kind alone, however many there are.
                    int most = Math.min(found.values().size(), MOST_ADDRESSES / 2);
                    addresses.addAll(found.values().subList(0, most));
                }
                case DnsAnswer.Absent<InetAddress> absent -> {}
                case DnsAnswer.Unavailable<InetAddress> down -> failure = Optional.of(down.reason());
            }
        }
        return new Resolved(mx, addresses, addresses.isEmpty() ? failure : Optional.empty());
    }

    private boolean isUsable(InetAddress address) {
        return !isOwnLoopback(address)
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && (privateHosts || !PrivateNetworks.include(address));
    }

    private boolean isOwnLoopback(InetAddress address) {
        return port == SMTP_PORT && address.isLoopbackAddress();
    }

    private boolean isPrivate(Resolved host) {
        return !host.addresses().isEmpty() && host.addresses().stream().allMatch(PrivateNetworks::include);
    }

    private MxAnswer loop(String domain) {
        return new MxAnswer.Ourselves(
                us.door(),
                new Outcome.Failed(SmtpReply.of(554, "5.4.6 mail for " + domain + " loops back to us"), Peer.NONE));
    }

    private static MxAnswer unavailable(String domain, String reason) {
        return deferred("4.4.3 DNS look-up for " + domain + " failed (" + reason + ")");
    }

    private static MxAnswer failed(int code, String text) {
        return new MxAnswer.Nobody(new Outcome.Failed(SmtpReply.of(code, text), Peer.NONE));
    }

    private static MxAnswer deferred(String text) {
        return new MxAnswer.Nobody(new Outcome.Deferred(SmtpReply.of(451, text), Peer.NONE));
    }
}
