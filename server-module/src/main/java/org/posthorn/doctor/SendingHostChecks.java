package org.posthorn.doctor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Finding;
import org.posthorn.server.RunFiles;
import org.posthorn.server.SourceBinding;
import org.posthorn.smtp.client.HostNames;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.RelayProbe;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.dns.BlockList;
import org.posthorn.smtp.dns.HostResolver;
import org.posthorn.smtp.route.PrivateNetworks;
import org.posthorn.smtp.route.Rule;
import org.posthorn.smtp.route.Via;
import picocli.CommandLine.Option;

/// What `posthorn doctor` says of this machine as one that sends straight to mail exchangers: what these look at before
/// they take mail from a stranger (RFC 5321 §4.1.4, M3AAWG Sender Best Practices), and whether we get out at all.
public final class SendingHostChecks {
    private static final int SMTP_PORT = 25;
    private static final int MOST_NAMES = 10;
    private static final int MOST_EXCHANGERS = 3;
    private static final String MEND_PTR = "let who runs the network of that address give it the name ";

    /// What can't be found out from here.
    public static final class Options {
        @Option(
                names = "--outgoing-address",
                paramLabel = "IP",
                description = "For mail straight to exchangers: the address they see it come from. Without it: that of"
                        + " this machine, or those of mail.domain when that is private.")
        private Optional<InetAddress> outgoing = Optional.empty();

        @Option(
                names = "--mx-of",
                paramLabel = "DOMAIN",
                description = "Says hello to the exchangers of this domain to see whether port 25 is open outwards."
                        + " Without it: to those of the first verified domain.")
        private Optional<String> domain = Optional.empty();
    }

    private final PosthornConfig config;
    private final HostResolver resolver;
    private final String ehlo;
    private final List<Finding> findings = new ArrayList<>();

    private SendingHostChecks(PosthornConfig config, HostResolver resolver) {
        this.config = config;
        this.resolver = resolver;
        this.ehlo = config.mail().domain();
    }

    /// Nothing where no mail goes to exchangers.
    public static List<Finding> findings(
            PosthornConfig config, Options options, RunFiles files, HostResolver resolver) {
        boolean direct = config.relay().mode() == PosthornConfig.RelayMode.MX || routesToExchangers(config);
        if (!direct || config.dev() || !config.obstacles().isEmpty()) {
            return List.of();
        }
        SendingHostChecks checks = new SendingHostChecks(config, resolver);
        List<InetAddress> named = checks.ehloName();
        for (InetAddress address : checks.outgoing(options, named)) {
            checks.names(address, named);
            checks.blockLists(address);
        }
        checks.exchangers(options, files);
        return checks.findings;
    }

    private static boolean routesToExchangers(PosthornConfig config) {
        return config.obstacles().isEmpty()
                && config.routes().rules().stream()
                        .map(Rule::parse)
                        .flatMap(rule -> rule.vias().stream())
                        .anyMatch(Via.Mx.class::isInstance);
    }

    /// @return the addresses of the name that we say in EHLO
    private List<InetAddress> ehloName() {
        List<InetAddress> addresses = new ArrayList<>();
        Optional<String> failure = addresses(ehlo, addresses);
        if (failure.isPresent()) {
            unanswered(ehlo, failure.get());
        } else if (addresses.isEmpty()) {
            findings.add(Finding.warn(
                    "EHLO",
                    ehlo + ", the name we say in EHLO (mail.domain), has no address",
                    "publish an A record there with the address mail comes from"));
        } else {
            findings.add(Finding.ok("EHLO", ehlo + " is " + list(addresses)));
        }
        return addresses;
    }

