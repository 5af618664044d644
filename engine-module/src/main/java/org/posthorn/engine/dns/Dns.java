package org.posthorn.engine.dns;

import java.net.InetAddress;

/// Asks DNS, always afresh: a record that was published a moment ago must be seen. Blocks, with a limit on the time.
/// Safe for use by many threads.
public interface Dns {
    /// The texts of the name's TXT records, the strings of each joined (RFC 7208 §3.3), read as UTF-8.
    DnsAnswer<String> txt(String name);

    /// Where the name's CNAME record points, in lower case without the final dot.
    DnsAnswer<String> cname(String name);

    /// The name's MX records, the most preferred first.
    DnsAnswer<MxRecord> mx(String name);

    /// The addresses of the name's A records.
    DnsAnswer<InetAddress> ipv4(String name);

    /// The addresses of the name's AAAA records.
    DnsAnswer<InetAddress> ipv6(String name);

    /// The names of an address (RFC 1035 §3.5, RFC 3596 §2.5), in lower case without the final dot.
    DnsAnswer<String> names(InetAddress address);
}
