package org.posthorn.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.engine.delivery.Shape;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.policy.Cidr;
import org.posthorn.smtp.route.Rule;
import org.posthorn.smtp.route.Via;
import org.posthorn.store.StoreConfig;

/// Everything that can be configured: one component for one key, named in camel case here and in snake case there
/// (`account.max24HourSend` is `account.max_24_hour_send`). What the keys mean is said in `conf/posthorn.toml`.
///
/// @param dev whether the server was started with `--dev`; no key
/// @param listenAnywhere whether it was started with `--listen-anywhere`; no key
public record PosthornConfig(
        boolean dev,
        boolean listenAnywhere,
        Data data,
        Store store,
        Queue queue,
        Api api,
        Authority tls,
        Submission submission,
        Inbound inbound,
        Relay relay,
        Routes routes,
        Delivery delivery,
        Retry retry,
        Mail mail,
        Dkim dkim,
        Topics topics,
        Streams streams,
        Suppression suppression,
        Reputation reputation,
        Account account,
        Dns dns,
        Admin admin,
        Metrics metrics,
        Log log) {

    private static final Pattern KAFKA_TOPIC =
            Pattern.compile("(?:[A-Za-z0-9._-]|\\{stream})(?:[A-Za-z0-9._-]|\\{stream}){0,179}");

    private static final String ANY_REGION = "any";

    public record Data(
            @Default(value = "data", dev = ".posthorn") Path dir) {}

    public record Store(
            @Default("rocksdb") StoreEngine engine,
            @Default("512MiB") ByteSize freeSpaceFloor,
            @Default(value = "128MiB", dev = "0B") ByteSize ballast,
            @Default("14d") Duration retention,

            @Default("100000000") @Range(min = 1, max = 1_000_000_000_000L)
            long maxEvents,

            Optional<ByteSize> memory) {}

    public record Queue(
            @Default("1000000") @Range(min = 1, max = 1_000_000_000)
            long maxMessages) {}

    /// @param publicUrl base of the links in verification mails; when empty, `http(s)://` and the bound address
    /// @param trustedProxies addresses, and blocks of them, whose word about the client is taken
    /// @param regions the word `any` alone means any well-formed word
    /// @param controlRate calls per second that send nothing; 0 for any number
    public record Api(
            @Default("127.0.0.1:8465") HostPort listen,
            Optional<URI> publicUrl,
            @Default(value = Regions.SES, dev = ANY_REGION) List<String> regions,
            @Default("0") @Range(min = 0, max = 1_000_000) double controlRate,
            List<String> trustedProxies,
            Tls tls) {
        public Regions regionList() {
            return regions.equals(List.of(ANY_REGION)) ? Regions.ANY : new Regions(regions);
        }
    }

    /// @param caFile PEM: authorities that are believed beside the JDK's
    public record Authority(Optional<Path> caFile) {}

    /// PEM files; both or neither.
    public record Tls(Optional<Path> certificate, Optional<Path> key) {}

    public record Submission(@Default("127.0.0.1:2587") HostPort listen, Optional<HostPort> tlsListen) {}

    /// @param reportSources addresses or blocks of peers that are believed without the return path
    /// @param reportSigners domains whose DKIM signature does the same
    public record Inbound(
            @Default("127.0.0.1:2525") HostPort listen, List<String> reportSources, List<String> reportSigners) {}

    public record Relay(
            @Default(value = "smarthost", dev = "capture") RelayMode mode,
            List<HostPort> hosts,
            Optional<String> username,
            Optional<Secret> password,
            @Default("opportunistic") RelayTls tls,
            @Default("loopback") AuthInClear authInClear,
            @Default("20") @Range(min = 1, max = 1000) int connections,
            @Default("25") @Range(min = 1, max = 65535) int mxPort,
            @Default("false") boolean mxPrivate) {}

    /// @param rules tried in turn, each in the words of [Rule]
    public record Routes(List<String> rules) {}

    /// @param attempts most under way at a time, to all destinations together
    /// @param limits lines such as `*.example.com connections=10 rate=50/s`
    public record Delivery(
            @Default("1000") @Range(min = 1, max = 100_000) int attempts, List<String> limits) {}

    public record Retry(
            @Default("1m,5m,15m,30m,1h,2h,4h") List<Duration> schedule,
            @Default("14h") Duration expire) {}

    /// @param postmaster who gets copies of reports that lead nowhere
    public record Mail(@Default("localhost") String domain, Optional<String> postmaster) {}

    /// @param max24HourSend recipients; -1 means unlimited
    /// @param maxSendRate recipients per second; -1 means unlimited
    public record Account(
            @Default(value = "true", dev = "false") boolean sandbox,

            @Default(value = "200", unsandboxed = "50000", dev = "-1") @Range(min = -1, max = 1_000_000_000)
            double max24HourSend,

            @Default(value = "1", unsandboxed = "14", dev = "-1") @Range(min = -1, max = 1_000_000)
            double maxSendRate) {}

    public record Dkim(@Default("off") SecondKey secondKey) {}

    /// @param servers asked in turn; when empty, those of the system
    /// @param blocklists that `doctor` asks about the address mail comes from
    public record Dns(
            List<HostPort> servers,
            @Default("off") Dnssec dnssec,
            @Default("zen.spamhaus.org,bl.spamcop.net") List<String> blocklists) {}

    public enum SecondKey {
        OFF,
        ED25519
    }

    /// @param expire after this, what a subscription does not take becomes a dead letter
    /// @param signatureVersion 1 (SHA-1) or 2 (SHA-256)
    public record Topics(
            @Default("3d") Duration expire,
            @Default("1") @Range(min = 1, max = 2) int signatureVersion,
            Aws aws) {}

    /// Services that subscriptions may name by ARN.
    public record Aws(
            Optional<URI> sqsEndpoint,
            Optional<URI> snsEndpoint,
            Optional<String> accessKeyId,
            Optional<Secret> secretAccessKey) {}

    public record Streams(Kafka kafka) {}

    /// @param topic with `{stream}` for the stream's name; without it nothing goes to Kafka
    public record Kafka(List<HostPort> servers, Optional<String> topic, Optional<Path> properties) {}

    /// @param expire how long an address stays on an account's list; for ever when empty
    /// @param globalExpire how long every account's mail is kept away from an address that refused two; not at all when
    /// empty
    public record Suppression(
            @Default("all") SuppressionReasons reasons, Optional<Duration> expire, Optional<Duration> globalExpire) {}

    /// Rates are percentages; 0 for any.
    public record Reputation(
            @Default("0") @Range(min = 0, max = 100) double maxBounceRate,
            @Default("0") @Range(min = 0, max = 100) double maxComplaintRate,

            @Default("1000") @Range(min = 1, max = 1_000_000_000)
            long minMessages) {}

    /// What puts an address on the list of the account that wrote to it.
    public enum SuppressionReasons {
        OFF,
        BOUNCE,
        COMPLAINT,
        ALL
    }

    public record Admin(@Default("127.0.0.1:0") HostPort listen) {}

    /// @param listen an address of their own, where no token is asked for
    /// @param token that opens them at `api.listen`
    public record Metrics(Optional<HostPort> listen, Optional<Secret> token) {}

    public record Log(
            @Default("text") LogFormat format,
            @Default("info") LogLevel level) {}

    /// The store's engines.
    public enum StoreEngine {
        ROCKSDB
    }

    /// Where mail goes.
    public enum RelayMode {
        /// To the hosts of `relay.hosts`.
        SMARTHOST,
        /// Straight to each domain's mail exchangers.
        MX,
        /// Nowhere: kept and shown.
        CAPTURE
    }

    /// Whether DNSSEC secures what the DNS servers say.
    public enum Dnssec {
        OFF,
        /// The servers validate, and nobody can get between them and us: their word (the AD flag) is believed.
        TRUST_AD
    }

    /// How the connection to a relay is protected.
    public enum RelayTls {
        OFF,
        /// STARTTLS when offered, whatever the certificate.
        OPPORTUNISTIC,
        /// STARTTLS with a valid certificate, or no delivery.
        REQUIRED,
        /// TLS from the first byte, with a valid certificate.
        WRAPPER
    }

    /// To which relays the password may go without TLS.
    public enum AuthInClear {
        NEVER,
        LOOPBACK,
        ALWAYS
    }

    public enum LogFormat {
        TEXT,
        JSON
    }

    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /// What keeps a server from starting with this configuration though every single value is well formed; one sentence
    /// each, empty when nothing does.
    public List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (relay.mode == RelayMode.SMARTHOST && relay.hosts.isEmpty()) {
            found.add("relay.mode is smarthost and relay.hosts is empty; name the relay (relay.hosts = "
                    + "\"mail.example.com:25\"), or set relay.mode to capture, or start with --dev");
        }
        if (relay.mode == RelayMode.MX && relay.tls == RelayTls.WRAPPER) {
            found.add(
                    "relay.tls is wrapper and relay.mode is mx; mail exchangers know STARTTLS only, so use opportunistic"
                            + " or required");
        }
        if (store.memory
                .filter(memory -> memory.bytes() < StoreConfig.LEAST_ENGINE_BYTES)
                .isPresent()) {
            found.add("store.memory is below 16MiB; the database can't work with less");
        }
        found.addAll(routeObstacles());
        if (submission.tlsListen.isPresent() && api.tls.certificate.isEmpty()) {
            found.add("submission.tls_listen needs a certificate; give api.tls.certificate and api.tls.key");
        }
        if (api.tls.certificate.isPresent() != api.tls.key.isPresent()) {
            found.add("api.tls.certificate and api.tls.key go together; give both or neither");
        }
        if (api.regions.isEmpty() || !api.regions.stream().allMatch(Regions::isWellFormed)) {
            found.add("api.regions is \"" + String.join(",", api.regions) + "\"; it needs at least one region such as"
                    + " us-east-1, of lower-case letters, digits and '-'; or any alone");
        }
        if (relay.username.isPresent() != relay.password.isPresent()) {
            found.add("relay.username and relay.password go together; give both or neither");
        }
        if (topics.aws.accessKeyId.isPresent() != topics.aws.secretAccessKey.isPresent()) {
            found.add("topics.aws.access_key_id and topics.aws.secret_access_key go together; give both or neither");
        }
        if ((topics.aws.sqsEndpoint.isPresent() || topics.aws.snsEndpoint.isPresent())
                && topics.aws.accessKeyId.isEmpty()) {
            found.add("topics.aws.sqs_endpoint and topics.aws.sns_endpoint need topics.aws.access_key_id and"
                    + " topics.aws.secret_access_key; a service that checks no keys takes any");
        }
        if (streams.kafka.topic.isPresent() != !streams.kafka.servers.isEmpty()) {
            found.add("streams.kafka.topic and streams.kafka.servers go together; give both or neither");
        }
        if (streams.kafka
                .topic
                .filter(name -> !KAFKA_TOPIC.matcher(name).matches())
                .isPresent()) {
            found.add("streams.kafka.topic is \"" + streams.kafka.topic.get() + "\"; it has up to 180 ASCII letters,"
                    + " digits, '.', '_' and '-', and {stream} for the name of the delivery stream");
        }
        if (retry.schedule.isEmpty() || retry.schedule.contains(Duration.ZERO)) {
            found.add("retry.schedule needs at least one wait, all above zero");
        }
        for (String line : delivery.limits) {
            try {
                Shape.parse(line, relay.connections);
            } catch (IllegalArgumentException e) {
                found.add("delivery.limits: " + e.getMessage());
            }
        }
        inbound.reportSources.stream()
                .filter(block -> !Cidr.isValid(block))
                .map(block -> "inbound.report_sources: \"" + block
                        + "\" is neither an IP address nor a block such as 192.0.2.0/24")
                .forEach(found::add);
        inbound.reportSigners.stream()
                .filter(domain -> domain.isBlank() || domain.indexOf('@') >= 0 || domain.indexOf(' ') >= 0)
                .map(domain -> "inbound.report_signers: \"" + domain + "\" is no domain such as loop.example.com")
                .forEach(found::add);
        HostName.fault(mail.domain)
                .map(fault -> "mail.domain is \"" + mail.domain + "\"; " + fault)
                .ifPresent(found::add);
        mail.postmaster
                .filter(address -> !Address.isWellFormed(address) || isReportBox(address))
                .map(address -> "mail.postmaster is \"" + address + "\"; it must be an address such as"
                        + " postmaster@example.com that somebody reads, and none at mail.domain for reports")
                .ifPresent(found::add);
        try {
            new TrustedProxies(api.trustedProxies);
        } catch (IllegalArgumentException e) {
            found.add("api.trusted_proxies: " + e.getMessage());
        }
        if (listenAnywhere && !dev) {
            found.add("--listen-anywhere goes with --dev; without it, listeners may have any address");
        }
        if (dev && !listenAnywhere) {
            listeners().stream()
                    .filter(listener -> !isLoopback(listener.address.host()))
                    .map(listener -> listener.key + " is " + listener.address
                            + "; with --dev any signature passes, so it must be a loopback address such as 127.0.0.1:"
                            + listener.address.port() + ", or give --listen-anywhere as well")
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }

    /// Where a copy for the postmaster would come in again.
    private boolean isReportBox(String address) {
        return address.equalsIgnoreCase("fbl@" + mail.domain) || address.equalsIgnoreCase("bounces@" + mail.domain);
    }

    private List<String> routeObstacles() {
        List<String> found = new ArrayList<>();
        if (!routes.rules.isEmpty() && relay.mode == RelayMode.CAPTURE) {
            found.add("routes.rules is given and relay.mode is capture, which keeps all mail; use smarthost or mx");
        }
        for (String line : routes.rules) {
            try {
                if (Rule.parse(line).vias().contains(new Via.Relay()) && relay.hosts.isEmpty()) {
                    found.add("routes.rules: \"" + line + "\": via=relay needs relay.hosts, which is empty");
                }
            } catch (IllegalArgumentException e) {
                found.add("routes.rules: " + e.getMessage());
            }
        }
        return found;
    }

    /// Where a server listens, by the key that says so.
    public List<Listener> listeners() {
        List<Listener> all = new ArrayList<>(List.of(
                new Listener("api.listen", api.listen),
                new Listener("submission.listen", submission.listen),
                new Listener("inbound.listen", inbound.listen),
                new Listener("admin.listen", admin.listen)));
        metrics.listen.ifPresent(address -> all.add(new Listener("metrics.listen", address)));
        submission.tlsListen.ifPresent(address -> all.add(new Listener("submission.tls_listen", address)));
        return all;
    }

    /// Whether clients may reach the API by names and addresses of other machines than this one.
    public boolean isApiReachedFromOutside() {
        return listenAnywhere || !isLoopback(api.listen.host());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    public record Listener(String key, HostPort address) {}
}
