package org.posthorn.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.posthorn.api.http.TrustedProxies;
import org.posthorn.config.PosthornConfig.RelayMode;
import org.posthorn.config.PosthornConfig.RelayTls;
import org.posthorn.engine.dedicatedip.SourceAddress;
import org.posthorn.engine.delivery.DeliveryLimit;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.policy.Cidr;
import org.posthorn.job.JobConfig;
import org.posthorn.receiving.action.BucketOwner;
import org.posthorn.receiving.action.FunctionUrls;
import org.posthorn.smtp.route.Rule;
import org.posthorn.smtp.route.Via;
import org.posthorn.store.StoreConfig;

/// Finds what keeps a server from starting: values that are well formed each, and don't go together or can't be.
final class Obstacles {
    private static final Pattern KAFKA_TOPIC =
            Pattern.compile("(?:[A-Za-z0-9._-]|\\{stream})(?:[A-Za-z0-9._-]|\\{stream}){0,179}");

    private final PosthornConfig config;
    private final List<String> found = new ArrayList<>();

    Obstacles(PosthornConfig config) {
        this.config = config;
    }

    /// One sentence each.
    List<String> all() {
        ofRelay();
        ofStore();
        ofRoutes();
        ofApi();
        ofRelayLogin();
        ofTopicsAndStreams();
        ofJobs();
        ofReceiving();
        ofDelivery();
        ofInbound();
        ofMail();
        ofMode();
        return List.copyOf(found);
    }

    private void ofRelay() {
        PosthornConfig.Relay relay = config.relay();
        if (relay.mode() == RelayMode.SMARTHOST && relay.hosts().isEmpty()) {
            found.add("relay.mode is smarthost and relay.hosts is empty; name the relay (relay.hosts = "
                    + "\"mail.example.com:25\"), or set relay.mode to capture, or start with --dev");
        }
        if (relay.mode() == RelayMode.MX && relay.tls() == RelayTls.WRAPPER) {
            found.add(
                    "relay.tls is wrapper and relay.mode is mx; mail exchangers know STARTTLS only, so use opportunistic"
                            + " or required");
        }
    }

    private void ofStore() {
        if (config.store()
                .memory()
                .filter(memory -> memory.bytes() < StoreConfig.LEAST_ENGINE_BYTES)
                .isPresent()) {
            found.add("store.memory is below 16MiB; the database can't work with less");
        }
    }

    private void ofRoutes() {
        List<String> rules = config.routes().rules();
        if (!rules.isEmpty() && config.relay().mode() == RelayMode.CAPTURE) {
            found.add("routes.rules is given and relay.mode is capture, which keeps all mail; use smarthost or mx");
        }
        for (String line : rules) {
            try {
                if (Rule.parse(line).vias().contains(new Via.Relay())
                        && config.relay().hosts().isEmpty()) {
                    found.add("routes.rules: \"" + line + "\": via=relay needs relay.hosts, which is empty");
                }
            } catch (IllegalArgumentException e) {
                found.add("routes.rules: " + e.getMessage());
            }
        }
    }

    private void ofApi() {
        PosthornConfig.Api api = config.api();
        if (config.submission().tlsListen().isPresent()
                && api.tls().certificate().isEmpty()) {
            found.add("submission.tls_listen needs a certificate; give api.tls.certificate and api.tls.key");
        }
        if (api.tls().certificate().isPresent() != api.tls().key().isPresent()) {
            found.add("api.tls.certificate and api.tls.key go together; give both or neither");
        }
        if (api.regions().isEmpty() || !api.regions().stream().allMatch(Regions::isWellFormed)) {
            found.add("api.regions is \"" + String.join(",", api.regions()) + "\"; it needs at least one region such as"
                    + " us-east-1, of lower-case letters, digits and '-'; or any alone");
        }
        try {
            new TrustedProxies(api.trustedProxies());
        } catch (IllegalArgumentException e) {
            found.add("api.trusted_proxies: " + e.getMessage());
        }
    }

    private void ofRelayLogin() {
        PosthornConfig.Relay relay = config.relay();
        if (relay.username().isPresent() != relay.password().isPresent()) {
            found.add("relay.username and relay.password go together; give both or neither");
        }
    }

    private void ofJobs() {
        PosthornConfig.Jobs jobs = config.jobs();
        if (jobs.endpoint().isPresent() != jobs.accessKeyId().isPresent()
                || jobs.endpoint().isPresent() != jobs.secretAccessKey().isPresent()) {
            found.add("jobs.endpoint, jobs.access_key_id and jobs.secret_access_key go together; give all or none");
        }
        for (String bucket : jobs.buckets()) {
            try {
                JobConfig.checkBucket(bucket);
            } catch (IllegalArgumentException e) {
                found.add("jobs.buckets: " + e.getMessage());
            }
        }
    }

