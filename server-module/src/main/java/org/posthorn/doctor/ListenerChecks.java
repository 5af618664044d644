package org.posthorn.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.config.HostPort;
import org.posthorn.config.PosthornConfig;
import org.posthorn.server.Endpoints;
import org.posthorn.server.Finding;
import org.posthorn.server.RunFiles;

/// What `posthorn doctor` says of the addresses to listen on: the running server answers there, or one could start.
public final class ListenerChecks {
    private static final int CONNECT_MILLIS = 3_000;

    private final PosthornConfig config;
    private final Optional<Endpoints> endpoints;

    public ListenerChecks(PosthornConfig config, RunFiles files, boolean running) {
        this.config = config;
        this.endpoints = running ? files.endpoints() : Optional.empty();
    }

    public List<Finding> findings() {
        Map<String, String> bound = new HashMap<>();
        endpoints.ifPresent(served -> {
            bound.put("api.listen", served.api());
            bound.put("submission.listen", served.submission());
            served.submissionTls().ifPresent(address -> bound.put("submission.tls_listen", address));
            bound.put("inbound.listen", served.inbound());
            bound.put("admin.listen", served.admin());
        });
        List<Finding> findings = new ArrayList<>();
        for (PosthornConfig.Listener listener : config.listeners()) {
            Optional<String> address = Optional.ofNullable(bound.get(listener.key()));
            findings.add(
                    endpoints.isPresent() ? served(listener, address) : bindable(listener.key(), listener.address()));
        }
        return findings;
    }

    private static Finding served(PosthornConfig.Listener listener, Optional<String> bound) {
        String restart = "restart the server to take up the configuration";
        if (bound.isEmpty()) {
            return Finding.warn(
                    listener.key(),
                    listener.address() + " is configured, and the server does not listen there",
                    restart);
        }
        HostPort address = HostPort.parse(bound.get());
        int port = listener.address().port();
        if (port != 0 && port != address.port()) {
            return Finding.warn(
                    listener.key(), listener.address() + " is configured, and the server is at " + address, restart);
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            return Finding.ok(listener.key(), "the server answers at " + address);
        } catch (IOException e) {
            return Finding.bad(
                    listener.key(), "the server does not answer at " + address + ": " + e.getMessage(), "see its log");
        }
    }

    private static Finding bindable(String key, HostPort address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
            return Finding.ok(key, address.port() == 0 ? "any free port of " + address.host() : address + " is free");
        } catch (IOException e) {
            return Finding.bad(
                    key,
                    "can't listen on " + address + ": " + e.getMessage(),
                    "end what uses it, or choose a free address of this machine for " + key
                            + "; ports below 1024 need CAP_NET_BIND_SERVICE");
        }
    }
}
