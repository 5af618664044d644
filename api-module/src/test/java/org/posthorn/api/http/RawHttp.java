package org.posthorn.api.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An HTTP client that sends exactly the bytes it is given, broken ones included.
public final class RawHttp {
    private RawHttp() {}

    /// @param headers by lower-case name
    public record Reply(int status, Map<String, String> headers, String body) {
        public String code() {
            return element("Code");
        }

        public String message() {
            return element("Message")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&");
        }

        public String element(String name) {
            Matcher matcher = Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL)
                    .matcher(body);
            return matcher.find() ? matcher.group(1) : "";
        }
    }

    public static Reply send(InetSocketAddress server, String head, byte[] body) {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(20_000);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A form as clients post it.
    public static Reply post(InetSocketAddress server, Map<String, String> headers, String form) {
        byte[] body = form.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putIfAbsent("Host", "127.0.0.1");
        all.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
        all.putIfAbsent("Content-Length", String.valueOf(body.length));
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return send(server, head + "\r\n", body);
    }

    /// A request of a REST API.
    ///
    /// @param target path and query as they are sent
    public static Reply rest(
            InetSocketAddress server, String method, String target, Map<String, String> headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putIfAbsent("Host", "127.0.0.1");
        if (bytes.length > 0) {
            all.putIfAbsent("Content-Type", "application/json");
        }
        all.putIfAbsent("Content-Length", String.valueOf(bytes.length));
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return send(server, head + "\r\n", bytes);
    }

    public static Reply get(InetSocketAddress server, Map<String, String> headers, String target) {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putIfAbsent("Host", "127.0.0.1");
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return send(server, head + "\r\n", new byte[0]);
    }

    static Reply read(InputStream in) throws IOException {
        String head = readHead(in);
        String[] lines = head.split("\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        byte[] body = headers.containsKey("content-length")
                ? in.readNBytes(Integer.parseInt(headers.get("content-length")))
                : headers.getOrDefault("transfer-encoding", "").equals("chunked") ? readChunks(in) : new byte[0];
        return new Reply(Integer.parseInt(lines[0].split(" ")[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = Integer.parseInt(readLine(in), 16);
        while (size > 0) {
            body.write(in.readNBytes(size));
            readLine(in);
            size = Integer.parseInt(readLine(in), 16);
        }
        return body.toByteArray();
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(readLine(in)).append("\r\n");
        }
        return head.toString();
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException("the server closed the connection after: " + line);
            }
            if (b != '\r') {
                line.append((char) b);
            }
            b = in.read();
        }
        return line.toString();
    }
}
