package org.posthorn.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.config.ConfigException;
import org.posthorn.config.HostPort;
import org.posthorn.config.PosthornConfig;
import org.posthorn.tls.Authorities;
import org.posthorn.tls.ServerTls;
import org.posthorn.tls.TlsFileException;

/// Everything that would stop a start and can be known before the store is opened, all at once: what does not fit
/// together in the configuration, the files for TLS, and the addresses to listen on and to send from. Makes and changes
/// nothing.
public final class Preflight {
    private Preflight() {}

    /// A line for each fault; empty when nothing was found.
    public static List<String> faults(PosthornConfig config) {
        List<String> faults = new ArrayList<>(config.obstacles());
        faults.addAll(outside(config, Set.of()));
        return faults;
    }

    /// The same fault with those that are around the configuration.
    public static ConfigException withMore(ConfigException fault) {
        return fault.rest()
                .map(rest -> fault.with(outside(rest.config(), rest.faulty())))
                .orElse(fault);
    }

    /// @param faulty keys whose values are not the operator's
    private static List<String> outside(PosthornConfig config, Set<String> faulty) {
        List<String> faults = new ArrayList<>(tlsFiles(config));
        faults.addAll(addresses(config, faulty));
        faults.addAll(sources(config));
        return faults;
    }

    /// What is wrong with the certificates, their keys and the authorities.
    static List<String> tlsFiles(PosthornConfig config) {
        List<String> faults = new ArrayList<>();
        faults.addAll(tlsFaults("api.tls", config.api().tls()));
        faults.addAll(tlsFaults("inbound.tls", config.inbound().tls()));
        try {
            if (config.tls().caFile().isPresent()) {
                Authorities.load(config.tls().caFile());
            }
        } catch (TlsFileException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        return faults;
    }

    private static List<String> tlsFaults(String table, PosthornConfig.Tls files) {
        try {
            ServerTls.load(table, files.certificate(), files.key());
            return List.of();
        } catch (TlsFileException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    private static List<String> sources(PosthornConfig config) {
        return SourceBinding.addresses(config).stream()
                .flatMap(source -> SourceBinding.fault(source).stream())
                .map(fault -> "delivery.source_addresses: " + fault)
                .toList();
    }

    /// All are held until the last is tried, so that two of ours at one address are found as well.
    private static List<String> addresses(PosthornConfig config, Set<String> faulty) {
        List<ServerSocket> held = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        String last = "";
        try {
            for (PosthornConfig.Listener listener : config.listeners()) {
                if (faulty.contains(listener.key())) {
                    continue;
                }
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                Optional<String> fault = bind(socket, listener);
                if (fault.isPresent()) {
                    faults.add(fault.get());
                    last = listener.key();
                }
            }
        } catch (IOException e) {
            faults.add("no socket can be made: " + e.getMessage());
        } finally {
            held.forEach(Preflight::release);
        }
        if (!last.isEmpty()) {
            RunFiles files = new RunFiles(config.data().dir());
            faults.add(
                    new AdminClient(files).isRunning()
                            ? "a server runs on " + config.data().dir() + " already; one at a time can"
                            : "choose a free address of this machine, such as --set " + last
                                    + "=127.0.0.1:0 for any free port");
        }
        return faults;
    }

    private static Optional<String> bind(ServerSocket socket, PosthornConfig.Listener listener) {
        HostPort address = listener.address();
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        try {
            if (resolved.isUnresolved()) {
                return Optional.of(listener.key() + ": " + address.host() + " is no name of this machine");
            }
            socket.setReuseAddress(true);
            socket.bind(resolved);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(listener.key() + ": can't listen on " + address + " (" + e.getMessage() + ")");
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket does not close", e);
        }
    }
}
