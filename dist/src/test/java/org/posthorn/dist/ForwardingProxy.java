package org.posthorn.dist;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A reverse proxy that ends TLS, as nginx, HAProxy and Caddy do in docs/operations.md (the TLS itself left out):
/// passes `Host` as it came, adds whom it heard to `X-Forwarded-For`, and sets `X-Forwarded-Proto`. One request a
/// connection.
final class ForwardingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String from;
    private final String api;
    private final String heard;
    private final boolean keepsHost;

    private ForwardingProxy(String from, String api, String heard, boolean keepsHost) throws IOException {
        this.from = from;
        this.api = api;
        this.heard = heard;
        this.keepsHost = keepsHost;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::acceptAll);
    }

    /// @param from the address that it comes to the API from
    /// @param api host and port
    /// @param heard the address that it says its clients have
    static ForwardingProxy start(String from, String api, String heard) throws IOException {
        return new ForwardingProxy(from, api, heard, true);
    }

    /// As nginx does it when nobody says otherwise: with the name of the API for `Host`.
    static ForwardingProxy startWithOwnHost(String from, String api, String heard) throws IOException {
        return new ForwardingProxy(from, api, heard, false);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        int colon = api.lastIndexOf(':');
        try (client;
                Socket server = new Socket(
                        api.substring(0, colon),
                        Integer.parseInt(api.substring(colon + 1)),
                        InetAddress.getByName(from),
                        0)) {
            InputStream in = client.getInputStream();
            StringBuilder head = new StringBuilder(line(in)).append("\r\n");
            String forwarded = "";
            int length = 0;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
                String value = line.substring(line.indexOf(':') + 1).strip();
                switch (name) {
                    case "x-forwarded-for" -> forwarded = value + ", ";
                    case "x-forwarded-proto", "connection" -> {}
                    case "host" ->
                        head.append("Host: ").append(keepsHost ? value : api).append("\r\n");
                    default -> head.append(line).append("\r\n");
                }
                if (name.equals("content-length")) {
                    length = Integer.parseInt(value);
                }
            }
            head.append("X-Forwarded-For: ").append(forwarded).append(heard).append("\r\n");
            head.append("X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");
            server.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(in.readNBytes(length));
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and the other sees it.
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
