package org.posthorn.engine.dns;

/// Asks DNS, always afresh: a record that was published a moment ago must be seen. Blocks, with a limit on the time.
/// Safe for use by many threads.
public interface Dns {
    /// The texts of the name's TXT records, the strings of each joined (RFC 7208 §3.3).
    DnsAnswer<String> txt(String name);

    /// Where the name's CNAME record points, in lower case without the final dot.
    DnsAnswer<String> cname(String name);

    /// The name's MX records, the most preferred first.
    DnsAnswer<MxRecord> mx(String name);
}
