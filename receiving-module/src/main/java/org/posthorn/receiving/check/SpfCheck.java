package org.posthorn.receiving.check;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.dns.Dns;
import org.posthorn.engine.dns.DnsAnswer;
import org.posthorn.engine.dns.MxRecord;
import org.posthorn.receiving.check.SpfRecord.Kind;
import org.posthorn.receiving.check.SpfRecord.Mechanism;
import org.posthorn.receiving.check.SpfResult.Status;

/// One evaluation of RFC 7208's `check_host()`, with what it has used of its limits (§4.6.4): ten terms that make DNS
/// be asked, two answers that there is nothing, ten exchangers, ten names of the client, and a time.
final class SpfCheck {
    private static final int MOST_ASKING_TERMS = 10;
    private static final int MOST_VOID_ANSWERS = 2;
    private static final int MOST_EXCHANGERS = 10;
    private static final int MOST_NAMES = 10;
    private static final int MOST_NAME_CHARS = 253;
    private static final int MOST_LABEL_CHARS = 63;

    private final Dns dns;
    private final InstantSource clock;
    private final Instant deadline;
    private final InetAddress ip;
    private final String helo;
    private final String local;
    private final String senderDomain;

    /// Whose record is said to have decided: a redirection moves it, an inclusion does not.
    private String domain;

    /// Of the record that was evaluated last, when none of its mechanisms matched.
    private Optional<String> redirect = Optional.empty();

    private int askingTerms;
    private int voidAnswers;
    private Optional<List<String>> clientNames = Optional.empty();

    /// @param sender with an `@`
    SpfCheck(Dns dns, InstantSource clock, Instant deadline, InetAddress ip, String helo, String sender) {
        this.dns = dns;
        this.clock = clock;
        this.deadline = deadline;
        this.ip = ip;
        this.helo = helo;
        int at = sender.lastIndexOf('@');
        this.local = at <= 0 ? "postmaster" : sender.substring(0, at); // §4.3
        this.senderDomain = sender.substring(at + 1);
        this.domain = senderDomain;
    }

    String domain() {
        return domain;
    }

    /// @throws SpfErrorException TEMPERROR or PERMERROR
    Status run() throws SpfErrorException {
        return whole(senderDomain);
    }

    /// What the record of a name says, and those that it redirects to.
    private Status whole(String name) throws SpfErrorException {
        String at = name;
        Status status = of(at);
        while (status == Status.NEUTRAL && redirect.isPresent()) {
            count();
            at = expand(redirect.get(), at);
            status = of(at);
            if (status == Status.NONE) {
                throw permanent("nothing where the record redirects to");
            }
        }
        domain = at;
        return status;
    }

    /// What the record of a name says by its mechanisms.
    private Status of(String name) throws SpfErrorException {
        redirect = Optional.empty();
        if (!isDomain(name)) {
            return Status.NONE;
        }
        List<String> records =
                asked(dns.txt(name)).stream().filter(SpfRecord::isRecord).toList();
        if (records.isEmpty()) {
            return Status.NONE;
        }
        if (records.size() > 1) {
            throw permanent("several records");
        }
        SpfRecord record = SpfRecord.parse(records.getFirst());
        for (Mechanism mechanism : record.mechanisms()) {
            if (mechanism.kind().asks()) {
                count();
            }
            if (matches(mechanism, name)) {
                redirect = Optional.empty();
                return mechanism.result();
            }
        }
        redirect = record.redirect();
        return Status.NEUTRAL;
    }

    private boolean matches(Mechanism mechanism, String name) throws SpfErrorException {
        if (mechanism.kind() == Kind.ALL) {
            return true;
        }
        if (mechanism.kind() == Kind.IP4 || mechanism.kind() == Kind.IP6) {
            return mechanism.network().isPresent() && within(mechanism.network().get(), mechanism);
        }
        String target = mechanism.target().isEmpty() ? name : expand(mechanism.target(), name);
        return switch (mechanism.kind()) {
            case ALL, IP4, IP6 -> throw new IllegalStateException(mechanism.toString());
            case INCLUDE -> isIncluded(target);
            case A -> hasAddress(target, mechanism);
            case MX -> hasExchanger(target, mechanism);
            case PTR -> isNamed(target);
            case EXISTS -> !answers(dns.ipv4(target)).isEmpty();
        };
    }

    /// §5.2: a fresh evaluation, but within the same limits.
    private boolean isIncluded(String target) throws SpfErrorException {
        Status status = whole(target);
        if (status == Status.NONE) {
            throw permanent("nothing where the record includes from");
        }
        return status == Status.PASS;
    }

    private boolean hasAddress(String target, Mechanism mechanism) throws SpfErrorException {
        return answers(addresses(target)).stream().anyMatch(address -> within(address, mechanism));
    }

