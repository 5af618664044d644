package org.posthorn.smtp.dns;

import java.net.InetAddress;
import org.posthorn.engine.dns.DnsAnswer;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/// A DNS block list of IP addresses (RFC 5782).
///
/// Its answers are addresses in 127.0.0.0/8, which mean "listed"; but for those in 127.255.255.0/24, by which the large
/// lists say that they don't answer this question (a public resolver, too many of them). A list that has 127.0.0.1,
/// which none may (§5), lists the whole world: that is how lists end.
public final class BlockList {
    private static final int LABELS_OF_SUFFIX = 3; // in-addr.arpa. or ip6.arpa., with the root

    private final String zone;
    private final HostResolver resolver;

    /// @param zone such as `zen.spamhaus.org`
    public BlockList(String zone, HostResolver resolver) {
        this.zone = zone;
        this.resolver = resolver;
    }

    /// What the list said of an address.
    public sealed interface Answer {
        record NotListed() implements Answer {}

        /// @param code the address that it answered with
        record Listed(String code) implements Answer {}

        /// @param reason why nothing can be concluded
        record NoWord(String reason) implements Answer {}
    }

    /// Asks about an address, and, when it is listed, whether the list can be believed.
    public Answer ask(InetAddress address) {
        Answer answer = look(address);
        return answer instanceof Answer.Listed && look(InetAddress.ofLiteral("127.0.0.1")) instanceof Answer.Listed
                ? new Answer.NoWord("it lists every address, as lists do that have ended")
                : answer;
    }

    private Answer look(InetAddress address) {
        Name reversed = ReverseMap.fromAddress(address);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < reversed.labels() - LABELS_OF_SUFFIX; i++) {
            name.append(reversed.getLabelString(i)).append('.');
        }
        return switch (resolver.ipv4(name + zone)) {
            case DnsAnswer.Absent<InetAddress> absent -> new Answer.NotListed();
            case DnsAnswer.Unavailable<InetAddress> failure -> new Answer.NoWord(failure.reason());
            case DnsAnswer.Found<InetAddress> found -> {
                InetAddress code = found.values().getFirst();
                byte[] bytes = code.getAddress();
                if (bytes[0] != 127) {
                    yield new Answer.NoWord("it answered " + code.getHostAddress() + ", which no block list does");
                }
                yield bytes[1] == -1 && bytes[2] == -1
                        ? new Answer.NoWord("it does not answer us (" + code.getHostAddress() + ")")
                        : new Answer.Listed(code.getHostAddress());
            }
        };
    }
}
