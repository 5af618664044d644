package org.posthorn.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.posthorn.config.ConfigException;
import org.posthorn.config.ConfigFile;
import org.posthorn.config.ConfigSources;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ActiveRuleSet;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.engine.settings.ReceiptRuleSet;
import org.posthorn.engine.settings.Tables;
import org.posthorn.server.Server;

/// The whole server in this JVM, in production mode with the signature check on, and a load that its account may send.
final class BenchServer implements AutoCloseable {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    private final Server server;

    private BenchServer(Server server) {
        this.server = server;
    }

    /// @param settings as after `--set`
    static BenchServer start(Path data, DiscardSink relay, String... settings) throws IOException {
        return new BenchServer(Server.start(config(data, relay, List.of(settings))));
    }

    private static PosthornConfig config(Path data, DiscardSink relay, List<String> settings) {
        List<String> flags = new ArrayList<>(List.of(
                "data.dir=" + data,
                "api.listen=127.0.0.1:0",
                "submission.listen=127.0.0.1:0",
                "inbound.listen=127.0.0.1:0",
                "relay.hosts=" + relay.address(),
                "relay.tls=off",
                "mail.domain=mail.test",
                "store.free_space_floor=64MiB",
                // Written once, at the first start; here it would be written while the first figures are taken.
                "store.ballast=0B",
                // Limits that are checked and never reached.
                "account.sandbox=false",
                "account.max_send_rate=1000000",
                "account.max_24_hour_send=1000000000"));
        flags.addAll(settings);
        try {
            return ConfigFile.read(new ConfigSources(Optional.empty(), Map.of(), flags, false, data, data))
                    .config();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// SendEmail of API v1, signed now, by a new key of the account.
    HttpLoad load() {
        return load(
                (host, key) -> SignedRequest.form(host, key.accessKeyId(), key.secretAccessKey(), SampleMail.form()));
    }

    /// The same mail by SendEmail of API v2.
    HttpLoad loadV2() {
        return load(
                (host, key) -> SignedRequest.json(host, key.accessKeyId(), key.secretAccessKey(), SampleMail.json()));
    }

    private HttpLoad load(BiFunction<String, Credential, SignedRequest> request) {
        own();
        Credential key = server.accounts().createKey(TENANT.accountId());
        String api = server.endpoints().api();
        return new HttpLoad(address(api), request.apply(api, key));
    }

    /// Has all mail for example.com put into a bucket.
    ///
    /// @return where it comes in
    InetSocketAddress receiving(String bucket) {
        own();
        ReceiptAction store = new ReceiptAction.S3(bucket, Optional.empty(), Optional.empty(), Optional.empty());
        ReceiptRule rule = new ReceiptRule("all", true, false, List.of("example.com"), List.of(store), false);
        server.settings()
                .table(Tables.RECEIPT_RULE_SETS)
                .put(TENANT, "main", new ReceiptRuleSet("main", Instant.EPOCH, List.of(rule)));
        server.settings().table(Tables.ACTIVE_RULE_SETS).put(TENANT, "active", new ActiveRuleSet("main"));
        return address(server.endpoints().inbound());
    }

    private void own() {
        if (server.accounts().find(TENANT.accountId()).isEmpty()) {
            server.accounts().create(Optional.of(TENANT.accountId()), "bench");
            server.identities().vouch(TENANT, "example.com");
        }
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    long queued() {
        return server.queue().depth().queued();
    }

    @Override
    public void close() {
        server.close();
    }
}
