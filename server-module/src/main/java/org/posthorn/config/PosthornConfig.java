package org.posthorn.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.wiring.Callers;

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
        Receiving receiving,
        Relay relay,
        Routes routes,
        Delivery delivery,
        Retry retry,
        Mail mail,
        Dkim dkim,
        Topics topics,
        Streams streams,
        Jobs jobs,
        Suppression suppression,
        Reputation reputation,
        Account account,
        Dns dns,
        Admin admin,
        Metrics metrics,
        Log log) {

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
            @Default("127.0.0.1:2525") HostPort listen,
            List<String> reportSources,
            List<String> reportSigners,
            Tls tls) {}

    /// Where the actions of receipt rules go, and who scans what comes in.
    ///
    /// @param s3Directory where S3 actions write: BUCKET/KEY
    /// @param s3Endpoint a service that speaks S3, instead
    /// @param lambdaEndpoint a service that speaks Lambda
    /// @param functions each `NAME-OR-ARN=URL`
    public record Receiving(
            Optional<Path> s3Directory,
            Optional<URI> s3Endpoint,
            Optional<URI> lambdaEndpoint,
            List<String> functions,
            Optional<String> accessKeyId,
            Optional<Secret> secretAccessKey,
            Optional<HostPort> rspamd,
            Optional<HostPort> clamd,
            List<String> buckets) {}

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
    /// @param sourceAddresses each an address, maybe with the account whose mail alone leaves from it
    /// @param warmupPerDay recipients of an address
    public record Delivery(
            @Default("1000") @Range(min = 1, max = 100_000) int attempts,
            List<String> limits,
            List<String> sourceAddresses,

            @Default("50000") @Range(min = 50, max = 100_000_000)
            int warmupPerDay) {}

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

    /// Services that subscriptions and event destinations may name by ARN.
    public record Aws(
            Optional<URI> sqsEndpoint,
            Optional<URI> snsEndpoint,
            Optional<URI> eventbridgeEndpoint,
            Optional<String> accessKeyId,
            Optional<Secret> secretAccessKey) {}

    public record Streams(Kafka kafka) {}

    /// @param topic with `{stream}` for the stream's name; without it nothing goes to Kafka
    public record Kafka(List<HostPort> servers, Optional<String> topic, Optional<Path> properties) {}

    /// Where accounts may import from.
    ///
    /// @param buckets each `ACCOUNT:BUCKET`
    public record Jobs(
            Optional<Path> directory,
            Optional<URI> endpoint,
            List<String> buckets,
            Optional<String> accessKeyId,
            Optional<Secret> secretAccessKey) {}

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
        return new Obstacles(this).all();
    }

    /// What `--dev` changes beside the defaults of keys.
    public Mode mode() {
        return dev ? Mode.DEV : Mode.PRODUCTION;
    }

    /// Whether something at the API's port answers whoever asks: captured mail, or with `--dev` all of it.
    public boolean answersStrangers() {
        return mode().callers() == Callers.ANYBODY || relay.mode == RelayMode.CAPTURE;
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

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    public record Listener(String key, HostPort address) {}
}
