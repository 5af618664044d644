package org.posthorn.server;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.mail.PublicUrl;

/// Where links in mail lead to, by the configuration, and what is wrong with that.
///
/// A loopback address is the operator's word when it is configured: the readers are on this machine, or a proxy's
/// address is missing. When nothing is configured, and the API listens where nobody else reaches it, it is nobody's.
public final class Links {
    static final String KEY = "api.public_url";
    static final String MENDING =
            "set api.public_url to the URL by which the readers of mail reach this server, such as"
                    + " https://mail.example.com";

    private final PosthornConfig config;

    public Links(PosthornConfig config) {
        this.config = config;
    }

    /// @param bound where the API listens, `host:port`
    PublicUrl at(String bound) {
        boolean tls = config.api().tls().certificate().isPresent();
        URI served = URI.create((tls ? "https://" : "http://") + bound + "/");
        return config.api()
                .publicUrl()
                .map(url -> new PublicUrl(withPort(url, served.getPort()), true))
                .orElseGet(() -> new PublicUrl(
                        served,
                        config.mode().readersAreHere()
                                || !isOfThisMachine(config.api().listen().host())));
    }

    private static URI withPort(URI url, int port) {
        return url.getPort() == 0
                ? URI.create(url.getScheme() + "://" + url.getHost() + ":" + port + url.getRawPath())
                : url;
    }

    /// What the operator should know of the configuration, as a line of the log.
    Optional<String> warning(PublicUrl url) {
        return trouble(url)
                .map(trouble -> "event=public_url_unreachable url=" + url.base() + " reason=\"" + trouble
                        + "\" advice=\"" + MENDING + "\"");
    }

    private Optional<String> trouble(PublicUrl url) {
        if (config.mode().readersAreHere()) {
            return Optional.empty();
        }
        if (!url.reachable()) {
            return Optional.of(
                    "api.public_url is not set: opens and clicks are not tracked, verification mails and mail"
                            + " with list management options are refused");
        }
        return isOfThisMachine(url.base().getHost())
                ? Optional.of("links in mail lead to this machine only")
                : Optional.empty();
    }

    /// What doctor says of it.
    public Finding finding() {
        PublicUrl url = at(config.api().listen().toString());
        return trouble(url)
                .map(trouble -> Finding.warn(KEY, trouble, MENDING))
                .orElseGet(() -> Finding.ok(KEY, "links in mail lead to " + url.base()));
    }

    /// Whether a host is a loopback or wildcard address; a name is not looked up.
    private static boolean isOfThisMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        try {
            InetAddress address =
                    InetAddress.ofLiteral(name.startsWith("[") ? name.substring(1, name.length() - 1) : name);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
