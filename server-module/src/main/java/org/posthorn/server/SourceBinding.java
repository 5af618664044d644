package org.posthorn.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.dedicatedip.SourceAddress;

/// Whether this machine has the addresses of `delivery.source_addresses`.
public final class SourceBinding {
    private SourceBinding() {}

    /// Those that are well formed; the others are obstacles of the configuration.
    public static List<SourceAddress> addresses(PosthornConfig config) {
        return config.delivery().sourceAddresses().stream()
                .flatMap(SourceBinding::parsed)
                .toList();
    }

    private static Stream<SourceAddress> parsed(String line) {
        try {
            return Stream.of(SourceAddress.parse(line));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /// Why mail can't leave from an address; empty when it can.
    public static Optional<String> fault(SourceAddress source) {
        String address = source.address().getHostAddress();
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(source.address(), 0));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    address + " is no address of this machine that mail can leave from (" + e.getMessage() + ")");
        }
    }
}
