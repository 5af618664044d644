package org.posthorn.engine.testing;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;

/// A DNS that knows what it was told; other names don't exist.
public final class TestDns implements Dns {
    private final Map<String, DnsAnswer<String>> texts = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<String>> aliases = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<MxRecord>> exchangers = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<InetAddress>> ipv4 = new ConcurrentHashMap<>();
    private final Map<String, DnsAnswer<InetAddress>> ipv6 = new ConcurrentHashMap<>();
    private final Map<InetAddress, DnsAnswer<String>> names = new ConcurrentHashMap<>();

    public TestDns txt(String name, String... values) {
        texts.put(name, new DnsAnswer.Found<>(List.of(values)));
        return this;
    }

    public TestDns cname(String name, String target) {
        aliases.put(name, new DnsAnswer.Found<>(List.of(target)));
        return this;
    }

    public TestDns mx(String name, MxRecord... records) {
        exchangers.put(name, new DnsAnswer.Found<>(List.of(records)));
        return this;
    }

    public TestDns a(String name, String... addresses) {
        ipv4.put(name, addresses(addresses));
        return this;
    }

    public TestDns aaaa(String name, String... addresses) {
        ipv6.put(name, addresses(addresses));
        return this;
    }

    public TestDns ptr(String address, String... values) {
        names.put(InetAddress.ofLiteral(address), new DnsAnswer.Found<>(List.of(values)));
        return this;
    }

    private static DnsAnswer<InetAddress> addresses(String... literals) {
        return new DnsAnswer.Found<>(
                Arrays.stream(literals).map(InetAddress::ofLiteral).toList());
    }

    /// Questions for this name get no answer.
    public TestDns fail(String name) {
        texts.put(name, new DnsAnswer.Unavailable<>("timeout"));
        aliases.put(name, new DnsAnswer.Unavailable<>("timeout"));
        exchangers.put(name, new DnsAnswer.Unavailable<>("timeout"));
        ipv4.put(name, new DnsAnswer.Unavailable<>("timeout"));
        ipv6.put(name, new DnsAnswer.Unavailable<>("timeout"));
        return this;
    }

    public void clear() {
        texts.clear();
        aliases.clear();
        exchangers.clear();
        ipv4.clear();
        ipv6.clear();
        names.clear();
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return texts.getOrDefault(name, new DnsAnswer.Absent<>());
    }

    @Override
    public DnsAnswer<String> cname(String name) {
        return aliases.getOrDefault(name, new DnsAnswer.Absent<>());
    }

    @Override
    public DnsAnswer<MxRecord> mx(String name) {
        return exchangers.getOrDefault(name, new DnsAnswer.Absent<>());
    }

    @Override
    public DnsAnswer<InetAddress> ipv4(String name) {
        return ipv4.getOrDefault(name, new DnsAnswer.Absent<>());
    }

    @Override
    public DnsAnswer<InetAddress> ipv6(String name) {
        return ipv6.getOrDefault(name, new DnsAnswer.Absent<>());
    }

    @Override
    public DnsAnswer<String> names(InetAddress address) {
        return names.getOrDefault(address, new DnsAnswer.Absent<>());
    }
}
