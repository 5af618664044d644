package org.posthorn.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The shortest SMTP client there is, for tests that play the outside world.
final class SmtpText {
    private static final int TIMEOUT_MILLIS = 20_000;

    private SmtpText() {}

    /// @param address `host:port`
    /// @return the reply that ended the transaction: the first refusal, or what followed the final dot
    static String send(String address, String sender, String recipient, String content) throws IOException {
        return transact(address, List.of(), sender, recipient, content);
    }

    /// The same for one who has to log in first.
    static String submit(String address, String username, String sender, String recipient, String content)
            throws IOException {
        return submit(address, username, "any", sender, recipient, content);
    }

    static String submit(
            String address, String username, String password, String sender, String recipient, String content)
            throws IOException {
        return transact(address, List.of("AUTH PLAIN " + plain(username, password)), sender, recipient, content);
    }

    private static String transact(String address, List<String> first, String sender, String recipient, String content)
            throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String reply = reply(in);
            List<String> commands = new ArrayList<>(List.of("EHLO test"));
            commands.addAll(first);
            commands.addAll(List.of("MAIL FROM:<" + sender + ">", "RCPT TO:<" + recipient + ">", "DATA"));
            for (String command : commands) {
                write(socket, command + "\r\n");
                reply = reply(in);
                if (!reply.startsWith("2") && !reply.startsWith("3")) {
                    return reply;
                }
            }
            write(socket, content.replace("\r\n.", "\r\n..") + ".\r\n");
            return reply(in);
        }
    }

    /// @return the reply to AUTH PLAIN
    static String login(String address, String username, String password) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            reply(in);
            write(socket, "EHLO test\r\n");
            reply(in);
            write(socket, "AUTH PLAIN " + plain(username, password) + "\r\n");
            return reply(in);
        }
    }

    /// What AUTH PLAIN sends (RFC 4616).
    static String plain(String username, String password) {
        return Base64.getEncoder().encodeToString(("\0" + username + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String reply(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("the peer closed the connection");
        }
        return line;
    }
}