    /// Where mail comes from, as its receivers see it.
    private List<InetAddress> outgoing(Options options, List<InetAddress> named) {
        if (options.outgoing.isPresent()) {
            return List.of(options.outgoing.get());
        }
        List<InetAddress> own = new ArrayList<>();
        SourceBinding.addresses(config).forEach(source -> own.add(source.address()));
        for (String anywhere : List.of("192.0.2.1", "2001:db8::1")) {
            // Connecting a datagram socket sends nothing; it chooses the address we would send from.
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(anywhere), SMTP_PORT));
                InetAddress local = socket.getLocalAddress();
                if (!local.isAnyLocalAddress() && !local.isLoopbackAddress()) {
                    own.add(local);
                }
            } catch (IOException | RuntimeException e) {
                // No way out by this kind of address.
            }
        }
        List<InetAddress> seen = own.stream()
                .filter(address -> !PrivateNetworks.include(address))
                .distinct()
                .toList();
        if (!seen.isEmpty()) {
            return seen;
        }
        findings.add(Finding.ok(
                "outgoing address",
                (own.isEmpty() ? "not known" : list(own) + " is private: others see another")
                        + (named.isEmpty()
                                ? "; give it with --outgoing-address"
                                : "; looking at that of " + ehlo + ", unless --outgoing-address names it")));
        return named;
    }

    /// RFC 8601 §3, "iprev": the address has a name that leads back to it. Large receivers refuse mail without.
    private void names(InetAddress address, List<InetAddress> named) {
        String ip = address.getHostAddress();
        switch (resolver.names(address)) {
            case DnsAnswer.Found<String> found -> {
                List<String> names = found.values().stream().limit(MOST_NAMES).toList();
                Optional<String> confirmed =
                        names.stream().filter(name -> leadsTo(name, address)).findFirst();
                findings.add(confirmed
                        .map(name -> Finding.ok("PTR", ip + " is " + name + ", and that leads back to it"))
                        .orElseGet(() -> Finding.warn(
                                "PTR",
                                ip + " has the name " + String.join(", ", names) + ", which does not lead back to it",
                                "publish an address record there, or " + MEND_PTR + ehlo)));
            }
            case DnsAnswer.Absent<String> absent ->
                findings.add(Finding.warn(
                        "PTR", ip + " has no name (PTR record); large receivers refuse its mail", MEND_PTR + ehlo));
            case DnsAnswer.Unavailable<String> failure -> unanswered(ip, failure.reason());
        }
        if (!named.isEmpty() && !named.contains(address)) {
            findings.add(Finding.warn(
                    "EHLO",
                    ehlo + " does not lead to " + ip + ", where mail comes from",
                    "let mail.domain be the name of that address, or publish that address there"));
        }
    }

    private boolean leadsTo(String name, InetAddress address) {
        List<InetAddress> addresses = new ArrayList<>();
        addresses(name, addresses);
        return addresses.contains(address);
    }

    /// @return why nobody could say, when no address was found for it
    private Optional<String> addresses(String name, List<InetAddress> to) {
        Optional<String> failure = Optional.empty();
        for (DnsAnswer<InetAddress> answer : List.of(resolver.ipv4(name), resolver.ipv6(name))) {
            switch (answer) {
                case DnsAnswer.Found<InetAddress> found -> to.addAll(found.values());
                case DnsAnswer.Absent<InetAddress> absent -> {}
                case DnsAnswer.Unavailable<InetAddress> down -> failure = Optional.of(down.reason());
            }
        }
        return to.isEmpty() ? failure : Optional.empty();
    }

    private void blockLists(InetAddress address) {
        List<String> clean = new ArrayList<>();
        for (String list : config.dns().blocklists()) {
            BlockList.Answer answer = new BlockList(list, resolver).ask(address);
            switch (answer) {
                case BlockList.Answer.NotListed no -> clean.add(list);
                case BlockList.Answer.Listed listed ->
                    findings.add(Finding.warn(
                            "blocklist",
                            address.getHostAddress() + " is on " + list + " (" + listed.code() + ")",
                            "look the address up on that list's web site for why, and how to be taken off"));
                case BlockList.Answer.NoWord none ->
                    findings.add(Finding.warn(
                            "blocklist",
                            list + " says nothing about " + address.getHostAddress() + ": " + none.reason(),
                            "ask by a resolver of your own (dns.servers), or take it out of dns.blocklists"));
            }
        }
        if (!clean.isEmpty()) {
            findings.add(Finding.ok("blocklist", address.getHostAddress() + " is not on " + String.join(", ", clean)));
        }
    }

    private void exchangers(Options options, RunFiles files) {
        Optional<String> domain = options.domain.or(() -> firstVerified(files));
        if (domain.isEmpty()) {
            findings.add(Finding.ok(
                    "port 25", "not tried: no verified domain has exchangers elsewhere; --mx-of DOMAIN names one"));
            return;
        }
        List<MailHost> hosts = hosts(domain.get());
        List<String> reasons = new ArrayList<>();
        for (MailHost host : hosts) {
            switch (RelayProbe.probe(host, HostNames.SYSTEM, relay(host))) {
                case RelayProbe.Result.Ready ready -> {
                    findings.add(Finding.ok(
                            "port 25",
                            ready.peer() + " answers" + (ready.secured() ? ", under TLS" : ", in plain text")));
                    return;
                }
                case RelayProbe.Result.Unusable unusable -> reasons.add(unusable.reason());
            }
        }
        String what = hosts.isEmpty()
                ? domain.get() + " has no exchanger that can be called"
                : "no exchanger of " + domain.get() + " could be used: " + String.join("; ", reasons);
        String mend = "many providers close port 25 outwards until they are asked; if it is open, the fault may be the"
                + " domain's: try another with --mx-of";
        findings.add(
                options.domain.isPresent() ? Finding.bad("port 25", what, mend) : Finding.warn("port 25", what, mend));
    }

    private Optional<String> firstVerified(RunFiles files) {
        try {
            return StoredDomains.read(files).verified().stream()
                    .limit(MOST_NAMES)
                    .filter(domain -> !hosts(domain).isEmpty())
                    .findFirst();
        } catch (IOException | CommandFailedException e) {
            return Optional.empty(); // The finding about identities says why.
        }
    }

    /// The domain's exchangers, the best first, without ourselves and those that no mail is sent to.
    private List<MailHost> hosts(String domain) {
        if (!(resolver.mx(domain.toLowerCase(Locale.ROOT)) instanceof DnsAnswer.Found<MxRecord> found)) {
            return List.of();
        }
        return found.values().stream()
                .sorted((one, other) -> Integer.compare(one.preference(), other.preference()))
                .map(MxRecord::exchanger)
                .filter(name -> !name.isEmpty() && !name.equals(ehlo.toLowerCase(Locale.ROOT)))
                .limit(MOST_EXCHANGERS)
                .map(this::host)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<MailHost> host(String exchanger) {
        List<InetAddress> addresses = new ArrayList<>();
        addresses(exchanger, addresses);
        int port = config.relay().mxPort();
        List<InetAddress> usable = addresses.stream()
                .filter(address -> !(port == SMTP_PORT && address.isLoopbackAddress()))
                .filter(address -> config.relay().mxPrivate() || !PrivateNetworks.include(address))
                .toList();
        return usable.isEmpty() ? Optional.empty() : Optional.of(new MailHost(exchanger, port, usable));
    }

    private RelayConfig relay(MailHost host) {
        TlsMode tls = config.relay().mode() == PosthornConfig.RelayMode.MX
                ? TlsMode.valueOf(config.relay().tls().name())
                : TlsMode.OPPORTUNISTIC;
        return RelayConfig.of(List.of(host), Optional.empty(), Optional.empty(), tls, 1, ehlo);
    }

    private void unanswered(String about, String reason) {
        findings.add(Finding.warn(
                "DNS",
                "no answer about " + about + ": " + reason,
                "look at dns.servers or, without it, /etc/resolv.conf"));
    }

    private static String list(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }
}