    private boolean hasExchanger(String target, Mechanism mechanism) throws SpfErrorException {
        List<MxRecord> exchangers = answers(dns.mx(target));
        if (exchangers.size() > MOST_EXCHANGERS) {
            throw permanent("more than " + MOST_EXCHANGERS + " exchangers");
        }
        for (MxRecord mx : exchangers) {
            if (!mx.exchanger().isEmpty() && hasAddress(mx.exchanger(), mechanism)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNamed(String target) throws SpfErrorException {
        String lower = target.toLowerCase(Locale.ROOT);
        for (String name : clientNames()) {
            if (isWithin(name, lower) && leadsBack(name)) {
                return true;
            }
        }
        return false;
    }

    /// The names of the client's address, not yet proven; none when DNS fails (§5.5).
    private List<String> clientNames() throws SpfErrorException {
        if (clientNames.isEmpty()) {
            checkTime();
            List<String> names = switch (dns.names(ip)) {
                case DnsAnswer.Found<String> found -> found.values();
                case DnsAnswer.Absent<String> absent -> {
                    countVoid();
                    yield List.of();
                }
                case DnsAnswer.Unavailable<String> unavailable -> List.of();
            };
            clientNames = Optional.of(names.subList(0, Math.min(names.size(), MOST_NAMES)));
        }
        return clientNames.get();
    }

    private boolean leadsBack(String name) throws SpfErrorException {
        checkTime();
        return switch (addresses(name)) {
            case DnsAnswer.Found<InetAddress> found -> found.values().contains(ip);
            case DnsAnswer.Absent<InetAddress> absent -> {
                countVoid();
                yield false;
            }
            case DnsAnswer.Unavailable<InetAddress> unavailable -> false;
        };
    }

    private DnsAnswer<InetAddress> addresses(String name) {
        return ip instanceof Inet4Address ? dns.ipv4(name) : dns.ipv6(name);
    }

    private boolean within(InetAddress network, Mechanism mechanism) {
        byte[] mine = ip.getAddress();
        byte[] theirs = network.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int bits = mine.length == 4 ? mechanism.bits4() : mechanism.bits6();
        for (int i = 0; i < mine.length && bits > 0; i++, bits -= 8) {
            int mask = bits >= 8 ? 0xff : 0xff << (8 - bits);
            if (((mine[i] ^ theirs[i]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }

    /// What a macro of the record at a name makes.
    private String expand(String text, String name) throws SpfErrorException {
        // Known before, for the look-up may end the evaluation.
        String proven = SpfMacro.uses(text, 'p') ? provenName(name) : "";
        return SpfMacro.expand(text, letter -> switch (letter) {
            case 's' -> local + "@" + senderDomain;
            case 'l' -> local;
            case 'o' -> senderDomain;
            case 'd' -> name;
            case 'i' -> address();
            case 'p' -> proven;
            case 'v' -> ip instanceof Inet4Address ? "in-addr" : "ip6";
            default -> helo;
        });
    }

    /// §7.3: the domain itself before its subdomains before any other.
    private String provenName(String name) throws SpfErrorException {
        String lower = name.toLowerCase(Locale.ROOT);
        List<String> ordered = new ArrayList<>(clientNames());
        ordered.sort((a, b) -> Integer.compare(rank(a, lower), rank(b, lower)));
        for (String candidate : ordered) {
            if (leadsBack(candidate)) {
                return candidate;
            }
        }
        return "unknown";
    }

    private static int rank(String name, String domain) {
        return name.equals(domain) ? 0 : isWithin(name, domain) ? 1 : 2;
    }

    private static boolean isWithin(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    /// As `%{i}` has it: the nibbles of an IPv6 address each for itself.
    private String address() {
        if (ip instanceof Inet4Address) {
            return ip.getHostAddress();
        }
        StringBuilder text = new StringBuilder();
        for (byte b : ip.getAddress()) {
            text.append(text.isEmpty() ? "" : ".")
                    .append(Character.forDigit(b >> 4 & 15, 16))
                    .append('.')
                    .append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }

    /// §4.3: of several labels, none of them empty or too long.
    private static boolean isDomain(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (bare.indexOf('.') < 0 || bare.length() > MOST_NAME_CHARS || bare.startsWith("[")) {
            return false;
        }
        int start = 0;
        while (start <= bare.length()) {
            int dot = bare.indexOf('.', start);
            int end = dot < 0 ? bare.length() : dot;
            if (end == start || end - start > MOST_LABEL_CHARS) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /// As [#asked], with an absence counted.
    private <T> List<T> answers(DnsAnswer<T> answer) throws SpfErrorException {
        if (answer instanceof DnsAnswer.Absent<T>) {
            countVoid();
        }
        return asked(answer);
    }

    private <T> List<T> asked(DnsAnswer<T> answer) throws SpfErrorException {
        checkTime();
        return switch (answer) {
            case DnsAnswer.Found<T> found -> found.values();
            case DnsAnswer.Absent<T> absent -> List.of();
            case DnsAnswer.Unavailable<T> unavailable ->
                throw new SpfErrorException(Status.TEMPERROR, unavailable.reason());
        };
    }

    private void count() throws SpfErrorException {
        if (++askingTerms > MOST_ASKING_TERMS) {
            throw permanent("more than " + MOST_ASKING_TERMS + " terms that ask DNS");
        }
    }

    private void countVoid() throws SpfErrorException {
        if (++voidAnswers > MOST_VOID_ANSWERS) {
            throw permanent("more than " + MOST_VOID_ANSWERS + " names that don't exist");
        }
    }

    private void checkTime() throws SpfErrorException {
        if (clock.instant().isAfter(deadline) || Thread.currentThread().isInterrupted()) {
            throw new SpfErrorException(Status.TEMPERROR, "it takes too long");
        }
    }

    private static SpfErrorException permanent(String message) {
        return new SpfErrorException(Status.PERMERROR, message);
    }
}
