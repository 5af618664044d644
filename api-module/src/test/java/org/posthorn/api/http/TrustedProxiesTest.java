package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
    private static final String OURS = "127.0.0.9";

    @Test
    void theLastThatIsNoProxyOfOursIsTheClient() throws IOException {
        assertThat(seen(OURS, "198.51.100.1, 203.0.113.5", "http")).isEqualTo("203.0.113.5 false");
        assertThat(seen(OURS, "198.51.100.1, 203.0.113.5, 127.0.0.8", "https")).isEqualTo("203.0.113.5 true");
        assertThat(seen(OURS, "2001:db8::1", "https")).isEqualTo("2001:db8:0:0:0:0:0:1 true");
        assertThat(seen(OURS, "unknown", "https")).isEqualTo(OURS + " true");
        assertThat(seen(OURS, "198.51.100.1, nonsense, 127.0.0.8", "https")).isEqualTo("127.0.0.8 true");
    }

    @Test
    void aHopMayHaveAPortAndABlockIsTrustedAsAWhole() throws IOException {
        assertThat(seen(OURS, "203.0.113.5:4711", "http")).isEqualTo("203.0.113.5 false");
        assertThat(seen(OURS, "[2001:db8::1]:4711", "http")).isEqualTo("2001:db8:0:0:0:0:0:1 false");
        assertThat(seen(OURS, "203.0.113.5, 10.1.2.3, 10.200.0.1", "http")).isEqualTo("203.0.113.5 false");
        assertThat(seen(OURS, "10.1.2.3", "http")).isEqualTo("10.1.2.3 false");
        assertThat(seen(OURS, "::ffff:203.0.113.5", "http")).isEqualTo("203.0.113.5 false");
    }

    @Test
    void severalFieldsAreOneListAndTheNearestProxySaysTheProtocol() throws IOException {
        assertThat(seen(OURS, "198.51.100.1\r\nX-Forwarded-For: 203.0.113.5,127.0.0.8", "https, http"))
                .isEqualTo("203.0.113.5 false");
        assertThat(seen(OURS, "198.51.100.1", "http\r\nX-Forwarded-Proto: https"))
                .isEqualTo("198.51.100.1 true");
        assertThat(seen(OURS, ",", "")).isEqualTo(OURS + " false");
    }

    @Test
    void aClientThatWritesOurAddressesGoesNoFurther() throws IOException {
        assertThat(seen(OURS, "203.0.113.5" + ", 10.0.0.1".repeat(500), "http")).isEqualTo("10.0.0.1 false");
    }

    @Test
    void anybodyElseIsNotBelieved() throws IOException {
        assertThat(seen("127.0.0.1", "203.0.113.5", "https")).isEqualTo("127.0.0.1 false");
    }

    @Test
    void clientsOfOneNetworkOfIpv6ShareTheirPlaces() {
        assertThat(share("2001:db8:1:2::1")).isEqualTo(share("2001:db8:1:2:ffff::9"));
        assertThat(share("2001:db8:1:3::1")).isNotEqualTo(share("2001:db8:1:2::1"));
        assertThat(share("192.0.2.1")).isNotEqualTo(share("192.0.2.2"));
    }

    @Test
    void aNameIsNoAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedProxies(List.of("proxy.example.com")))
                .withMessage("\"proxy.example.com\" is neither an IP address nor a block such as 192.0.2.0/24");
    }

    private static String share(String address) {
        return new TrustedProxies.Client(Optional.of(address), false).share();
    }

    private static String seen(String from, String forwardedFor, String proto) throws IOException {
        TrustedProxies proxies = new TrustedProxies(List.of(OURS, "127.0.0.8", "10.0.0.0/8"));
        Handler echo = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                TrustedProxies.Client client = proxies.client(request);
                new Answer(200, client.address().orElse("") + " " + client.secure(), true)
                        .write(response, "id", callback);
                return true;
            }
        };
        try (WebServer server =
                new WebServer("test", new InetSocketAddress("127.0.0.1", 0), Optional.empty(), Map.of("/", echo))) {
            server.start();
            try (Socket socket = new Socket(
                    server.address().getAddress(), server.address().getPort(), InetAddress.getByName(from), 0)) {
                socket.getOutputStream()
                        .write(("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + forwardedFor
                                        + "\r\nX-Forwarded-Proto: " + proto + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                return RawHttp.read(socket.getInputStream()).body();
            }
        }
    }
}
