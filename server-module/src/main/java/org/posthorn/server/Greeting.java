package org.posthorn.server;

import java.io.PrintWriter;
import org.posthorn.config.PosthornConfig;

/// What a server says on the terminal when it is ready.
final class Greeting {
    private Greeting() {}

    /// @param tls whether the API speaks TLS
    static void print(PosthornConfig config, Endpoints endpoints, boolean tls, PrintWriter out) {
        out.println("posthorn " + Version.current() + " data=" + config.data().dir()
                + (config.dev() ? " (dev: any signature passes)" : ""));
        if (config.listenAnywhere()) {
            out.println("""
                    ------------------------------------------------------------------
                    --listen-anywhere with --dev: whoever reaches this machine can use
                    the server without a key and read all mail. Only for containers
                    and CI services on a network of their own.
                    ------------------------------------------------------------------""");
        }
        endpoints.byName().forEach((name, address) -> out.println("  " + name + " " + address));
        if (config.relay().mode() == PosthornConfig.RelayMode.CAPTURE) {
            out.println("mail is kept and sent nowhere; it is shown at " + (tls ? "https" : "http") + "://"
                    + endpoints.api() + "/_aws/ses");
        }
        out.flush();
    }
}
