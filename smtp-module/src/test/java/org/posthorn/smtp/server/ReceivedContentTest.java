package org.posthorn.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.smtp.testing.RawClient;

/// What a client may write behind DATA, and what comes in of it: one message, whatever it says.
final class ReceivedContentTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MOST = 200_000;

    private final ConcurrentLinkedQueue<ReceivedMail> received = new ConcurrentLinkedQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private SmtpListener listener;

    @BeforeEach
    void start() {
        listener = new SmtpListener(
                new ListenerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "mx.posthorn.example",
                        MOST,
                        10,
                        new ListenerConfig.Places(100, 100),
                        new ListenerConfig.Room(2, 10 * MOST, 10 * MOST),
                        new ListenerConfig.Patience(LONG, LONG, LONG, LONG, LONG, LONG)),
                new OpenInbox(address -> address.endsWith("@posthorn.example"), mail -> {
                    received.add(mail);
                    return SmtpReply.of(250, "2.0.0 Ok");
                }),
                Optional.empty());
        open.add(listener);
        listener.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    private RawClient greeted() throws IOException {
        RawClient client = new RawClient(listener.address());
        open.add(client);
        client.reply();
        client.ask("EHLO client.example");
        return client;
    }

    private RawClient inData() throws IOException {
        RawClient client = greeted();
        client.ask("MAIL FROM:<ann@example.net>");
        client.ask("RCPT TO:<bob@posthorn.example>");
        assertThat(client.ask("DATA")).isEqualTo("354 End data with <CR><LF>.<CR><LF>");
        return client;
    }

    /// What came in of what was sent before the final dot and its line end.
    private String taken(String content) throws IOException {
        RawClient client = inData();
        client.send(content + ".\r\n");
        assertThat(client.reply()).contains("250 2.0.0 Ok");
        assertThat(client.ask("NOOP")).startsWith("250");
        assertThat(received).hasSize(1);
        return new String(received.element().content().bytes(), ISO_8859_1);
    }

    private static String escaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\r.\r",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r\n",
                "\r\n.\r",
                "\n\n.\r\n",
                "\r\n.\r\r\n",
                "\0.\r\n",
                "\r\n.\0\r\n",
                "\r\n..\r\n",
                "\r\n. \r\n"
            })
    void nothingButTheRealEndEndsAMessage(String smuggled) throws IOException {
        String second = "MAIL FROM:<evil@example.com>\r\nRCPT TO:<evil@posthorn.example>\r\nDATA\r\nsecond\r\n";
        assertThat(taken("Subject: x\r\n\r\nfirst" + smuggled + second)).endsWith(second);
        assertThat(received.element().recipients()).containsExactly("bob@posthorn.example");
    }

    /// As Postfix mends them: all readers behind find the same lines.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a\\nb\\r\\n|a\\r\\nb\\r\\n",
                "a\\n\\nb\\r\\n|a\\r\\n\\r\\nb\\r\\n",
                "X: a\\nFrom: evil\\r\\n|X: a\\r\\nFrom: evil\\r\\n",
                "X: a\\rFrom: evil\\r\\n|X: a From: evil\\r\\n",
                "a\\r\\rb\\r\\n|a b\\r\\n",
                "a\\r\\r\\nb\\r\\n|a\\r\\nb\\r\\n",
                "a\\n.\\r\\nb\\r\\n|a\\r\\n.\\r\\nb\\r\\n",
                "a\\n..b\\r\\n|a\\r\\n..b\\r\\n",
                "a\\r.\\r\\nb\\r\\n|a .\\r\\nb\\r\\n",
                "a\\r\\n.\\nb\\r\\n|a\\r\\n\\r\\nb\\r\\n",
                "a\\r\\n.\\r\\r\\nb\\r\\n|a\\r\\n\\r\\nb\\r\\n",
                "a\\r\\n.\\rb\\r\\n|a\\r\\n b\\r\\n",
            })
    void lineEndsThatAreNoneAreMended(String sent, String expected) throws IOException {
        assertThat(taken(escaped(sent))).isEqualTo(escaped(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|''",
                "..first\\r\\n|.first\\r\\n",
                ".first\\r\\n|first\\r\\n",
                "a\\r\\n..\\r\\n...\\r\\n|a\\r\\n.\\r\\n..\\r\\n",
                "a\\0b\\0\\r\\n\\0\\r\\n|a\\0b\\0\\r\\n\\0\\r\\n",
                "caf\u00e9\u00ff\u0080\\r\\n|caf\u00e9\u00ff\u0080\\r\\n",
                "From a@b Sat\\r\\n\\r\\n|From a@b Sat\\r\\n\\r\\n",
            })
    void whatIsLinesComesAsItWasSentButForDotsInFront(String sent, String expected) throws IOException {
        assertThat(taken(escaped(sent))).isEqualTo(escaped(expected));
    }

    /// Lines of any length and any bytes, across all the blocks in which they are read.
    @Test
    void randomLinesComeByteForByte() throws IOException {
        Random random = new Random(17);
        for (int round = 0; round < 20; round++) {
            received.clear();
            StringBuilder lines = new StringBuilder();
            while (lines.length() < 12_000) {
                int length = random.nextInt(4) == 0 ? random.nextInt(6_000) : random.nextInt(5);
                for (int i = 0; i < length; i++) {
                    char c = random.nextInt(3) == 0 ? '.' : (char) random.nextInt(256);
                    lines.append(c == '\r' || c == '\n' ? ' ' : c);
                }
                lines.append("\r\n");
            }
            String stuffed =
                    (lines.charAt(0) == '.' ? "." : "") + lines.toString().replace("\r\n.", "\r\n..");
            assertThat(taken(stuffed)).as("round %d", round).isEqualTo(lines.toString());
        }
    }

    /// The session stands where it stood: no byte behind the end was taken for content.
    @Test
    void messagesInOnePieceComeOneByOne() throws IOException {
        RawClient client = greeted();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            all.append("MAIL FROM:<ann@example.net>\r\nRCPT TO:<bob@posthorn.example>\r\nDATA\r\nSubject: ")
                    .append(i)
                    .append("\r\n\r\n")
                    .append("x".repeat(97 * i))
                    .append("\r\n.\r\n");
        }
        client.send(all + "QUIT\r\n");
        for (int i = 0; i < 50; i++) {
            for (String code : List.of("250", "250", "354", "250")) {
                assertThat(client.reply().orElse("closed")).startsWith(code);
            }
        }
        assertThat(client.reply().orElse("closed")).startsWith("221");
        assertThat(received).hasSize(50);
        assertThat(received)
                .last()
                .satisfies(mail -> assertThat(new String(mail.content().bytes(), ISO_8859_1))
                        .isEqualTo("Subject: 49\r\n\r\n" + "x".repeat(97 * 49) + "\r\n"));
    }

    @Test
    void aLineWithoutEndIsTakenUpToTheLimit() throws IOException {
        assertThat(taken("Subject: x\r\n\r\n" + "y".repeat(MOST - 100) + "\r\n"))
                .hasSize(MOST - 100 + 16);
        received.clear();
        RawClient client = inData();
        client.send("X: " + "y".repeat(2 * MOST) + "\r\n.\r\n");
        assertThat(client.reply()).contains("552 5.3.4 The message is too long");
        assertThat(received).isEmpty();
    }

    @Test
    void aClientThatLeavesInItsContentLeavesNothing() throws IOException {
        for (String cut : List.of("", "Subject: x\r\n\r\nhalf", "x\r\n", "x\r\n.", "x\r\n.\r", "x\n.\n", "x\r")) {
            RawClient client = inData();
            client.send(cut);
            client.close();
        }
        assertThat(taken("whole\r\n")).isEqualTo("whole\r\n");
    }

    @Test
    void aVeryLongCommandEndsTheSession() throws IOException {
        RawClient client = greeted();
        try {
            client.send("NOOP " + "x".repeat(1_000_000));
            assertThat(client.reply().orElse("closed")).matches("501 .*|closed");
        } catch (SocketException e) {
            // It ended before all of it was written.
            assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset).*");
        }
        assertThat(client.reply()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAIL FROM:<a\0@example.net>", "MAIL FROM:<a@x,b@example.net>", "MAIL FROM:<a b@example.net>"})
    void aSenderThatCouldNotStandInAFieldIsRefused(String command) throws IOException {
        RawClient client = greeted();
        assertThat(client.ask(command)).isEqualTo("501 5.1.7 Bad sender address syntax");
        assertThat(client.ask("MAIL FROM:<\"a b,c\"@example.net>")).startsWith("250");
    }

    @Test
    void whatAClientCallsItselfIsShownAsFarAsANameCanBe() throws IOException {
        RawClient client = greeted();
        client.ask("HELO \0\t\u00c3\u00a4" + "x".repeat(500));
        client.ask("MAIL FROM:<>");
        client.ask("RCPT TO:<bob@posthorn.example>");
        client.ask("DATA");
        client.ask("x\r\n.");
        assertThat(received.element().client().helo())
                .hasSizeLessThanOrEqualTo(255)
                .matches("[!-~]*");
    }

    /// RFC 6531 §3.4; a client that does not say so is understood all the same, as by Postfix.
    @ParameterizedTest
    @ValueSource(strings = {" SMTPUTF8", " SMTPUTF8 BODY=8BITMIME", ""})
    void aRecipientBeyondAsciiIsFoundWithTheParameterAndWithout(String parameters) throws IOException {
        RawClient client = greeted();
        assertThat(client.ask("MAIL FROM:<ann@example.net>" + parameters)).startsWith("250");
        String utf8 =
                new String("j\u00f6rg@posthorn.example".getBytes(java.nio.charset.StandardCharsets.UTF_8), ISO_8859_1);
        assertThat(client.ask("RCPT TO:<" + utf8 + ">")).startsWith("250");
        client.ask("DATA");
        assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("250");
        assertThat(received.element().recipients()).containsExactly("j\u00f6rg@posthorn.example");
    }

    @Test
    void bytesThatAreNoUtf8EndTheSession() throws IOException {
        RawClient client = greeted();
        client.ask("MAIL FROM:<ann@example.net> SMTPUTF8");
        assertThat(client.ask("RCPT TO:<j\u00f6rg@posthorn.example>")).startsWith("501");
        assertThat(client.reply()).isEmpty();
    }

    /// Each is answered, and none is more than a line in memory.
    @Test
    void garbageInOnePieceIsAnsweredLineByLine() throws IOException {
        RawClient client = greeted();
        client.send("x\r\n\r\n\0\0\0\0\r\nGET / HTTP/1.1\r\nMAIL\r\nRCPT\r\nDATA\r\n.\r\nNOOP\r\n");
        for (String code : List.of("500", "500", "500", "500", "501", "503", "503", "500", "250")) {
            assertThat(client.reply().orElse("closed")).startsWith(code);
        }
        assertThat(received).isEmpty();
    }
}
