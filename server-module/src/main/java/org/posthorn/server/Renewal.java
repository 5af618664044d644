package org.posthorn.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.config.ConfigException;
import org.posthorn.config.Configuration;
import org.posthorn.config.PosthornConfig;
import org.posthorn.tls.Authorities;
import org.posthorn.tls.ServerTls;
import org.posthorn.tls.TlsFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a running server reads anew when it is asked to (SIGHUP): certificates and their keys, the authorities, and the
/// credentials, wherever they are given. No connection is dropped for it. What can't be used leaves the old in use;
/// other keys of the configuration wait for the next start.
final class Renewal {
    private static final Logger log = LoggerFactory.getLogger(Renewal.class);

    private final Optional<ServerTls> serverTls;
    private final Optional<ServerTls> inboundTls;
    private final Authorities authorities;
    private final List<Runnable> steps = new ArrayList<>();
    private volatile Credentials credentials;
    private Map<String, String> known = Map.of();

    /// Reads everything for the first time.
    ///
    /// @throws TlsFileException when a file for TLS can't be used
    Renewal(PosthornConfig config) throws TlsFileException {
        serverTls = ServerTls.load(
                "api.tls", config.api().tls().certificate(), config.api().tls().key());
        inboundTls = ServerTls.load(
                "inbound.tls",
                config.inbound().tls().certificate(),
                config.inbound().tls().key());
        authorities = Authorities.load(config.tls().caFile());
        credentials = Credentials.of(config);
    }

    /// What our listeners show, but for mail coming in; empty without a certificate.
    Optional<ServerTls> serverTls() {
        return serverTls;
    }

    /// What is shown to those who bring mail: a certificate of its own, or that of the others.
    Optional<ServerTls> inboundTls() {
        return inboundTls.or(() -> serverTls);
    }

    /// All that are read anew.
    List<ServerTls> certificates() {
        return Stream.concat(serverTls.stream(), inboundTls.stream()).toList();
    }

    /// Whom we believe.
    Authorities authorities() {
        return authorities;
    }

    /// Those in use.
    Credentials credentials() {
        return credentials;
    }

    /// @param started what the server was started with, so that keys that change later are noticed
    synchronized void startedWith(Configuration started) {
        known = values(started);
    }

    /// @param step puts new credentials to use; throws IllegalArgumentException when it can't
    synchronized void onRenewal(Runnable step) {
        steps.add(step);
    }

    /// Reads all of it anew, and logs one line of what was read, and one of what can't be used.
    ///
    /// @param reader of the configuration, from where it came at the start
    synchronized void renew(Reader reader) {
        List<String> read = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (ServerTls tls : certificates()) {
            reload(tls.table(), tls::reload, read, changed, faults);
        }
        reload("tls.ca_file", authorities::reload, read, changed, faults);
        List<String> later = new ArrayList<>();
        try {
            Configuration fresh = reader.read();
            List<String> obstacles = fresh.config().obstacles();
            faults.addAll(obstacles);
            if (obstacles.isEmpty()) {
                Credentials before = credentials;
                credentials = Credentials.of(fresh.config());
                read.add("credentials");
                if (!before.equals(credentials)) {
                    changed.add("credentials");
                }
                later.addAll(waiting(fresh));
            }
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(faults::add);
        }
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (IllegalArgumentException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        log.info(
                "event=reloaded read=\"{}\" changed=\"{}\" wait_for_a_restart=\"{}\"",
                String.join(",", read),
                String.join(",", changed),
                String.join(",", later));
        if (!faults.isEmpty()) {
            log.error(
                    "event=reload_failed reason=\"{}\" advice=\"mend it and reload again; the old ones stay in use\"",
                    String.join("; ", faults));
        }
    }

    private static void reload(
            String what, Reload reload, List<String> read, List<String> changed, List<String> faults) {
        try {
            boolean another = reload.run();
            read.add(what);
            if (another) {
                changed.add(what);
            }
        } catch (TlsFileException e) {
            String.valueOf(e.getMessage()).lines().forEach(faults::add);
        }
    }

    /// Keys whose values are others than at the start, and that a restart takes up. Secrets look alike here.
    private List<String> waiting(Configuration fresh) {
        return values(fresh).entrySet().stream()
                .filter(entry -> known.containsKey(entry.getKey()))
                .filter(entry -> !Credentials.KEYS.contains(entry.getKey()))
                .filter(entry -> !entry.getValue().equals(known.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static Map<String, String> values(Configuration configuration) {
        return configuration.effective().stream()
                .collect(Collectors.toMap(Configuration.Effective::key, Configuration.Effective::value));
    }

    /// Reads the configuration from where it came.
    public interface Reader {
        Configuration read() throws ConfigException;
    }

    private interface Reload {
        boolean run() throws TlsFileException;
    }
}
