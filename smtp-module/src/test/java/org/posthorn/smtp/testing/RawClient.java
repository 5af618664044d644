package org.posthorn.smtp.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// A client that sends exactly what it is told, and shows each reply as text, lines joined by `|`.
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private Socket socket;
    private BufferedReader in;

    public RawClient(InetSocketAddress address) throws IOException {
        use(new Socket(address.getAddress(), address.getPort()));
    }

    /// @param from the address that it comes from, such as 127.0.0.2
    public RawClient(InetSocketAddress address, String from) throws IOException {
        use(new Socket(address.getAddress(), address.getPort(), InetAddress.ofLiteral(from), 0));
    }

    private void use(Socket next) throws IOException {
        socket = next;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /// The next reply; empty when the server has closed the connection.
    public Optional<String> reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line;
            try {
                line = in.readLine();
            } catch (java.net.SocketException e) {
                return Optional.empty();
            }
            if (line == null) {
                return Optional.empty();
            }
            reply.append(reply.isEmpty() ? "" : "|").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return Optional.of(reply.toString());
            }
        }
    }

    /// What the server wrote in one piece, or in several that arrived before we looked; for when no reply was read in
    /// part.
    public String segment() throws IOException {
        byte[] bytes = new byte[64 * 1024];
        int count = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, count), StandardCharsets.UTF_8);
    }

    /// Sends text as it is, one byte per character.
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// Sends a command line and reads the reply.
    public String ask(String command) throws IOException {
        send(command + "\r\n");
        return reply().orElse("closed");
    }

    /// Goes on under TLS.
    public void secure(SSLContext context) throws IOException {
        use(context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true));
    }

    /// What it speaks since [#secure].
    public String protocolAndCipher() {
        SSLSession session = ((SSLSocket) socket).getSession();
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
