package org.posthorn.smtp.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.posthorn.engine.SesException;
import org.posthorn.engine.delivery.Leg;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Plan;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.NextHops;
import org.posthorn.smtp.client.RelayConfig;
import org.posthorn.smtp.client.TlsMode;
import org.posthorn.smtp.tlspolicy.TlsDecision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides by the rules of the operator which way each recipient's mail goes.
///
/// The first rule that covers a recipient names its ways. Recipients that go to the same hosts by the same rule make
/// one leg, and so one transaction. When none of its hosts can be used, the leg goes on by the rule's next way,
/// within the same attempt; so it does when DNS fails. Safe for use by many threads.
public final class MailRouter implements Relay, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MailRouter.class);
    private static final Outcome DISCARDED =
            new Outcome.Delivered(SmtpReply.of(250, "2.0.0 discarded by route"), Peer.of("discard"));

    private final List<Rule> rules;
    private final Rule otherwise;
    private final RelayConfig relay;
    private final TlsMode mxTls;
    private final MxLookup mx;
    private final ExchangerTls exchangerTls;
    private final NextHops nextHops;

    /// @param rules tried in this order
    /// @param otherwise where mail goes that no rule covers
    /// @param relay the hosts of `via=relay`; its name, timeouts and limits hold for every host
    /// @param mxTls how exchangers are talked to where the rule does not say
    /// @param exchangerTls what protects the connection to an exchanger
    /// @param nextHops closed with this
    public MailRouter(
            List<Rule> rules,
            Via otherwise,
            RelayConfig relay,
            TlsMode mxTls,
            MxLookup mx,
            ExchangerTls exchangerTls,
            NextHops nextHops) {
        this.rules = List.copyOf(rules);
        this.otherwise = Rule.always(otherwise);
        this.relay = relay;
        this.mxTls = mxTls;
        this.mx = mx;
        this.exchangerTls = exchangerTls;
        this.nextHops = nextHops;
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        Optional<String> sender = sender(mail);
        Map<Rule, List<String>> byRule = addresses.stream()
                .collect(Collectors.groupingBy(
                        address -> rules.stream()
                                .filter(rule -> rule.covers(mail.id(), sender, domain(address)))
                                .findFirst()
                                .orElse(otherwise),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Leg> legs = new ArrayList<>();
        Map<String, Outcome> decided = new HashMap<>();
        byRule.forEach((rule, members) -> {
            Plan part = plan(rule, 0, members);
            legs.addAll(part.legs());
            decided.putAll(part.decided());
        });
        return new Plan(legs, decided);
    }

    /// @param way the index of the way to start with
    private Plan plan(Rule rule, int way, List<String> addresses) {
        return switch (rule.vias().get(way)) {
            case Via.Discard discard -> new Plan(List.of(), all(addresses, DISCARDED));
            case Via.Relay hosts -> new Plan(List.of(toRelay(rule, way, relay.hosts(), relay, addresses)), Map.of());
            case Via.Host host -> {
                RelayConfig config = relay.towards(
                        List.of(host.host()),
                        rule.login().map(Rule.Login::username),
                        rule.login().map(Rule.Login::password),
                        rule.tls().orElse(relay.tls()));
                yield new Plan(List.of(toRelay(rule, way, config.hosts(), config, addresses)), Map.of());
            }
            case Via.Mx exchangers -> toExchangers(rule, way, addresses);
        };
    }

    private Leg toRelay(Rule rule, int way, List<MailHost> hosts, RelayConfig config, List<String> addresses) {
        String destination = hosts.stream().map(MailHost::toString).collect(Collectors.joining(",", "relay:", ""));
        return new Ways(rule, way, destination, hosts, config, Set.of(), addresses);
    }

    private Plan toExchangers(Rule rule, int way, List<String> addresses) {
        RelayConfig config = relay.towards(
                List.of(), Optional.empty(), Optional.empty(), rule.tls().orElse(mxTls));
        Map<String, List<String>> byDomain = addresses.stream()
                .collect(Collectors.groupingBy(MailRouter::domain, LinkedHashMap::new, Collectors.toList()));
        Map<String, Ways> legs = new LinkedHashMap<>();
        Map<String, Outcome> decided = new HashMap<>();
        List<String> undecided = new ArrayList<>();
        lookUp(byDomain.keySet()).forEach((domain, answer) -> {
            List<String> members = byDomain.getOrDefault(domain, List.of());
            switch (answer) {
                case MxAnswer.Exchangers found ->
                    legs.merge(
                            found.destination(),
                            new Ways(rule, way, found.destination(), found.hosts(), config, Set.of(domain), members),
                            Ways::and);
                case MxAnswer.Ourselves us -> {
                    List<String> taken =
                            members.stream().filter(us.door().takes()).toList();
                    if (!taken.isEmpty()) {
                        Ways leg = toOurselves(rule, way, us.door().host().get(), taken);
                        legs.merge(leg.destination(), leg, Ways::and);
                    }
                    decided.putAll(all(
                            members.stream()
                                    .filter(address -> !taken.contains(address))
                                    .toList(),
                            us.loop()));
                }
                case MxAnswer.Nobody nobody -> {
                    if (nobody.outcome() instanceof Outcome.Deferred && !isLast(rule, way)) {
                        undecided.addAll(members);
                    } else {
                        decided.putAll(all(members, nobody.outcome()));
                    }
                }
            }
        });
        List<Leg> all = new ArrayList<>(legs.values());
        if (!undecided.isEmpty()) {
            Plan next = plan(rule, way + 1, undecided);
            all.addAll(next.legs());
            decided.putAll(next.decided());
        }
        return new Plan(all, decided);
    }

    /// No policy of the domain counts, and no certificate: it stays on this machine. STARTTLS all the same, since
    /// receipt rules may ask for it.
    private Ways toOurselves(Rule rule, int way, MailHost host, List<String> addresses) {
        RelayConfig config = relay.towards(List.of(), Optional.empty(), Optional.empty(), TlsMode.OPPORTUNISTIC);
        return new Ways(rule, way, "mx:" + host.host(), List.of(host), config, Set.of(), addresses);
    }

    /// Asks for all domains at the same time.
    private Map<String, MxAnswer> lookUp(Iterable<String> domains) {
        Map<String, CompletableFuture<MxAnswer>> asked = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            domains.forEach(domain -> asked.put(domain, CompletableFuture.supplyAsync(() -> mx.find(domain), threads)));
        }
        Map<String, MxAnswer> answers = new LinkedHashMap<>();
        asked.forEach((domain, answer) -> answers.put(domain, answer.join()));
        return answers;
    }

    private static boolean isLast(Rule rule, int way) {
        return way + 1 == rule.vias().size();
    }

    private static Map<String, Outcome> all(List<String> addresses, Outcome outcome) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        addresses.forEach(address -> outcomes.put(address, outcome));
        return outcomes;
    }

    private static String domain(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return domain.startsWith("[") ? domain : MxLookup.ascii(domain).orElse(domain);
    }

    private static Optional<String> sender(Mail mail) {
        try {
            return Optional.of(Address.parse(mail.source()).bare());
        } catch (SesException e) {
            return Optional.empty();
        }
    }

    /// Closes idle connections; those in use end with their message.
    @Override
    public void close() {
        nextHops.close();
    }

    /// A rule's ways from one of them on, for some recipients.
    private final class Ways implements Leg {
        private final Rule rule;
        private final int way;
        private final String destination;
        private final List<MailHost> hosts;
        private final RelayConfig config;
        private final Set<String> domains;
        private final List<String> addresses;

        /// @param domains whose exchangers the hosts are; none for relays
        Ways(
                Rule rule,
                int way,
                String destination,
                List<MailHost> hosts,
                RelayConfig config,
                Set<String> domains,
                List<String> addresses) {
            this.rule = rule;
            this.way = way;
            this.destination = destination;
            this.hosts = hosts;
            this.config = config;
            this.domains = domains;
            this.addresses = List.copyOf(addresses);
        }

        /// For the recipients of both, which go to the same hosts.
        Ways and(Ways other) {
            List<String> both = new ArrayList<>(addresses);
            both.addAll(other.addresses);
            Set<String> all = new HashSet<>(domains);
            all.addAll(other.domains);
            return new Ways(rule, way, destination, hosts, config, all, both);
        }

        @Override
        public String destination() {
            return destination;
        }

        @Override
        public List<String> addresses() {
            return addresses;
        }

        @Override
        public Map<String, Outcome> deliver(Parcel parcel) {
            return switch (attempt(parcel)) {
                case NextHops.Attempt.Done done -> done.outcomes();
                case NextHops.Attempt.NoHost none ->
                    isLast(rule, way) ? all(parcel.recipients(), none.why()) : goOn(parcel, none.why());
            };
        }

        private NextHops.Attempt attempt(Parcel parcel) {
            List<NextHops.Hop> hops = new ArrayList<>();
            String skipped = "";
            for (MailHost host : hosts) {
                NextHops.Hop plain = NextHops.Hop.of(host, config, parcel.mail());
                switch (protection(plain)) {
                    case TlsDecision.Use use -> hops.add(new NextHops.Hop(host, config, use.policy()));
                    case TlsDecision.Skip skip -> {
                        log.warn("event=host-skipped host={} reason=\"{}\"", host, skip.reason());
                        skipped = skip.reason();
                    }
                }
            }
            return hops.isEmpty()
                    ? new NextHops.Attempt.NoHost(
                            new Outcome.Deferred(SmtpReply.of(451, "4.7.0 " + skipped), Peer.NONE, true))
                    : nextHops.deliver(hops, parcel, isLast(rule, way));
        }

        /// The strictest that one of the domains asks for, since one transaction serves them all.
        private TlsDecision protection(NextHops.Hop hop) {
            TlsDecision strictest = new TlsDecision.Use(hop.tls());
            for (String domain : domains) {
                TlsDecision decision = exchangerTls.decide(
                        domain, hop.host().host(), hop.host().port(), hop.tls().mode());
                if (decision instanceof TlsDecision.Skip) {
                    return decision;
                }
                if (decision instanceof TlsDecision.Use use
                        && use.policy().mode().isMandatory()) {
                    strictest = use;
                }
            }
            return strictest;
        }

        private Map<String, Outcome> goOn(Parcel parcel, Outcome.Deferred why) {
            log.info(
                    "event=next-way message={} from={} to={} reason=\"{}\"",
                    parcel.mail().id(),
                    destination,
                    rule.vias().get(way + 1),
                    why.reply());
            Plan next = plan(rule, way + 1, parcel.recipients());
            Map<String, Outcome> outcomes = new LinkedHashMap<>(next.decided());
            next.legs()
                    .forEach(leg -> outcomes.putAll(leg.deliver(
                            new Parcel(parcel.mail(), leg.addresses(), parcel.content(), parcel.signer()))));
            return outcomes;
        }
    }
}
