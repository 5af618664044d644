package org.posthorn.smtp.testing;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// One connection of a [ScriptedPeer].
final class PeerSession {
    private final ScriptedPeer peer;
    private final PeerScript script;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private boolean secured;
    private boolean done;
    private Optional<String> user = Optional.empty();
    private Optional<String> sender = Optional.empty();
    private String mailParameters = "";
    private final List<String> recipients = new ArrayList<>();
    private final List<String> rcptParameters = new ArrayList<>();
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

    PeerSession(ScriptedPeer peer, PeerScript script, Socket socket) throws IOException {
        this.peer = peer;
        this.script = script;
        this.secured = script.isWrapper();
        use(socket);
    }

    private void use(Socket next) throws IOException {
        next.setTcpNoDelay(true);
        socket = next;
        in = next.getInputStream();
        out = new BufferedOutputStream(next.getOutputStream());
        position = 0;
        limit = 0;
    }

    void run() throws IOException {
        answer("CONNECT", "", "220 peer.example ESMTP");
        while (!done) {
            String line = line();
            peer.onCommand(line);
            handle(line);
        }
        out.flush();
    }

    private void handle(String line) throws IOException {
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" -> {
                reset();
                answer(verb, line, script.ehloReply(secured));
            }
            case "HELO", "NOOP" -> answer(verb, line, "250 peer.example");
            case "STARTTLS" -> startTls(line);
            case "AUTH" -> authenticate(line);
            case "MAIL" -> mail(line);
            case "RCPT" -> recipient(line);
            case "DATA" -> data(line);
            case "BDAT" -> chunk(line);
            case "RSET" -> {
                reset();
                answer(verb, line, "250 2.0.0 Ok");
            }
            case "QUIT" -> {
                answer(verb, line, "221 2.0.0 Bye");
                done = true;
            }
            default -> answer(verb, line, "502 5.5.2 Unknown command");
        }
    }

    private void startTls(String line) throws IOException {
        if (script.tls().isEmpty() || secured) {
            answer("STARTTLS", line, "502 5.5.1 Not now");
        } else if (answer("STARTTLS", line, "220 2.0.0 Ready to start TLS")) {
            out.flush();
            SSLSocket tls = (SSLSocket) script.tls().get().getSocketFactory().createSocket(socket, null, true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            secured = true;
            use(tls);
        }
    }

    private void authenticate(String line) throws IOException {
        String[] words = line.split(" ");
        String name;
        String secret;
        if (words[1].equalsIgnoreCase("PLAIN")) {
            String[] parts =
                    decode(words.length > 2 ? words[2] : challenge("334 ")).split("\0", -1);
            name = parts[1];
            secret = parts[2];
        } else {
            name = decode(challenge("334 VXNlcm5hbWU6"));
            secret = decode(challenge("334 UGFzc3dvcmQ6"));
        }
        boolean valid = script.isLogin(name, secret);
        if (answer("AUTH", line, valid ? "235 2.7.0 Authentication successful" : "535 5.7.8 Credentials invalid")
                && valid) {
            user = Optional.of(name);
        }
    }

    private String challenge(String text) throws IOException {
        say(text);
        return line();
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private void mail(String line) throws IOException {
        if (script.demandsLogin() && user.isEmpty()) {
            answer("MAIL", line, "530 5.7.0 Authentication required");
        } else if (sender.isPresent()) {
            answer("MAIL", line, "503 5.5.1 Sender already given");
        } else if (answer("MAIL", line, "250 2.1.0 Ok")) {
            sender = Optional.of(address(line));
            mailParameters = line.substring(line.indexOf('>') + 1).strip();
        }
    }

    private void recipient(String line) throws IOException {
        if (sender.isEmpty()) {
            answer("RCPT", line, "503 5.5.1 Need MAIL");
        } else if (answer("RCPT", line, "250 2.1.5 Ok")) {
            recipients.add(address(line));
            rcptParameters.add(line.substring(line.indexOf('>') + 1).strip());
        }
    }

    private static String address(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private void data(String line) throws IOException {
        if (recipients.isEmpty()) {
            answer("DATA", line, "503 5.5.1 No valid recipients");
        } else if (answer("DATA", line, "354 Go ahead")) {
            end(content());
        }
    }

    private void end(byte[] content) throws IOException {
        if (!recipients.isEmpty() && answer("END", "", "250 2.0.0 Ok: queued")) {
            peer.onMessage(new ReceivedMessage(
                    sender.orElseThrow(),
                    mailParameters,
                    List.copyOf(recipients),
                    List.copyOf(rcptParameters),
                    content,
                    secured,
                    user,
                    socket.getInetAddress()));
        }
        reset();
    }

    /// RFC 3030. A chunk is read whatever the answer to it.
    private void chunk(String line) throws IOException {
        String[] words = line.split(" ");
        int size = Integer.parseInt(words[1]);
        Optional<PeerScript.Action> action = script.action("CONTENT", "");
        for (int count = 1; count <= size; count++) {
            int b = read();
            if (action.isPresent()) {
                during(action.get(), count);
            }
            if (script.keepsContent()) {
                chunks.write(b);
            }
        }
        if (recipients.isEmpty()) {
            answer("BDAT", line, "503 5.5.1 No valid recipients");
        } else if (words.length == 3) {
            if (answer("BDAT", line, "")) {
                end(chunks.toByteArray());
            }
            chunks.reset();
        } else {
            answer("BDAT", line, "250 2.0.0 " + size + " bytes taken");
        }
    }

    /// What the script wants when this many bytes of the content were read.
    private void during(PeerScript.Action action, int count) throws IOException {
        if (action instanceof PeerScript.DropAfter drop && count > drop.bytes()) {
            throw new IOException("cut by the script");
        }
        if (action instanceof PeerScript.Interrupt interrupt && count == interrupt.bytes()) {
            say(interrupt.text());
            out.flush();
            if (interrupt.thenClose()) {
                throw new IOException("cut by the script");
            }
        }
    }

    /// Reads up to the final dot, unstuffing dots. Only CRLF ends a line.
    private byte[] content() throws IOException {
        Optional<PeerScript.Action> action = script.action("CONTENT", "");
        if (action.isPresent()) {
            out.flush();
        }
        if (action.isPresent() && action.get() instanceof PeerScript.Hang) {
            peer.hang();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int count = 0;
        // The last two bytes before the current one, and whether a dot at a line's start is being held back.
        int beforeLast = '\r';
        int last = '\n';
        while (true) {
            int b = read();
            count++;
            if (action.isPresent()) {
                during(action.get(), count);
            }
            if (b == '.' && beforeLast == '\r' && last == '\n') {
                int next = read();
                if (next == '\r') {
                    read(); // LF
                    return content.toByteArray();
                }
                b = next;
            }
            if (script.keepsContent()) {
                content.write(b);
            }
            beforeLast = last;
            last = b;
        }
    }

    private void reset() {
        sender = Optional.empty();
        recipients.clear();
        chunks.reset();
        rcptParameters.clear();
    }

    /// Answers as the script says, else normally.
    ///
    /// @return whether the answer was the normal one, or at least as positive
    private boolean answer(String step, String argument, String normal) throws IOException {
        Optional<PeerScript.Action> action = script.action(step, argument);
        if (action.isEmpty()) {
            if (!normal.isEmpty()) {
                say(normal);
            }
            return normal.isEmpty() || normal.charAt(0) < '4';
        }
        return switch (action.get()) {
            case PeerScript.Say say -> {
                String text = say.text();
                say(text);
                done |= say.thenClose();
                yield text.charAt(0) < '4' && !say.thenClose() && text.startsWith("354") == normal.startsWith("354");
            }
            case PeerScript.Raw raw -> {
                out.write(raw.bytes().getBytes(StandardCharsets.ISO_8859_1));
                yield raw.bytes().startsWith("2") && normal.startsWith("2");
            }
            case PeerScript.RawThenDrop raw -> {
                out.write(raw.bytes().getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                throw new IOException("cut by the script");
            }
            case PeerScript.Drip drip -> {
                drip(drip);
                yield drip.bytes().charAt(0) < '4' && drip.bytes().startsWith("354") == normal.startsWith("354");
            }
            case PeerScript.Hang hang -> {
                out.flush();
                peer.hang();
                yield false;
            }
            case PeerScript.Drop drop -> throw new IOException("cut by the script");
            case PeerScript.DropAfter inContent ->
                throw new IllegalArgumentException("only CONTENT can be cut in the middle");
            case PeerScript.Interrupt inContent ->
                throw new IllegalArgumentException("only CONTENT can be interrupted");
        };
    }

    private void drip(PeerScript.Drip drip) throws IOException {
        for (int i = 0; i < drip.bytes().length(); i += drip.pieceChars()) {
            peer.pause(drip.pause());
            int end = Math.min(drip.bytes().length(), i + drip.pieceChars());
            out.write(drip.bytes().substring(i, end).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    private void say(String text) throws IOException {
        out.write((text.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        if (position == limit) {
            peer.onGroup();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        while (true) {
            int b = read();
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8).stripTrailing();
            }
            line.write(b);
        }
    }

    /// Answers leave when there is nothing more to read, all in one write.
    private int read() throws IOException {
        if (position == limit) {
            out.flush();
            limit = in.read(buffer);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                throw new IOException("closed by the client");
            }
        }
        return buffer[position++] & 0xff;
    }
}
