package org.posthorn.feedback.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;

/// What operators read about peers that don't answer, from what the clients really throw.
class PeerTroubleTest {
    private interface Peer {
        /// Does what it does with one connection.
        void serve(Socket connection) throws IOException;
    }

    @Test
    void aRefusedConnectionIsCalledSo() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Throwable thrown = catchThrowable(() -> post(URI.create("http://127.0.0.1:" + port + "/")));
        assertThat(thrown).isInstanceOf(ConnectException.class).hasMessage(null);
        assertThat(PeerTrouble.of(thrown)).isEqualTo("the connection was refused");

        try (SnsClient sns = new AwsClients(
                        new AwsServices(Optional.empty(), Optional.empty(), Optional.empty(), "key", "secret"),
                        authorities())
                .sns(URI.create("http://127.0.0.1:" + port), "us-east-1")) {
            Throwable refused =
                    catchThrowable(() -> sns.publish(r -> r.topicArn("t").message("m")));
            assertThat(refused).isInstanceOf(SdkException.class);
            assertThat(PeerTrouble.of(refused)).isEqualTo("the connection was refused");
        }
    }

    @Test
    void silenceIsCalledSo() throws Exception {
        assertThat(trouble(
                        connection -> connection.getInputStream().transferTo(java.io.OutputStream.nullOutputStream())))
                .isEqualTo("no answer in time");
    }

    @Test
    void anEndBeforeTheAnswerIsCalledSo() throws Exception {
        assertThat(trouble(connection -> connection.getInputStream().read()))
                .isIn("the connection ended before an answer", "the connection broke (Connection reset)");
    }

    @Test
    void anAnswerThatIsNoHttpIsShown() throws Exception {
        assertThat(trouble(connection -> {
                    connection.getOutputStream().write("220 mail.test ESMTP\r\n".getBytes("US-ASCII"));
                    connection.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                }))
                .contains("220 mail.test ESMTP");
    }

    @Test
    void aNameThatDoesNotResolveIsCalledSo() {
        ConnectException asJavaSaysIt = new ConnectException();
        asJavaSaysIt.initCause(new ConnectException().initCause(new UnresolvedAddressException()));
        assertThat(PeerTrouble.of(asJavaSaysIt)).isEqualTo("the name of the host does not resolve");
        assertThat(PeerTrouble.of(SdkException.create("Unable", new UnknownHostException("sns.invalid"))))
                .isEqualTo("the name of the host does not resolve");
    }

    @Test
    void whatIsWrongWithACertificateIsSaidWithoutTheNameOfTheAlert() {
        assertThat(PeerTrouble.of(
                        new SSLHandshakeException("(certificate_unknown) the certificate is for another host")))
                .isEqualTo("TLS failed (the certificate is for another host)");
        assertThat(PeerTrouble.of(new SSLException("closed"))).isEqualTo("TLS failed (closed)");
    }

    private static String trouble(Peer peer) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread serving = Thread.ofVirtual().start(() -> {
                try (Socket connection = listening.accept()) {
                    peer.serve(connection);
                } catch (IOException e) {
                    // The client went away.
                }
            });
            Throwable thrown =
                    catchThrowable(() -> post(URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/")));
            assertThat(thrown).isInstanceOf(IOException.class);
            serving.join();
            return PeerTrouble.of(thrown);
        }
    }

    private static void post(URI uri) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(2))
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }

    /// The JDK's.
    private static X509TrustManager authorities() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
