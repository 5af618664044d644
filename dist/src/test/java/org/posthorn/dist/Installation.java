package org.posthorn.dist;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ModifierSupport;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/// A server and all around it, one for the tests of a class: a relay, a name server, an account that may send, and
/// clients of the SDK.
///
/// ```java
/// @RegisterExtension
/// static final Installation installation = Installation.behindRelay().with("retry.schedule=1s");
///
/// @Given private static ScriptedPeer relay;
/// @Given private static TestServer posthorn;
/// @Given private static SesClient ses;
/// ```
///
/// Started before the class, its `@BeforeAll` included, and closed behind it, the last thing first. Fields get by their
/// type: the directory (data are in its `data`), the relay, the name server, the server, the key of an account that may
/// send, and its client of either API. Names are asked of this machine's resolver unless a field wants the name server;
/// no account is made unless one wants a key or a client.
final class Installation implements BeforeAllCallback, AfterAllCallback {
    static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    private final boolean dev;
    private final Map<String, PeerScript> relays = new LinkedHashMap<>();
    private final List<String> settings = new ArrayList<>();
    private Tenant tenant = TENANT;
    private String domain = "example.com";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Installation(boolean dev) {
        this.dev = dev;
    }

    /// In production mode, out of the sandbox, and all mail goes to a relay that takes it.
    static Installation behindRelay() {
        return behindRelay(new PeerScript());
    }

    static Installation behindRelay(PeerScript script) {
        return production().route("", script);
    }

    /// In production mode, out of the sandbox, and mail is kept.
    static Installation capturing() {
        return production().with("relay.mode=capture");
    }

    /// In dev mode: mail is kept, and any key names an account.
    static Installation dev() {
        return new Installation(true);
    }

    private static Installation production() {
        return new Installation(false).with("account.sandbox=false");
    }

    /// @param more settings as after `--set`; the last of a key counts
    Installation with(String... more) {
        settings.addAll(List.of(more));
        return this;
    }

    /// Mail to this domain goes to a relay of its own.
    Installation route(String to, PeerScript script) {
        relays.put(to, script);
        return this;
    }

    /// Who has the key, and may send from this domain, in place of [#TENANT] and `example.com`.
    Installation sendingAs(Tenant who, String from) {
        tenant = who;
        domain = from;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        List<Field> fields = AnnotationSupport.findAnnotatedFields(
                context.getRequiredTestClass(), Given.class, ModifierSupport::isStatic);
        Parts parts = new Parts(fields);
        for (Field field : fields) {
            field.setAccessible(true);
            field.set(
                    null,
                    parts.of(field.getType(), field.getAnnotation(Given.class).value()));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        Exception first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /// What runs for one class.
    private final class Parts {
        private final Path directory = Files.createTempDirectory("installation");
        private final Map<String, ScriptedPeer> peers = new LinkedHashMap<>();
        private final Optional<LoopbackDns> dns;
        private final TestServer server;
        private Optional<Credential> key = Optional.empty();

        Parts(List<Field> wanted) throws Exception {
            opened(() -> delete(directory));
            List<String> all = new ArrayList<>();
            List<String> routes = new ArrayList<>();
            for (Map.Entry<String, PeerScript> relay : relays.entrySet()) {
                ScriptedPeer peer = opened(ScriptedPeer.start(relay.getValue()));
                peers.put(relay.getKey(), peer);
                if (relay.getKey().isEmpty()) {
                    all.add("relay.hosts=" + peer.address());
                } else {
                    routes.add("to=" + relay.getKey() + " via=" + peer.address());
                }
            }
            if (!routes.isEmpty()) {
                all.add("routes.rules=" + String.join(",", routes));
            }
            if (wanted.stream().anyMatch(field -> field.getType() == LoopbackDns.class)) {
                LoopbackDns names = opened(LoopbackDns.start());
                all.add("dns.servers=127.0.0.1:" + names.address().getPort());
                dns = Optional.of(names);
            } else {
                dns = Optional.empty();
            }
            all.addAll(settings);
            server = opened(TestServer.start(directory, dev, all.toArray(String[]::new)));
        }

        Object of(Class<?> type, String name) {
            if (type == Path.class) {
                return directory;
            } else if (type == ScriptedPeer.class && peers.containsKey(name)) {
                return peers.get(name);
            } else if (type == LoopbackDns.class) {
                return dns.orElseThrow();
            } else if (type == TestServer.class) {
                return server;
            } else if (type == Credential.class) {
                return key();
            } else if (type == SesClient.class) {
                return opened(server.client(key()));
            } else if (type == SesV2Client.class) {
                return opened(server.clientV2(key()));
            }
            throw new ExtensionConfigurationException("no " + type.getSimpleName() + " \"" + name + "\" is here");
        }

        private Credential key() {
            if (key.isEmpty()) {
                key = Optional.of(
                        dev
                                ? new Credential(tenant.accountId(), tenant.accountId(), "any")
                                : server.tenant(tenant, domain));
            }
            return key.get();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
