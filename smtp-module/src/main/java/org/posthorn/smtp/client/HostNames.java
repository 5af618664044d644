package org.posthorn.smtp.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host that mail is handed to and that is given by its name, at each connection.
@FunctionalInterface
public interface HostNames {
    /// As the operating system does.
    HostNames SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /// The addresses in the order to try them; a literal address is its own. Blocks, with a limit on the time.
    ///
    /// @throws UnknownHostException when there is none, or nobody could say; with the reason
    List<InetAddress> addresses(String name) throws UnknownHostException;
}
