package org.posthorn.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A mail server outside that has mail for several recipients at once.
final class InboundClient {
    private static final int TIMEOUT_MILLIS = 60_000;

    private InboundClient() {}

    /// @param address `host:port`
    /// @param content nothing: it ends behind the recipients
    /// @return the reply to each recipient, and, when one was taken and there is content, to that
    static List<String> send(String address, String sender, List<String> recipients, String content)
            throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            reply(in);
            ask(socket, in, "EHLO outside.example");
            ask(socket, in, "MAIL FROM:<" + sender + ">");
            List<String> replies = new ArrayList<>();
            for (String recipient : recipients) {
                replies.add(ask(socket, in, "RCPT TO:<" + recipient + ">"));
            }
            if (!content.isEmpty() && replies.stream().anyMatch(reply -> reply.startsWith("2"))) {
                ask(socket, in, "DATA");
                replies.add(ask(socket, in, content.replace("\r\n.", "\r\n..") + "."));
            }
            ask(socket, in, "QUIT");
            return replies;
        }
    }

    private static String ask(Socket socket, BufferedReader in, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply(in);
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