    private void ofReceiving() {
        PosthornConfig.Receiving receiving = config.receiving();
        if (receiving.accessKeyId().isPresent() != receiving.secretAccessKey().isPresent()) {
            found.add("receiving.access_key_id and receiving.secret_access_key go together; give both or neither");
        }
        boolean signs = receiving.s3Endpoint().isPresent()
                || receiving.lambdaEndpoint().isPresent()
                || !receiving.functions().isEmpty();
        if (signs && receiving.accessKeyId().isEmpty()) {
            found.add("receiving.s3_endpoint, lambda_endpoint and functions need receiving.access_key_id and"
                    + " receiving.secret_access_key; a service that checks no keys takes any");
        }
        try {
            FunctionUrls.parse(receiving.functions());
        } catch (IllegalArgumentException e) {
            found.add("receiving.functions: " + e.getMessage());
        }
        for (String bucket : receiving.buckets()) {
            try {
                BucketOwner.parse(bucket);
            } catch (IllegalArgumentException e) {
                found.add("receiving.buckets: " + e.getMessage());
            }
        }
    }

    private void ofTopicsAndStreams() {
        PosthornConfig.Aws aws = config.topics().aws();
        if (aws.accessKeyId().isPresent() != aws.secretAccessKey().isPresent()) {
            found.add("topics.aws.access_key_id and topics.aws.secret_access_key go together; give both or neither");
        }
        boolean any = aws.sqsEndpoint().isPresent()
                || aws.snsEndpoint().isPresent()
                || aws.eventbridgeEndpoint().isPresent();
        if (any && aws.accessKeyId().isEmpty()) {
            found.add("topics.aws.sqs_endpoint, sns_endpoint and eventbridge_endpoint need topics.aws.access_key_id and"
                    + " topics.aws.secret_access_key; a service that checks no keys takes any");
        }
        PosthornConfig.Kafka kafka = config.streams().kafka();
        if (kafka.topic().isPresent() != !kafka.servers().isEmpty()) {
            found.add("streams.kafka.topic and streams.kafka.servers go together; give both or neither");
        }
        kafka.topic()
                .filter(name -> !KAFKA_TOPIC.matcher(name).matches())
                .map(name -> "streams.kafka.topic is \"" + name + "\"; it has up to 180 ASCII letters,"
                        + " digits, '.', '_' and '-', and {stream} for the name of the delivery stream")
                .ifPresent(found::add);
    }

    private void ofDelivery() {
        List<Duration> schedule = config.retry().schedule();
        if (schedule.isEmpty() || schedule.contains(Duration.ZERO)) {
            found.add("retry.schedule needs at least one wait, all above zero");
        }
        for (String line : config.delivery().limits()) {
            try {
                DeliveryLimit.parse(line, config.relay().connections());
            } catch (IllegalArgumentException e) {
                found.add("delivery.limits: " + e.getMessage());
            }
        }
        Set<InetAddress> sources = new HashSet<>();
        for (String line : config.delivery().sourceAddresses()) {
            try {
                if (!sources.add(SourceAddress.parse(line).address())) {
                    found.add("delivery.source_addresses: " + line + " is there twice");
                }
            } catch (IllegalArgumentException e) {
                found.add("delivery.source_addresses: " + e.getMessage());
            }
        }
    }

    private void ofInbound() {
        PosthornConfig.Inbound inbound = config.inbound();
        if (inbound.tls().certificate().isPresent() != inbound.tls().key().isPresent()) {
            found.add("inbound.tls.certificate and inbound.tls.key go together; give both or neither");
        }
        inbound.reportSources().stream()
                .filter(block -> !Cidr.isValid(block))
                .map(block -> "inbound.report_sources: \"" + block
                        + "\" is neither an IP address nor a block such as 192.0.2.0/24")
                .forEach(found::add);
        inbound.reportSigners().stream()
                .filter(domain -> domain.isBlank() || domain.indexOf('@') >= 0 || domain.indexOf(' ') >= 0)
                .map(domain -> "inbound.report_signers: \"" + domain + "\" is no domain such as loop.example.com")
                .forEach(found::add);
    }

    private void ofMail() {
        PosthornConfig.Mail mail = config.mail();
        HostName.fault(mail.domain())
                .map(fault -> "mail.domain is \"" + mail.domain() + "\"; " + fault)
                .ifPresent(found::add);
        mail.postmaster()
                .filter(address -> !Address.isWellFormed(address) || isReportBox(address))
                .map(address -> "mail.postmaster is \"" + address + "\"; it must be an address such as"
                        + " postmaster@example.com that somebody reads, and none at mail.domain for reports")
                .ifPresent(found::add);
    }

    /// Where a copy for the postmaster would come in again.
    private boolean isReportBox(String address) {
        String domain = config.mail().domain();
        return address.equalsIgnoreCase("fbl@" + domain) || address.equalsIgnoreCase("bounces@" + domain);
    }

    private void ofMode() {
        if (config.listenAnywhere() && !config.dev()) {
            found.add("--listen-anywhere goes with --dev; without it, listeners may have any address");
        }
        if (config.dev() && !config.listenAnywhere()) {
            config.listeners().stream()
                    .filter(listener ->
                            !PosthornConfig.isLoopback(listener.address().host()))
                    .map(listener -> listener.key() + " is " + listener.address()
                            + "; with --dev any signature passes, so it must be a loopback address such as 127.0.0.1:"
                            + listener.address().port() + ", or give --listen-anywhere as well")
                    .forEach(found::add);
        }
    }
}
